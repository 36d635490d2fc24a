import type { Postings } from "./postings.ts";
import type { QueryTerm } from "./query.ts";
import type { SearchIndex } from "./searchIndex.ts";

/** Impact of a term in a document, 0 when the document does not have it. */
export function impactOf(postings: Postings, term: number, document: number): number {
  const { starts, entries } = postings;
  let low = starts[term] as number;
  const end = starts[term + 1] as number;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as number) >>> 8 < document) low = middle + 1;
    else high = middle;
  }
  if (low === end) return 0;
  const entry = entries[low] as number;
  return entry >>> 8 === document ? entry & 255 : 0;
}

/** 0…1: weight of the query's terms that the document has over the weight of all. */
export function coverageOf(index: SearchIndex, terms: readonly QueryTerm[], inner: number): number {
  let all = 0;
  let had = 0;
  for (const { number, weight } of terms) {
    all += weight;
    if (number >= 0 && impactOf(index.postings, number, inner) > 0) had += weight;
  }
  return all === 0 ? 0 : had / all;
}
