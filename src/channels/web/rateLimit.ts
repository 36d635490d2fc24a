export interface RateLimit {
  /** Takes one; gives 0 when it was free, otherwise the seconds to wait until one is. */
  take(key: string, now: Date): number;
}

interface Bucket {
  level: number;
  at: number;
}

/**
 * A token bucket per key, in this process's memory. At most `keys` are remembered; the one unused
 * for longest is forgotten first, which errs on the side of letting a customer write.
 */
export function rateLimit(rate: { burst: number; perMinute: number; keys?: number }): RateLimit {
  const { burst, perMinute, keys = 20_000 } = rate;
  const perMillisecond = perMinute / 60_000;
  const buckets = new Map<string, Bucket>();
  return {
    take(key, now) {
      const at = now.getTime();
      const bucket = buckets.get(key) ?? { level: burst, at };
      const gained = Math.max(0, at - bucket.at) * perMillisecond;
      bucket.level = Math.min(burst, bucket.level + gained);
      bucket.at = at;
      // Set again at the end: a Map keeps insertion order, so the first key is the least used.
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > keys) buckets.delete(buckets.keys().next().value ?? key);
      if (bucket.level >= 1) {
        bucket.level -= 1;
        return 0;
      }
      return Math.max(1, Math.ceil((1 - bucket.level) / perMillisecond / 1_000));
    },
  };
}
