/**
 * For each term the documents that have it, ascending, one integer each: document × 256 + impact.
 * The impact (1…255) is the BM25 share of the term in that document without its idf.
 */
export interface Postings {
  /** Begin of each term's postings, and one more: the end of the last. */
  readonly starts: Int32Array;
  readonly entries: Int32Array;
  /** Largest impact of each term: what one more occurrence can add at most. */
  readonly peaks: Uint8Array;
}

const CHUNK = (1 << 23) + 4096;

/** Collects (term, impact) pairs document by document, then turns them into postings. */
export class PostingsBuilder {
  #chunks: Int32Array[] = [];
  #last = new Int32Array(0);
  #used = 0;
  #total = 0;
  readonly #ends: number[] = [];
  #frequencies = new Int32Array(1024);

  /** Adds a term of the current document; each term at most once a document. */
  add(term: number, impact: number): void {
    if (this.#used === this.#last.length) {
      // The first chunks are small: most indexes hold a few hundred passages.
      this.#last = new Int32Array(Math.min(CHUNK, Math.max(4096, this.#last.length * 2)));
      this.#chunks.push(this.#last);
      this.#used = 0;
    }
    if (term >= this.#frequencies.length) {
      const wider = new Int32Array(Math.max(term + 1, this.#frequencies.length * 2));
      wider.set(this.#frequencies);
      this.#frequencies = wider;
    }
    (this.#frequencies[term] as number)++;
    this.#last[this.#used++] = (term << 8) | impact;
    this.#total++;
  }

  /** Ends the current document. */
  endDocument(): void {
    this.#ends.push(this.#total);
  }

  /** The postings of all documents; the builder is empty afterwards. */
  finish(termCount: number): Postings {
    const starts = new Int32Array(termCount + 1);
    for (let term = 0; term < termCount; term++)
      starts[term + 1] = (starts[term] as number) + (this.#frequencies[term] ?? 0);
    const entries = new Int32Array(this.#total);
    const peaks = new Uint8Array(termCount);
    const cursors = starts.slice(0, termCount);
    let document = 0;
    let position = 0;
    for (const chunk of this.#chunks) {
      for (let i = 0; i < chunk.length && position < this.#total; i++, position++) {
        while (position === this.#ends[document]) document++;
        const pair = chunk[i] as number;
        const term = pair >>> 8;
        const impact = pair & 255;
        if (impact > (peaks[term] as number)) peaks[term] = impact;
        const cursor = cursors[term] as number;
        entries[cursor] = (document << 8) | impact;
        cursors[term] = cursor + 1;
      }
      // Detaches the memory at once: waiting for the collector would double the peak.
      (chunk.buffer as ArrayBuffer).transfer(0);
    }
    this.#chunks = [];
    this.#last = new Int32Array(0);
    return { starts, entries, peaks };
  }
}
