import { coverageOf } from "./coverage.ts";
import { type Expansion, FULL_SCORE, prepareQuery } from "./query.ts";
import { rank } from "./rank.ts";
import type { SearchIndex } from "./searchIndex.ts";

export interface Hit {
  readonly id: string;
  /** Comparable within one query only. */
  readonly score: number;
  /** 0…1: share of the query's terms, by weight, that the document has; 1 = all. */
  readonly coverage: number;
}

export interface SearchOptions {
  /** Most hits, 10 by default. */
  readonly limit?: number;
  /** Which documents may be found, by ordinal: the place in what `buildIndex` was given. */
  readonly filter?: (ordinal: number) => boolean;
  readonly expansions?: readonly Expansion[];
}

/**
 * The best documents for a query, best first; equal scores in the order of the input. Documents
 * without any term of the query are never hits. Only the first 2,000 UTF-16 units of a query are read.
 */
export function search(index: SearchIndex, query: string, options: SearchOptions = {}): Hit[] {
  const limit = Math.min(options.limit ?? 10, index.size);
  if (!(limit > 0)) return [];
  const terms = prepareQuery(index, query, options.expansions);
  return rank(index, terms, limit, options.filter)
    .results()
    .map(({ inner, score }) => ({
      id: index.ids[index.ordinals[inner] as number] as string,
      score: score / FULL_SCORE,
      coverage: coverageOf(index, terms, inner),
    }));
}
