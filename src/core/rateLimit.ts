/** A bound on how often something may happen, for each key apart. */
export interface RateLimit {
  /** Takes one; gives 0 when it was free, otherwise the whole seconds to wait until one is. Never rejects. */
  take(key: string, now: Date): Promise<number>;
}

export interface Rate {
  /** How many at once after a rest. */
  readonly burst: number;
  readonly perMinute: number;
}
