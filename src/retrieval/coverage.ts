import { CHARACTER, PAIR } from "./analyse.ts";
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

/** Characters known to be in the document of the mark: a pair that is there has both of its own. */
const marks = new Int32Array(65_536);
let mark = 0;

/** 0…1: weight of the query's terms that the document has over the weight of all. */
export function coverageOf(index: SearchIndex, terms: readonly QueryTerm[], inner: number): number {
  let all = 0;
  let had = 0;
  mark = (mark + 1) & 0x7fff_ffff;
  for (let i = 0; i < terms.length; i++) {
    const { number, weight, kind, term } = terms[i] as QueryTerm;
    if (kind === CHARACTER) continue;
    all += weight;
    if (number < 0 || impactOf(index.postings, number, inner) === 0) continue;
    had += weight;
    if (kind === PAIR) {
      marks[term >>> 16] = mark;
      marks[term & 0xffff] = mark;
    }
  }
  for (let i = 0; i < terms.length; i++) {
    const { number, weight, kind, term } = terms[i] as QueryTerm;
    if (kind !== CHARACTER) continue;
    all += weight;
    if (number < 0) continue;
    if (marks[term] === mark || impactOf(index.postings, number, inner) > 0) had += weight;
  }
  return all === 0 ? 0 : had / all;
}
