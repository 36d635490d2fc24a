/** A passage of a benchmark set. */
export interface BenchDocument {
  readonly id: string;
  readonly text: string;
  readonly title?: string;
  readonly parent?: string;
}

/** Share of a copy's pieces that are replaced by pieces of other passages. */
const REPLACED = 1 / 2;
/** Copies under one parent, as many as a policy notice has passages. */
const PER_PARENT = 8;

/**
 * `documents` followed by perturbed copies up to `count`: a copy's text is cut into pieces of two
 * to five characters, half of them replaced by pieces of other passages and the rest
 * moved about; it gets a parent and a title of its own (another document's title). So a copy keeps
 * most words of its original and the set's own vocabulary, but not its statement. Deterministic.
 */
export function perturbedCopies(
  documents: readonly BenchDocument[],
  count: number,
): BenchDocument[] {
  const out = [...documents];
  const random = generator(20_261_121);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  let title: string | undefined;
  for (let n = 0; out.length < count; n++) {
    const original = documents[n % documents.length] as BenchDocument;
    if (n % PER_PARENT === 0) title = pick(documents).title;
    const pieces: string[] = [];
    for (let at = 0; at < original.text.length; ) {
      const size = 2 + Math.floor(random() * 4);
      const source = random() < REPLACED ? pick(documents).text : undefined;
      const from = source === undefined ? at : Math.floor(random() * source.length);
      pieces.push((source ?? original.text).slice(from, from + size));
      at += size;
    }
    for (let i = 0; i + 1 < pieces.length; i++) {
      const other = Math.min(pieces.length - 1, i + Math.floor(random() * 6));
      [pieces[i], pieces[other]] = [pieces[other] as string, pieces[i] as string];
    }
    out.push({
      id: `copy-${n}`,
      text: pieces.join(""),
      parent: `copy-parent-${Math.floor(n / PER_PARENT)}`,
      ...(title === undefined ? {} : { title }),
    });
  }
  return out;
}

/** Numbers 0…1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}
