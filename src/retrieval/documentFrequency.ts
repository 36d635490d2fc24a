import { analyse, CHARACTER, type Term } from "./analyse.ts";
import { impactOf } from "./coverage.ts";
import type { SearchIndex } from "./searchIndex.ts";

/**
 * In how many documents of the index a word stands: those that have all of its pairs (of its
 * characters, for a single character). 0 for text without any term.
 */
export function documentFrequency(index: SearchIndex, text: string): number {
  const numbers = termsOf(text).map((term) => index.terms.find(term));
  if (numbers.length === 0 || numbers.includes(-1)) return 0;
  const { starts, entries } = index.postings;
  const size = (number: number) => (starts[number + 1] as number) - (starts[number] as number);
  const [rarest, ...others] = numbers.sort((a, b) => size(a) - size(b)) as [number, ...number[]];
  let count = 0;
  for (let i = starts[rarest] as number; i < (starts[rarest + 1] as number); i++) {
    const document = (entries[i] as number) >>> 8;
    if (others.every((other) => impactOf(index.postings, other, document) > 0)) count++;
  }
  return count;
}

function termsOf(text: string): Term[] {
  const found = analyse(text);
  const all = [...found.keys.subarray(0, found.count)];
  // Characters that are part of a pair add nothing to it.
  const pairs = all.filter((term) => term >>> 16 !== CHARACTER);
  return [...new Set(pairs.length > 0 ? pairs : all)];
}
