/** `npm run torture`: kills, faults and traffic on both kinds of record; writes RESULTS.md. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { report } from "./report.ts";
import { type Round, type RoundOptions, torment } from "./round.ts";

const usage = `npm run torture -- [--store sqlite|postgres|both] [--kills 200] [--messages 50000] [--seed 1] [--out RESULTS.md] [--keep]
  --store     the kind of record; postgres has two instances and Redis
  --kills     SIGKILLs for each kind of record
  --messages  accepted messages for each kind of record, at least
  --seed      of all that is left to chance here; timing stays what it is
  --out       where the results are written
  --keep      leaves the log and the record in the temporary folder`;

function options(): { readonly rounds: readonly RoundOptions[]; readonly out: string } {
  const { values } = parseArgs({
    options: {
      store: { type: "string", default: "both" },
      kills: { type: "string", default: "200" },
      messages: { type: "string", default: "50000" },
      seed: { type: "string", default: "1" },
      keep: { type: "boolean", default: false },
      out: { type: "string", default: join(import.meta.dirname, "RESULTS.md") },
    },
  });
  const number = (name: "kills" | "messages" | "seed") => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 0) return value;
    throw new Error(`--${name} ${values[name]}: a whole number`);
  };
  const stores = (["sqlite", "postgres"] as const).filter(
    (store) => values.store === store || values.store === "both",
  );
  if (stores.length === 0) throw new Error(`--store ${values.store}: sqlite, postgres or both`);
  const common = {
    kills: number("kills"),
    messages: number("messages"),
    seed: number("seed"),
    people: { "wecom-kf": 150, "wecom-app": 140, "wecom-aibot": 60, telegram: 70 },
    think: { least: 300, more: 1_500 },
    polling: true,
    keep: values.keep,
    progress: (line: string) => console.log(line),
  };
  return { rounds: stores.map((store) => ({ ...common, store })), out: values.out };
}

try {
  const { rounds, out } = options();
  const done: Round[] = [];
  for (const round of rounds) done.push(await torment(round));
  const text = report(done, `npm run torture -- ${process.argv.slice(2).join(" ")}`.trim());
  writeFileSync(out, text);
  console.log(text);
  process.exit(done.some(({ verdict }) => verdict.violations.length > 0) ? 1 : 0);
} catch (error) {
  console.error(error instanceof Error ? `[torture] ${error.message}\n\n${usage}` : error);
  process.exit(2);
}
