/**
 * How much two texts of one file speak of the same thing: character bigrams weighted by how few
 * of the file's texts hold them, so that words common to the whole file count for nothing.
 */
export class Affinity {
  readonly #spread = new Map<string, number>();
  readonly #count: number;

  /** @param texts the file's sections, each once */
  constructor(texts: readonly string[]) {
    this.#count = texts.length;
    for (const text of texts) {
      for (const gram of new Set(grams(text))) {
        this.#spread.set(gram, (this.#spread.get(gram) ?? 0) + 1);
      }
    }
  }

  /** 0–1: the weight of the title's bigrams that the body holds. */
  covered(title: string, body: ReadonlySet<string>): number {
    let whole = 0;
    let held = 0;
    for (const gram of new Set(grams(title))) {
      const weight = this.#weight(gram);
      whole += weight;
      if (body.has(gram)) held += weight;
    }
    return whole === 0 ? 0 : held / whole;
  }

  /** 0–1: cosine of the two texts' weighted bigrams. */
  cosine(left: string, right: string): number {
    const a = counts(left);
    const b = counts(right);
    let dot = 0;
    let aa = 0;
    let bb = 0;
    for (const [gram, count] of a) {
      const weight = this.#weight(gram);
      aa += (Math.log(1 + count) * weight) ** 2;
      const other = b.get(gram);
      if (other !== undefined) dot += Math.log(1 + count) * Math.log(1 + other) * weight ** 2;
    }
    for (const [gram, count] of b) bb += (Math.log(1 + count) * this.#weight(gram)) ** 2;
    return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
  }

  #weight(gram: string): number {
    return Math.log((this.#count + 1) / ((this.#spread.get(gram) ?? 0) + 0.5));
  }
}

/** Pairs of neighbouring Han characters, and whole Latin words and numbers. */
export function grams(text: string): string[] {
  const found: string[] = [];
  for (const word of text.match(/[\p{Script=Han}]+|[A-Za-z0-9.]+/gu) ?? []) {
    if (!/\p{Script=Han}/u.test(word)) found.push(word);
    else for (let i = 0; i + 1 < word.length; i += 1) found.push(word.slice(i, i + 2));
  }
  return found;
}

function counts(text: string): Map<string, number> {
  const map = new Map<string, number>();
  for (const gram of grams(text)) map.set(gram, (map.get(gram) ?? 0) + 1);
  return map;
}
