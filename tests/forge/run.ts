/** `npm run forge`: every door of the real program under attack, and what became of it as RESULTS.md. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { aftermath } from "./aftermath.ts";
import { assault, type Verdict } from "./assault.ts";
import { bootMatrix } from "./boot.ts";
import { drip } from "./drip.ts";
import { aftermathFaults, dripFaults, verdictFaults } from "./faults.ts";
import { startProgram } from "./program.ts";
import { report } from "./report.ts";
import { type DoorName, doorNames } from "./settings.ts";
import { realStarts, tryStarts } from "./starts.ts";
import { timing } from "./timing.ts";

const { values } = parseArgs({
  options: {
    each: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    doors: { type: "string", default: doorNames.join(",") },
    out: { type: "string", default: join(import.meta.dirname, "RESULTS.md") },
    help: { type: "boolean", default: false },
  },
});

function usage(): void {
  console.log(
    `npm run forge -- [--each 100000] [--seed 1] [--doors ${doorNames.join(",")}] [--out RESULTS.md]`,
  );
}

async function main(): Promise<void> {
  if (values.help) return usage();
  const each = positive("each", values.each);
  const seed = positive("seed", values.seed);
  const doors = values.doors.split(",").map(door);
  const say = (text: string) => console.error(`[forge] ${text}`);
  const program = await startProgram();
  const verdicts: Verdict[] = [];
  const faults: string[] = [];
  const note = (found: readonly string[]) => {
    for (const fault of found) say(fault);
    faults.push(...found);
  };
  try {
    for (const name of doors) {
      const verdict = await assault(program, { door: name, each, seed });
      verdicts.push(verdict);
      say(`${name}: ${verdict.sent.total} in ${verdict.seconds.toFixed(0)} s`);
      note(verdictFaults(verdict));
      for (const { bytes } of verdict.sent.breaches)
        say(`to repeat: echo ${bytes} | base64 -d | nc 127.0.0.1 PORT`);
    }
    const full = each >= 10_000;
    const dripped = await drip(program, { sockets: 300, seconds: 20, until: full ? 75 : 0, seed });
    note(dripFaults(dripped));
    const timings = await timing(program, full ? 4_000 : 500);
    const after = await aftermath(program);
    note(aftermathFaults(after));
    const matrix = await bootMatrix();
    const starts = await tryStarts(full ? realStarts() : realStarts().slice(0, 6));
    note([...matrix.faults, ...starts.faults]);
    const command = `npm run forge -- --each ${each} --seed ${seed}`;
    const results = { verdicts, dripped, timings, matrix, starts, faults, command };
    const text = report({ ...results, commit: commit(), aftermath: after });
    writeFileSync(values.out, text);
    console.log(text);
    process.exitCode = faults.length === 0 ? 0 : 1;
  } finally {
    await program.stop();
  }
}

function commit(): string {
  const { stdout } = spawnSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  return stdout?.trim() || "unknown";
}

function positive(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} ${value}: a number above 0`);
  return number;
}

function door(name: string): DoorName {
  const found = doorNames.find((each) => each === name);
  if (found === undefined) throw new Error(`--doors ${name}: one of ${doorNames.join(", ")}`);
  return found;
}

main().catch((error: unknown) => {
  console.error(`[forge] ${error instanceof Error ? error.message : String(error)}`);
  usage();
  process.exitCode = 1;
});
