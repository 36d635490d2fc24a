import { fold } from "../core/fold.ts";
import type { Kind } from "./analyse.ts";
import { coverageOf, impactOf } from "./coverage.ts";
import { type Expansion, FULL_SCORE, prepareQuery, type QueryTerm } from "./query.ts";
import { scoreParents } from "./rank.ts";
import type { SearchIndex } from "./searchIndex.ts";

const KINDS = ["character", "pair", "word", "quantity", "document number"] as const;

/** What one term of a query gave to one document. */
export interface TermContribution {
  /** The piece of the folded query, or of an expansion. */
  readonly text: string;
  readonly kind: (typeof KINDS)[Kind];
  /** Documents of the index that have it. */
  readonly documents: number;
  /** Weight in the query, before scaling. */
  readonly weight: number;
  /** Below 1 for a term inside a question word. */
  readonly damping: number;
  /** False for terms too frequent to be searched. */
  readonly searched: boolean;
  /** 0 = the document does not have it, 255 = as strongly as possible. */
  readonly impact: number;
  /** Part of the score. */
  readonly contribution: number;
  /** Share of the same term in the parent's sum, before scaling. */
  readonly parentContribution: number;
}

/** Why a document has its score: the parts add up to it. */
export interface Explanation {
  readonly id: string;
  readonly score: number;
  /** What the document's own terms give. */
  readonly own: number;
  /** What its parent gives, 0 without parents. */
  readonly parent: number;
  readonly coverage: number;
  readonly profile: SearchIndex["profile"];
  /** The strongest first. */
  readonly terms: readonly TermContribution[];
}

/** The score of one document for a query, taken apart; undefined when the index has no such id. */
export function explain(
  index: SearchIndex,
  query: string,
  id: string,
  expansions: readonly Expansion[] = [],
): Explanation | undefined {
  const ordinal = index.ids.indexOf(id);
  if (ordinal < 0) return undefined;
  const inner = index.ordinals.indexOf(ordinal);
  const parent = index.parentOf[inner] as number;
  const prepared = prepareQuery(index, query, expansions);
  scoreParents(index, prepared);
  const parentScore = (index.scratch.parentScores[parent] as number) / FULL_SCORE;
  index.scratch.parentScores.fill(0);
  const terms = prepared
    .map((term) => contribution(index, term, inner, parent))
    .sort((a, b) => b.contribution - a.contribution);
  const own = terms.reduce((sum, term) => sum + term.contribution, 0);
  return {
    id,
    // Without a term of its own a document is no hit, whatever its parent has.
    score: own === 0 ? 0 : own + parentScore,
    own,
    parent: parentScore,
    coverage: coverageOf(index, prepared, inner),
    profile: index.profile,
    terms,
  };
}

function contribution(
  index: SearchIndex,
  term: QueryTerm,
  inner: number,
  parent: number,
): TermContribution {
  const known = term.number >= 0;
  const impact = known ? impactOf(index.postings, term.number, inner) : 0;
  const parentImpact =
    known && index.hasParents ? impactOf(index.parentPostings, term.number, parent) : 0;
  return {
    text: fold(term.source).slice(term.from, term.to),
    kind: KINDS[term.kind],
    documents: term.frequency,
    weight: term.weight,
    damping: term.damping,
    searched: term.points > 0,
    impact,
    contribution: (impact * term.points) / FULL_SCORE,
    parentContribution: (parentImpact * term.parentPoints) / FULL_SCORE,
  };
}
