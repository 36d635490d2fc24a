/** Golden questions: reading them, and judging a reply against what was expected. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { outcomeKinds } from "../core/outcome.ts";
import { parseEntries } from "../knowledge/parse.ts";
import type { Problem } from "../knowledge/problem.ts";

export const golden = z.strictObject({
  id: z.string().min(1),
  text: z.string(),
  kind: z.enum([
    "fact",
    "list",
    "comparison",
    "calculation",
    "follow-up",
    "must-abstain",
    "dialect",
    "typo",
    "traditional",
    "english",
    "injection",
    "social",
    "action",
  ]),
  /** Written before the engine was tuned, and never tuned to. */
  held: z.boolean(),
  after: z.array(z.string()).default([]),
  expect: z.strictObject({
    outcome: z.array(z.enum(outcomeKinds)).min(1),
    intent: z.array(z.string()).optional(),
    /** Of every inner list one alternative must stand in the reply. */
    all: z.array(z.array(z.string()).min(1)).default([]),
    none: z.array(z.string()).default([]),
    /** Source files, one of which must be behind a citation. */
    source: z.array(z.int().nonnegative()).default([]),
  }),
});

export type Golden = z.output<typeof golden>;

export function readGolden(folder: string): { questions: Golden[]; problems: Problem[] } {
  const questions: Golden[] = [];
  const problems: Problem[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!/\.ya?ml$/.test(name)) continue;
    const parsed = parseEntries(join(folder, name), golden);
    questions.push(...parsed.entries);
    problems.push(...parsed.problems);
  }
  return { questions, problems };
}

/** What a question came back with. */
export interface Reply {
  readonly text: string;
  readonly intent: string;
  readonly outcome: string;
  /** Source file of each cited digest, `000_….txt`. */
  readonly sources: readonly string[];
}

export interface Verdict {
  readonly right: boolean;
  readonly abstained: boolean;
  readonly intentRight: boolean | undefined;
  /** What was wrong, for the list of misses. */
  readonly faults: readonly string[];
}

export function judge(expected: Golden["expect"], reply: Reply): Verdict {
  const said = plain(reply.text);
  const faults: string[] = [];
  if (!expected.outcome.some((kind) => kind === reply.outcome)) {
    faults.push(`outcome ${reply.outcome}, not ${expected.outcome.join("/")}`);
  }
  for (const alternatives of expected.all) {
    if (!alternatives.some((text) => said.includes(plain(text)))) {
      faults.push(`lacks ${alternatives.join(" or ")}`);
    }
  }
  for (const text of expected.none) {
    if (said.includes(plain(text))) faults.push(`says ${text}`);
  }
  if (reply.outcome === "answer" && expected.source.length > 0) {
    const prefixes = expected.source.map((number) => String(number).padStart(3, "0"));
    if (!reply.sources.some((file) => prefixes.some((prefix) => file.startsWith(prefix)))) {
      faults.push(`cites none of the files ${prefixes.join(", ")}`);
    }
  }
  return {
    right: faults.length === 0,
    abstained: reply.outcome === "abstain",
    intentRight: expected.intent?.includes(reply.intent),
    faults,
  };
}

/** Compared without white space, thousands separators and case. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\s+/g, "")
    .replace(/(?<=\d),(?=\d{3})/g, "")
    .toLowerCase();
}
