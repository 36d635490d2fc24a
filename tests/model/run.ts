/** `npm run model`: random sequences against the model until there are steps enough; writes RESULTS.md. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { faults } from "./faults.ts";
import { findFault } from "./findFault.ts";
import { play } from "./play.ts";
import { type Results, report } from "./report.ts";
import { Tally } from "./tally.ts";
import { meetings, transitions } from "./transitions.ts";

const usage = `npm run model -- [--steps 100000] [--seed 1] [--moves 250] [--out RESULTS.md]
npm run model -- --seed 1 --path 12:3 --replay AB:C
  --steps   at least so many, in sequences of up to --moves
  --path    a failing sequence again, with --seed, --moves and --replay as they were told`;

/** Sequences of one seed. */
const batch = 100;

try {
  process.exitCode = await run();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      steps: { type: "string", default: "100000" },
      seed: { type: "string", default: "1" },
      moves: { type: "string", default: "250" },
      path: { type: "string" },
      replay: { type: "string" },
      out: { type: "string", default: join(import.meta.dirname, "RESULTS.md") },
    },
  });
  const [steps, seed, moves] = [values.steps, values.seed, values.moves].map(Number);
  if (!isCount(steps) || !isCount(seed) || !isCount(moves)) throw new Error("a whole number");
  const { path, replay } = values;
  const tally = new Tally();
  const began = performance.now();
  if (path !== undefined) {
    const again = { path, ...(replay === undefined ? {} : { replay }) };
    return failed(await play(tally, { seed, sequences: 1, moves, ...again }), seed, moves);
  }
  for (let at = seed; tally.steps < steps; at++) {
    const found = await play(tally, { seed: at, sequences: batch, moves });
    if (failed(found, at, moves) === 1) return 1;
    process.stdout.write(`\r${tally.steps} steps in ${tally.sequences} sequences`);
  }
  console.log();
  const caught: Results["caught"][number][] = [];
  for (const fault of faults) caught.push({ fault, found: await findFault(fault, seed) });
  const seconds = Math.round((performance.now() - began) / 1_000);
  const command = `npm run model -- --steps ${steps} --seed ${seed} --moves ${moves}`;
  writeFileSync(values.out, report({ tally, command, seed, seconds, caught }));
  const never = [
    ...transitions.filter((each) => !tally.taken.has(each)),
    ...meetings.filter((each) => !tally.met.has(each)),
    ...caught.filter(({ found }) => found === undefined).map(({ fault }) => fault.name),
  ];
  for (const each of never) console.error(`never: ${each}`);
  const unknown = [...tally.taken.keys()].filter((each) => !transitions.includes(each));
  for (const each of unknown) console.error(`not in the list: ${each}`);
  return never.length + unknown.length === 0 ? 0 : 1;
}

function failed(found: Awaited<ReturnType<typeof play>>, seed: number, moves: number): 0 | 1 {
  if (!found.failed) return 0;
  const sequence = String(found.counterexample?.[0]);
  const replay = /replayPath="([^"]*)"/.exec(sequence)?.[1] ?? "";
  console.error(`\n${sequence}\n${found.errorInstance}`);
  console.error(
    `again: npm run model -- --seed ${seed} --moves ${moves} --path ${found.counterexamplePath} --replay ${replay}`,
  );
  return 1;
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0;
}
