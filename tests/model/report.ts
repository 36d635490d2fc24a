import { cpus, totalmem } from "node:os";
import type { DeliberateFault } from "./faults.ts";
import type { Tally } from "./tally.ts";
import { meetings, transitions } from "./transitions.ts";
import { type Property, properties } from "./violation.ts";

export interface Results {
  readonly tally: Tally;
  readonly command: string;
  readonly seed: number;
  readonly seconds: number;
  readonly caught: readonly {
    readonly fault: DeliberateFault;
    readonly found: { readonly property: Property; readonly steps: number } | undefined;
  }[];
}

/** The results as Markdown, of a run in which nothing was violated. */
export function report({ tally, command, seed, seconds, caught }: Results): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const taken = transitions.filter((each) => tally.taken.has(each)).length;
  const lines = transitions.map((each) => row([...each.split(" | "), tally.taken.get(each) ?? 0]));
  return `# Model of the handoff

Written by \`npm run model\`; do not edit.

- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${machine}; node ${process.version}
- Command: \`${command}\`
- Seed: ${seed}; each hundred sequences take the next one.
- Two programs on one SQLite file, four customers on three channels, three of staff on the desk's surfaces, the
  platform's client and a clock, beside a model of who owns each conversation and what each
  customer is told. After every step the whole record is laid beside the model.

**${tally.steps} steps in ${tally.sequences} sequences, ${seconds} s: nothing violated.**

| property | violations |
|---|---|
${Object.values(properties)
  .map((each) => row([each, 0]))
  .join("\n")}

## Transitions: ${taken} of ${transitions.length} taken

| from | event | to | times |
|---|---|---|---|
${lines.join("\n")}

## What met

| | times |
|---|---|
${meetings.map((each) => row([each, tally.met.get(each) ?? 0])).join("\n")}

## Deliberate faults

Each is put between the record and the program, and is noticed.

| fault | noticed by | after steps |
|---|---|---|
${caught.map(({ fault, found }) => row([fault.name, found?.property ?? "NOBODY", found?.steps ?? "-"])).join("\n")}
`;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}
