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
 * `documents` followed by perturbed copies up to `count`: a copy's text is cut into pieces of one
 * to three characters, half of them replaced by pieces of other passages, and all shuffled; its
 * title is made from titles in the same way, and eight copies share a new parent. So a copy keeps
 * words of its original and the set's own vocabulary, but not its statement. Deterministic.
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
    if (n % PER_PARENT === 0 && original.title !== undefined)
      title = perturb(original.title, () => pick(documents).title ?? "", random);
    out.push({
      id: `copy-${n}`,
      text: perturb(original.text, () => pick(documents).text, random),
      parent: `copy-parent-${Math.floor(n / PER_PARENT)}`,
      ...(title === undefined ? {} : { title }),
    });
  }
  return out;
}

function perturb(text: string, another: () => string, random: () => number): string {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const size = 1 + Math.floor(random() * 3);
    const source = random() < REPLACED ? another() : undefined;
    const from = source === undefined ? at : Math.floor(random() * source.length);
    pieces.push((source ?? text).slice(from, from + size));
    at += size;
  }
  for (let i = 0; i + 1 < pieces.length; i++) {
    const other = i + Math.floor(random() * (pieces.length - i));
    [pieces[i], pieces[other]] = [pieces[other] as string, pieces[i] as string];
  }
  return pieces.join("");
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
