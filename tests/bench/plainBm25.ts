/** BM25 as in a textbook: a map from token to postings, a map of scores, a sort. */
export class PlainBm25 {
  readonly #postings = new Map<string, { documents: number[]; frequencies: number[] }>();
  readonly #lengths: number[];
  readonly #mean: number;
  readonly #saturation: number;

  constructor(documents: readonly (readonly string[])[], saturation: number) {
    this.#saturation = saturation;
    this.#lengths = documents.map((tokens) => tokens.length);
    this.#mean = this.#lengths.reduce((sum, length) => sum + length, 0) / documents.length;
    for (const [document, tokens] of documents.entries()) {
      const counts = new Map<string, number>();
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
      for (const [token, count] of counts) {
        let list = this.#postings.get(token);
        if (list === undefined) {
          list = { documents: [], frequencies: [] };
          this.#postings.set(token, list);
        }
        list.documents.push(document);
        list.frequencies.push(count);
      }
    }
  }

  /** The best ten documents. */
  search(tokens: readonly string[]): number[] {
    const scores = new Map<number, number>();
    const size = this.#lengths.length;
    const k = this.#saturation;
    const b = 0.75;
    for (const token of new Set(tokens)) {
      const list = this.#postings.get(token);
      if (list === undefined) continue;
      const n = list.documents.length;
      const idf = Math.log(1 + (size - n + 0.5) / (n + 0.5));
      for (let i = 0; i < n; i++) {
        const document = list.documents[i] as number;
        const frequency = list.frequencies[i] as number;
        const norm = 1 - b + (b * (this.#lengths[document] as number)) / this.#mean;
        const gain = (idf * frequency * (k + 1)) / (frequency + k * norm);
        scores.set(document, (scores.get(document) ?? 0) + gain);
      }
    }
    return [...scores]
      .sort((x, y) => y[1] - x[1] || x[0] - y[0])
      .slice(0, 10)
      .map(([document]) => document);
  }
}
