import { fold } from "../core/fold.ts";
import { analyse, CHARACTER, type Kind, kindOf, type Term } from "./analyse.ts";
import { eachQuestionWord } from "./questionWords.ts";
import type { SearchIndex } from "./searchIndex.ts";

/** One distinct term of a query with what it can add to a score. */
export interface QueryTerm {
  readonly term: Term;
  readonly kind: Kind;
  /** Number in the index's table, or -1 when no document has it. */
  readonly number: number;
  /** Documents that have it. */
  readonly frequency: number;
  /** Weight before scaling: kind × idf × damping × expansion weight. */
  readonly weight: number;
  /** Integer weight: impacts are multiplied with it. 0 = not searched. */
  points: number;
  parentPoints: number;
}

/** Extra query text, such as a glossary's synonyms, with a weight relative to the query's own. */
export interface Expansion {
  readonly text: string;
  readonly weight: number;
}

/** UTF-16 units of a query that are read; a longer one is a pasted document. */
export const QUERY_LENGTH = 2000;
/** Distinct terms that are searched: the weightiest. */
const MOST_TERMS = 160;
/** The points of all terms of a query together: sums of points × impact stay within 31 bits. */
export const ALL_POINTS = 1 << 21;
/** The score of a document that has every term at the highest impact. */
export const FULL_SCORE = ALL_POINTS * 255;

const damped = new Float64Array(QUERY_LENGTH + 1);

/** The distinct terms of a query and its expansions, scaled for integer sums. */
export function prepareQuery(
  index: SearchIndex,
  query: string,
  expansions: readonly Expansion[] = [],
): QueryTerm[] {
  const seen = new Set<Term>();
  let terms: QueryTerm[] = [];
  collect(index, query, 1, seen, terms);
  for (const { text, weight } of expansions)
    if (weight > 0) collect(index, text, weight, seen, terms);
  if (terms.length > MOST_TERMS)
    terms = terms.sort((a, b) => b.weight - a.weight).slice(0, MOST_TERMS);
  scale(index, terms);
  return terms;
}

function collect(
  index: SearchIndex,
  text: string,
  share: number,
  seen: Set<Term>,
  into: QueryTerm[],
): void {
  const { profile, postings, size } = index;
  const read = text.length > QUERY_LENGTH ? text.slice(0, QUERY_LENGTH) : text;
  const damping = profile.questionWords;
  if (damping !== 1) {
    damped.fill(1, 0, read.length);
    eachQuestionWord(fold(read), (start, end) => damped.fill(damping, start, end));
  }
  const found = analyse(read);
  for (let i = 0; i < found.count; i++) {
    const term = found.keys[i] as number;
    if (seen.has(term)) continue;
    seen.add(term);
    const from = found.starts[i] as number;
    const to = found.ends[i] as number;
    const kind = kindOf(term);
    const number = index.terms.find(term);
    const frequency =
      number < 0
        ? 0
        : (postings.starts[number + 1] as number) - (postings.starts[number] as number);
    const factor = damping === 1 ? 1 : Math.min(damped[from] as number, damped[to - 1] as number);
    const weight = (profile.kindWeights[kind] as number) * idf(size, frequency) * factor * share;
    if (weight <= 0) continue;
    into.push({
      term,
      kind,
      number,
      frequency,
      weight,
      points: 0,
      parentPoints: 0,
    });
  }
}

/** Inverse document frequency as in BM25 (never negative). */
export function idf(size: number, frequency: number): number {
  return Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5));
}

function scale(index: SearchIndex, terms: readonly QueryTerm[]): void {
  const { profile, size, parents, parentPostings } = index;
  const most = profile.skipShare * size;
  let sum = 0;
  let kept = 0;
  for (const { number, kind, weight, frequency } of terms) {
    if (number < 0) continue;
    sum += weight;
    if (kind !== CHARACTER || frequency <= most) kept++;
  }
  if (sum === 0) return;
  let parentSum = 0;
  const parentWeights = new Float64Array(terms.length);
  for (const [i, term] of terms.entries()) {
    if (term.number < 0) continue;
    // With nothing but frequent characters, they are what there is to search.
    if (term.kind !== CHARACTER || term.frequency <= most || kept === 0)
      term.points = Math.round((ALL_POINTS * term.weight) / sum);
    if (!index.hasParents) continue;
    const start = parentPostings.starts[term.number] as number;
    const frequency = (parentPostings.starts[term.number + 1] as number) - start;
    if (frequency === 0) continue;
    const weight = (term.weight / idf(size, term.frequency)) * idf(parents, frequency);
    parentWeights[i] = weight;
    parentSum += weight;
  }
  if (parentSum === 0) return;
  for (const [i, term] of terms.entries())
    term.parentPoints = Math.round((ALL_POINTS * (parentWeights[i] as number)) / parentSum);
}
