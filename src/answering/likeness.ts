import type { Evidence } from "./evidence.ts";
import type { Question } from "./question.ts";

/** Likeness of the question to the nearest of a FAQ's own wordings, by shared bigrams, 0 to 1. */
export function likeness(question: Question, evidence: Evidence): number {
  const own = ownOf(question);
  let best = 0;
  for (const other of variantsOf(evidence)) {
    best = Math.max(best, (2 * shared(own, other)) / (own.size + other.size || 1));
  }
  return best;
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let both = 0;
  for (const gram of few) if (many.has(gram)) both += 1;
  return both;
}

const asked = new WeakMap<Question, ReadonlySet<string>>();

function ownOf(question: Question): ReadonlySet<string> {
  let grams = asked.get(question);
  if (grams === undefined) {
    grams = bigrams(question.own);
    asked.set(question, grams);
  }
  return grams;
}

const known = new WeakMap<Evidence, readonly ReadonlySet<string>[]>();

function variantsOf(evidence: Evidence): readonly ReadonlySet<string>[] {
  let sets = known.get(evidence);
  if (sets === undefined) {
    sets = evidence.variants.map(bigrams);
    known.set(evidence, sets);
  }
  return sets;
}

function bigrams(text: string): Set<string> {
  const plain = text.replace(/[^\p{L}\p{N}]/gu, "");
  const grams = new Set<string>();
  for (let at = 0; at + 2 <= plain.length; at += 1) grams.add(plain.slice(at, at + 2));
  return grams;
}
