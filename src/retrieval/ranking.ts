import type { SearchIndex } from "./searchIndex.ts";

/** Keeps the best documents seen: a heap with the worst of them on top. */
export class Ranking {
  readonly limit: number;
  count = 0;
  readonly #scores: Int32Array;
  readonly #numbers: Int32Array;
  readonly #ordinals: Int32Array;
  readonly #filter: ((ordinal: number) => boolean) | undefined;

  constructor(
    index: SearchIndex,
    limit: number,
    filter: ((ordinal: number) => boolean) | undefined,
  ) {
    this.limit = limit;
    this.#scores = new Int32Array(limit);
    this.#numbers = new Int32Array(limit);
    this.#ordinals = index.ordinals;
    this.#filter = filter;
  }

  /** Score a document must at least have to come in; 0 while there is room. */
  get threshold(): number {
    return this.count < this.limit ? 0 : (this.#scores[0] as number);
  }

  /** Empties the ranking. */
  clear(): void {
    this.count = 0;
  }

  offer(inner: number, score: number): void {
    if (this.count === this.limit) {
      if (!this.#isWorse(this.#scores[0] as number, this.#numbers[0] as number, score, inner))
        return;
    }
    if (this.#filter !== undefined && !this.#filter(this.#ordinals[inner] as number)) return;
    if (this.count < this.limit) this.#rise(this.count++, inner, score);
    else this.#sink(inner, score, this.count);
  }

  /** The best first. The ranking is empty afterwards. */
  results(): { inner: number; score: number }[] {
    const results = new Array<{ inner: number; score: number }>(this.count);
    while (this.count > 0) {
      const last = --this.count;
      results[last] = { inner: this.#numbers[0] as number, score: this.#scores[0] as number };
      this.#sink(this.#numbers[last] as number, this.#scores[last] as number, last);
    }
    return results;
  }

  #isWorse(score: number, inner: number, thanScore: number, thanInner: number): boolean {
    if (score !== thanScore) return score < thanScore;
    return (this.#ordinals[inner] as number) > (this.#ordinals[thanInner] as number);
  }

  #rise(from: number, inner: number, score: number): void {
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const upScore = this.#scores[up] as number;
      const upNumber = this.#numbers[up] as number;
      if (!this.#isWorse(score, inner, upScore, upNumber)) break;
      this.#scores[at] = upScore;
      this.#numbers[at] = upNumber;
      at = up;
    }
    this.#scores[at] = score;
    this.#numbers[at] = inner;
  }

  #sink(inner: number, score: number, count: number): void {
    const scores = this.#scores;
    const numbers = this.#numbers;
    let at = 0;
    for (;;) {
      let down = at * 2 + 1;
      if (down >= count) break;
      const right = down + 1;
      if (
        right < count &&
        this.#isWorse(
          scores[right] as number,
          numbers[right] as number,
          scores[down] as number,
          numbers[down] as number,
        )
      )
        down = right;
      const downScore = scores[down] as number;
      const downNumber = numbers[down] as number;
      if (!this.#isWorse(downScore, downNumber, score, inner)) break;
      scores[at] = downScore;
      numbers[at] = downNumber;
      at = down;
    }
    scores[at] = score;
    numbers[at] = inner;
  }
}
