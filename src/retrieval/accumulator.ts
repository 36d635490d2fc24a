/** Sums by term number; remembers which terms have one, so that emptying costs only those. */
export class Accumulator {
  values = new Float32Array(1024);
  touched = new Int32Array(1024);
  count = 0;

  /** Adds an amount above 0 to a term's sum. */
  add(term: number, amount: number): void {
    if (term >= this.values.length) this.#grow(term);
    const before = this.values[term] as number;
    if (before === 0) this.touched[this.count++] = term;
    this.values[term] = before + amount;
  }

  /** Lifts a term's sum to at least `amount`, which is above 0. */
  raise(term: number, amount: number): void {
    if (term >= this.values.length) this.#grow(term);
    const before = this.values[term] as number;
    if (before === 0) this.touched[this.count++] = term;
    if (amount > before) this.values[term] = amount;
  }

  /** The sum of a term, set back to 0. */
  take(term: number): number {
    const value = this.values[term] as number;
    this.values[term] = 0;
    return value;
  }

  #grow(term: number): void {
    const size = Math.max(term + 1, this.values.length * 2);
    const values = new Float32Array(size);
    values.set(this.values);
    this.values = values;
    const touched = new Int32Array(size);
    touched.set(this.touched);
    this.touched = touched;
  }
}
