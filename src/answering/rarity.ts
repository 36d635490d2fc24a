/** How much terms and character pairs say, from how many pieces of evidence have them. */
import { remember } from "../core/remember.ts";
import type { Evidence } from "./evidence.ts";
import type { Term } from "./question.ts";
import { support } from "./support.ts";

export interface Rarity {
  /** Worth of a term, > 0: large where few pieces have it. */
  term(term: Term): number;
  /** Some piece has the term outright. */
  seen(term: Term): boolean;
  /** Worth of two characters: small for 知识 and 产权, which stand everywhere. */
  gram(gram: string): number;
  /** How far a piece accounts for a term, 0 to 1. */
  held(term: Term, evidence: Evidence): number;
}

/** An estimate is enough; of a large library a sample gives it in time. */
const largestSample = 4_000;

/** A word no document has may be the customer's own way of putting it: a thing less so than a verb. */
const unknownThing = 0.8;
const unknownOther = 0.15;

export function createRarity(evidence: readonly Evidence[]): Rarity {
  const stride = Math.ceil(evidence.length / largestSample);
  const sample = evidence.filter((_, at) => at % stride === 0);
  const idf = (count: number) => Math.log(1 + sample.length / (1 + count));
  const gram = remember(
    (text: string) =>
      idf(sample.reduce((sum, { folded }) => sum + (folded.includes(text) ? 1 : 0), 0)),
    mostRemembered,
  );
  const held = createHeld((term, item) => support(term, item, gram));
  const terms = new Map<string, number>();
  const count = (term: Term) =>
    sample.reduce((sum, item) => sum + (held(term, item) >= 0.75 ? 1 : 0), 0);
  return {
    gram,
    held,
    seen: (term) => sample.some((item) => held(term, item) >= 0.9),
    term(term) {
      const before = terms.get(term.text);
      if (before !== undefined) return before;
      const found = count(term);
      const worth =
        idf(found) *
        (found > 0 ? 1 : term.thing && term.guess !== true ? unknownThing : unknownOther);
      if (terms.size >= mostRemembered) terms.clear();
      terms.set(term.text, worth);
      return worth;
    },
  };
}

const mostRemembered = 20_000;

/** The words of a trade come again and again: what a piece has of them is found once. */
function createHeld(
  work: (term: Term, item: Evidence) => number,
): (term: Term, item: Evidence) => number {
  const words = new Map<string, WeakMap<Evidence, number>>();
  const terms = new WeakMap<Term, WeakMap<Evidence, number>>();
  const itemsOf = (term: Term): WeakMap<Evidence, number> => {
    const key = term.same.length === 0 ? term.text : `${term.text} ${term.same.join(" ")}`;
    let items = words.get(key);
    if (items === undefined) {
      if (words.size >= mostWords) words.clear();
      items = new WeakMap();
      words.set(key, items);
    }
    terms.set(term, items);
    return items;
  };
  return (term, item) => {
    // A figure is compared as a value, not as a word.
    if (term.figure !== undefined) return work(term, item);
    const items = terms.get(term) ?? itemsOf(term);
    let value = items.get(item);
    if (value === undefined) {
      value = work(term, item);
      items.set(item, value);
    }
    return value;
  };
}

const mostWords = 1_000;
