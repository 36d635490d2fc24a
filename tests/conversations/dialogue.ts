/** What a golden conversation looks like on disk, and the reading of a folder of them. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { outcomeKinds } from "../../src/core/outcome.ts";
import { parseEntries } from "../../src/knowledge/parse.ts";
import { type Problem, problemText } from "../../src/knowledge/problem.ts";

const texts = z.array(z.string().min(1)).default([]);

/** Left out, a field expects nothing; compared without white space, width and case but for `exact`. */
const expectation = z.strictObject({
  outcome: z.array(z.enum(outcomeKinds)).min(1).optional(),
  intent: z.array(z.string()).min(1).optional(),
  /** Of every inner list one alternative must stand in the reply. */
  all: z.array(z.array(z.string().min(1)).min(1)).default([]),
  none: texts,
  /** Must stand in the reply letter by letter. */
  exact: texts,
  /** Labels of quick replies that must be offered. */
  choices: texts,
  /** Digests, one of which must be behind a citation. */
  cites: texts,
});

const turn = z.strictObject({
  /** `{receipt}` stands for the receipt number seen last, `{receipt1}` for the first one seen, `{half}` for a lone surrogate. */
  says: z.union([
    z.string(),
    z.strictObject({ repeat: z.string().min(1), times: z.int().positive() }),
  ]),
  /** Another contact; without it, the one the dialogue is about. */
  as: z.string().optional(),
  /** The clock from this turn on, a day in Chongqing. */
  now: z.iso.date().optional(),
  expect: expectation.prefault({}),
});

/** A stretch of turns said several times over. */
const rounds = z.strictObject({ rounds: z.int().positive(), turns: z.array(turn).min(1) });

export const dialogue = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, "use lower-case letters, digits and hyphens"),
  about: z.string().min(1),
  /** Dialogues of preludes.yaml held first, whole or their first turns only, on the day named. */
  after: z
    .array(
      z.strictObject({
        prelude: z.string(),
        turns: z.int().positive().optional(),
        now: z.iso.date().optional(),
      }),
    )
    .default([]),
  turns: z.array(z.union([turn, rounds])).min(1),
});

export type Dialogue = z.output<typeof dialogue>;
export type DialogueTurn = z.output<typeof turn>;
export type Expectation = z.output<typeof expectation>;

/** All dialogues of a folder, preludes first put before those that need them. Throws on bad content. */
export function readDialogues(folder: string): { dialogue: Dialogue; turns: DialogueTurn[] }[] {
  const read = (name: string) => {
    const { entries, problems } = parseEntries(join(folder, name), dialogue);
    if (problems.length > 0)
      throw new Error(problems.map((one: Problem) => problemText(one)).join("\n"));
    return entries;
  };
  const preludes = new Map(read("preludes.yaml").map((one) => [one.id, flat(one)]));
  const files = readdirSync(folder).filter(
    (name) => name.endsWith(".yaml") && name !== "preludes.yaml",
  );
  const found = files.sort().flatMap(read);
  const twice = found.find(({ id }, at) => found.findIndex((other) => other.id === id) !== at);
  if (twice !== undefined) throw new Error(`two dialogues are called ${twice.id}: rename one`);
  return found.map((one) => {
    const before = one.after.flatMap(({ prelude, turns, now }) => {
      const said = preludes.get(prelude);
      if (said === undefined) throw new Error(`${one.id}: preludes.yaml has no ${prelude}`);
      return said
        .slice(0, turns)
        .map((turn, at) => (at === 0 && now !== undefined ? { ...turn, now } : turn));
    });
    return { dialogue: one, turns: [...before, ...flat(one)] };
  });
}

function flat({ turns }: Dialogue): DialogueTurn[] {
  return turns.flatMap((one) =>
    "rounds" in one ? Array.from({ length: one.rounds }, () => one.turns).flat() : [one],
  );
}
