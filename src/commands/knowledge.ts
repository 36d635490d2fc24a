import { readdirSync } from "node:fs";
import { unsupportedFigures } from "../answering/guard.ts";
import { environmentConfig } from "../config.ts";
import { ZhiwenError } from "../core/errors.ts";
import type { Money, Program, Reference } from "../knowledge/entry.ts";
import { problemIn } from "../knowledge/place.ts";
import { type Problem, problemText } from "../knowledge/problem.ts";
import { type Knowledge, readKnowledge } from "../knowledge/read.ts";

/**
 * `knowledge check`: shapes, ids, sources, regions and intents, and every figure of an entry against
 * its sources.
 */
export async function knowledge(args: readonly string[]): Promise<number> {
  if (args[0] !== "check")
    throw new ZhiwenError(
      "knowledge",
      `there is no ${args[0] ?? "(nothing)"}`,
      "write: zhiwen knowledge check",
    );
  const { seedsDir, knowledgeDir, intentsDir } = environmentConfig();
  const read = readKnowledge({ seeds: seedsDir, knowledge: knowledgeDir });
  const problems = [
    ...emptiness(read.knowledge, seedsDir),
    ...read.problems,
    ...intentProblems(read.knowledge, intentsDir),
    ...figureProblems(read.knowledge, knowledgeDir),
  ];
  for (const problem of problems) process.stdout.write(`${problemText(problem)}\n`);
  const { digests, faqs, programs, products, desks, passages, glossary } = read.knowledge;
  process.stdout.write(
    `${digests.length} digests with ${passages.size} passages, ${faqs.length} faq, ${programs.length} programs, ` +
      `${products.length} products, ${desks.length} desks, ${glossary.terms.length} glossary terms: ` +
      `${problems.length === 0 ? "no error" : `${problems.length} errors`}\n`,
  );
  return problems.length === 0 ? 0 : 1;
}

/** Without digests nothing has a source and the program does not start. */
function emptiness({ digests }: Knowledge, folder: string): Problem[] {
  if (digests.length > 0) return [];
  const message = "the folder has no digest: set SEEDS_DIR to a folder of digests";
  return [{ file: folder, line: 1, field: "", message }];
}

/** Each intent is a folder; an entry of an intent that has none would never be told. */
function intentProblems({ faqs }: Knowledge, folder: string): Problem[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map(({ name }) => name);
  return faqs
    .filter(({ intent }) => !names.includes(intent))
    .map((faq) => {
      const message = `there is no intent ${faq.intent}: write one of ${names.join(", ")}`;
      return problemIn(faq, faq.id, ["intent"], message);
    });
}

/** A text of an entry, its field, and what it cites. */
interface Statement {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  readonly sources: readonly Reference[];
}

/**
 * The same guard that checks replies, run over what replies are made of. An entry that was read from
 * no file is told with `folder`.
 */
export function figureProblems(read: Knowledge, folder: string): Problem[] {
  const evidence = ({ document, passage }: Reference): string[] => {
    const found = read.passages.get(`${document}/${passage}`);
    if (found === undefined) return [];
    const [year, month, day] = found.digest.date.split("-").map(Number);
    return [
      `${found.passage.text} ${found.digest.title} ${found.digest.number ?? ""} ${year}年${month}月${day}日`,
    ];
  };
  const check = (
    entry: object & { readonly id: string },
    statements: readonly Statement[],
  ): Problem[] =>
    statements.flatMap(({ path, text, sources }) =>
      unsupportedFigures(text, sources.flatMap(evidence)).map(({ figure, why }) =>
        problemIn(entry, entry.id, path, `${figure}: ${why}`, folder),
      ),
    );
  return [
    ...read.faqs.flatMap((faq) =>
      check(faq, [{ path: ["answer"], text: faq.answer, sources: faq.sources }]),
    ),
    ...[...read.programs, ...read.products, ...read.desks].flatMap((entry) =>
      check(entry, [{ path: ["summary"], text: entry.summary, sources: entry.sources }]),
    ),
    ...read.programs.flatMap((program) => check(program, projectStatements(program))),
  ];
}

/** Amounts and conditions: what the subsidy form asks and computes with. */
function projectStatements({ projects }: Program): Statement[] {
  return projects.flatMap((project, at) => [
    ...(["oneOff", "yearly"] as const).flatMap((amount) => {
      const money = project[amount];
      if (money === undefined) return [];
      const path = ["projects", at, amount];
      return [{ path, text: amountText(money), sources: [project.source] }];
    }),
    ...(["conditions", "exclusions"] as const).flatMap((list) =>
      project[list].flatMap(({ text, ask, source }, nth) => {
        const path = ["projects", at, list, nth];
        return [
          { path: [...path, "text"], text, sources: [source] },
          { path: [...path, "ask"], text: ask, sources: [source] },
        ];
      }),
    ),
  ]);
}

/** As the source must say it: a fixed amount stands there without a bounding word. */
function amountText({ yuan, qualifier }: Money): string {
  return qualifier === "固定" ? `${yuan}元` : `${qualifier}${yuan}元`;
}
