import { unsupportedFigures } from "../answering/guard.ts";
import { environmentConfig } from "../config.ts";
import { ZhiwenError } from "../core/errors.ts";
import type { Reference } from "../knowledge/entry.ts";
import { type Problem, problemText } from "../knowledge/problem.ts";
import { type Knowledge, readKnowledge } from "../knowledge/read.ts";

/** `knowledge check`: shapes, ids, sources, and every figure of an entry against its sources. */
export async function knowledge(args: readonly string[]): Promise<number> {
  if (args[0] !== "check")
    throw new ZhiwenError(
      "knowledge",
      `there is no ${args[0] ?? "(nothing)"}`,
      "write: zhiwen knowledge check",
    );
  const { seedsDir, knowledgeDir } = environmentConfig();
  const read = readKnowledge({ seeds: seedsDir, knowledge: knowledgeDir });
  const problems = [...read.problems, ...figureProblems(read.knowledge, knowledgeDir)];
  for (const problem of problems) process.stdout.write(`${problemText(problem)}\n`);
  const { digests, faqs, programs, products, desks, passages, glossary } = read.knowledge;
  process.stdout.write(
    `${digests.length} digests with ${passages.size} passages, ${faqs.length} faq, ${programs.length} programs, ` +
      `${products.length} products, ${desks.length} desks, ${glossary.terms.length} glossary terms: ` +
      `${problems.length === 0 ? "no error" : `${problems.length} errors`}\n`,
  );
  return problems.length === 0 ? 0 : 1;
}

/** The same guard that checks replies, run over what replies are made of. */
export function figureProblems(read: Knowledge, folder: string): Problem[] {
  const evidence = (sources: readonly Reference[]) =>
    sources.flatMap(({ document, passage }) => {
      const found = read.passages.get(`${document}/${passage}`);
      if (found === undefined) return [];
      const [year, month, day] = found.digest.date.split("-").map(Number);
      return [
        `${found.passage.text} ${found.digest.title} ${found.digest.number ?? ""} ${year}年${month}月${day}日`,
      ];
    });
  const check = (
    kind: string,
    id: string,
    field: string,
    text: string,
    sources: readonly Reference[],
  ): Problem[] =>
    unsupportedFigures(text, evidence(sources)).map(({ figure, why }) => ({
      file: `${folder}/${kind}`,
      line: 1,
      field: `${id}.${field}`,
      message: `${figure}: ${why}`,
    }));
  return [
    ...read.faqs.flatMap(({ id, answer, sources }) => check("faq", id, "answer", answer, sources)),
    ...read.programs.flatMap(({ id, summary, sources }) =>
      check("programs", id, "summary", summary, sources),
    ),
    ...read.products.flatMap(({ id, summary, sources }) =>
      check("products", id, "summary", summary, sources),
    ),
    ...read.desks.flatMap(({ id, summary, sources }) =>
      check("desks", id, "summary", summary, sources),
    ),
  ];
}
