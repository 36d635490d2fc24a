import type { DeliberateFault } from "./faults.ts";
import { play } from "./play.ts";
import { Tally } from "./tally.ts";
import { type Property, Violation } from "./violation.ts";

const sequences = 150;
const moves = 120;

/**
 * Which property notices a deliberate fault first, after how many steps; undefined where none does.
 * @throws whatever else the fault breaks
 */
export async function findFault(
  fault: DeliberateFault,
  seed: number,
): Promise<{ readonly property: Property; readonly steps: number } | undefined> {
  const tally = new Tally();
  const found = await play(tally, { seed, sequences, moves, fault, shrinks: false });
  if (!found.failed) return undefined;
  const { errorInstance } = found;
  if (!(errorInstance instanceof Violation)) throw errorInstance;
  return { property: errorInstance.property, steps: tally.steps };
}
