/** How far a piece of evidence accounts for one term of a question, or for one kind of answer. */
import { sameFigure } from "../core/figures.ts";
import { type Ask, type AskKind, figureFit, kindNamed, standingWords, textFit } from "./asks.ts";
import type { Evidence } from "./evidence.ts";
import type { Term } from "./question.ts";

/** How far evidence fits what an ask wants, figure or text, 0 to 1. */
export function fitOf(ask: Ask, evidence: Evidence, said = false): number {
  return figureKinds.has(ask.kind)
    ? figureFit(ask, evidence.figures)
    : textFit(ask.kind, evidence.text, said);
}

const figureKinds = new Set<AskKind>([
  "amount",
  "percent",
  "count",
  "duration",
  "date",
  "document",
  "figure",
]);

/** How far a text accounts for a term, 0 to 1. */
export function support(term: Term, evidence: Evidence, worth: GramWorth): number {
  if (term.figure !== undefined) {
    const { figure } = term;
    return evidence.figures.some((other) => sameFigure(figure, other)) ? 1 : 0;
  }
  let best = 0;
  const kind = kindNamed(term.text);
  if (kind !== undefined && fitOf({ kind }, evidence) >= 0.45) return 1;
  if (
    standingWords.has(term.text) &&
    (evidence.standing === "target" || evidence.standing === "achieved")
  )
    return 1;
  for (const word of [term.text, ...term.same]) {
    if (evidence.folded.includes(word)) return 1;
    if (evidence.context.includes(word))
      best = Math.max(best, evidence.kind === "faq" ? 0.95 : 0.75);
    if (best < 0.75 && word.length > 2) best = Math.max(best, 0.85 * shared(word, evidence, worth));
  }
  return best;
}

/** What two characters say: little where every other sentence has them (知识, 产权), much where few do. */
export type GramWorth = (gram: string) => number;

/** Share of the word's bigrams, by worth, that stand in the evidence; those of its context count less. */
function shared(word: string, { folded, context }: Evidence, worth: GramWorth): number {
  let sum = 0;
  let all = 0;
  for (let at = 0; at + 2 <= word.length; at += 1) {
    const gram = word.slice(at, at + 2);
    const value = worth(gram);
    all += value;
    if (folded.includes(gram)) sum += value;
    else if (context.includes(gram)) sum += 0.6 * value;
  }
  return all === 0 ? 0 : sum / all;
}
