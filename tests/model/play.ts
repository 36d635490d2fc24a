/** Random sequences of moves, run in the world and in the model side by side. */
import fc from "fast-check";
import { command } from "./commands/command.ts";
import { drain } from "./drain.ts";
import { expected } from "./expected/state.ts";
import { moves } from "./moves.ts";
import type { Tally } from "./tally.ts";
import { type Fault, World } from "./world.ts";

export interface Play {
  readonly seed: number;
  readonly sequences: number;
  readonly moves: number;
  readonly path?: string;
  readonly replay?: string;
  readonly fault?: Fault;
  /** False leaves a failing sequence as it was found. */
  readonly shrinks?: boolean;
}

/** Resolves with what fast-check found; counts into the tally. */
export async function play(tally: Tally, options: Play) {
  const { seed, sequences, moves: most, path, replay, fault, shrinks = true } = options;
  const commands = fc.commands([fc.oneof(...moves).map((move) => command(move, tally))], {
    maxCommands: most,
    size: "max",
    ...(replay === undefined ? {} : { replayPath: replay }),
  });
  const property = fc.asyncProperty(commands, fc.boolean(), async (sequence, atOnce) => {
    const model = expected(atOnce, tally);
    const world = await World.open(model, fault);
    tally.sequences++;
    try {
      await fc.asyncModelRun(() => ({ model, real: world }), sequence);
      await drain(model, world);
    } finally {
      await world.close();
    }
  });
  return await fc.check(property, {
    seed,
    numRuns: sequences,
    endOnFailure: !shrinks,
    ...(path === undefined ? {} : { path }),
  });
}
