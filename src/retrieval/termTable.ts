import type { Term } from "./analyse.ts";

/** Term → number 0, 1, 2… in order of first use: open addressing over typed arrays. */
export class TermTable {
  /** Term of each number. */
  terms: Int32Array;
  count = 0;
  #slots: Int32Array;
  #mask: number;

  constructor(capacity = 1024) {
    let size = 1024;
    while (size < capacity * 2) size *= 2;
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
    this.terms = new Int32Array(size >> 1);
  }

  /** A table of the given terms, each numbered by its place. */
  static of(terms: Int32Array): TermTable {
    const table = new TermTable(terms.length + 1);
    for (const term of terms) table.add(term);
    table.compact();
    return table;
  }

  /** Number of the term, or -1. */
  find(term: Term): number {
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = spread(term) & mask;
    for (;;) {
      const number = (slots[slot] as number) - 1;
      if (number < 0 || this.terms[number] === term) return number;
      slot = (slot + 1) & mask;
    }
  }

  /** Number of the term, given now if it is new. */
  add(term: Term): number {
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = spread(term) & mask;
    for (;;) {
      const number = (slots[slot] as number) - 1;
      if (number < 0) break;
      if (this.terms[number] === term) return number;
      slot = (slot + 1) & mask;
    }
    slots[slot] = this.count + 1;
    this.terms[this.count] = term;
    this.count++;
    if (this.count === this.terms.length) this.#grow();
    return this.count - 1;
  }

  /** Gives back the room kept for further terms. */
  compact(): void {
    this.terms = this.terms.slice(0, this.count);
  }

  #grow(): void {
    const size = this.#slots.length * 2;
    const terms = new Int32Array(size >> 1);
    terms.set(this.terms);
    this.terms = terms;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    for (let number = 0; number < this.count; number++) {
      let slot = spread(terms[number] as number) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = number + 1;
    }
  }
}

function spread(term: Term): number {
  const mixed = Math.imul(term ^ (term >>> 15), 0x2c1b_3c6d);
  return mixed ^ (mixed >>> 13);
}
