import type { Rate, RateLimit } from "../core/rateLimit.ts";
import type { RedisLine } from "./redis.ts";
import { script } from "./script.ts";

interface Bucket {
  level: number;
  at: number;
}

/**
 * A token bucket per key, in this process's memory. At most `keys` are remembered (20,000 unless
 * told); the one unused for longest is forgotten first, which errs on the side of letting a
 * customer write.
 */
export function memoryRateLimit(
  rate: Rate,
  { keys = 20_000 }: { readonly keys?: number } = {},
): RateLimit {
  const { burst } = rate;
  const perMillisecond = rate.perMinute / 60_000;
  const buckets = new Map<string, Bucket>();
  return {
    async take(key, now) {
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

/** Kept as `level milliseconds`, by Redis's own clock, until it would be full again. */
const takeOne = script(`
local burst, pace = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local level = burst
local kept, since = string.match(redis.call('GET', KEYS[1]) or '', '^(%S+) (%d+)$')
if kept then
  level = math.min(burst, tonumber(kept) + math.max(0, now - tonumber(since)) * pace)
end
if level < 1 then
  return math.max(1, math.ceil((1 - level) / pace / 1000))
end
level = level - 1
local value = string.format('%.9f %.0f', level, now)
redis.call('SET', KEYS[1], value, 'PX', string.format('%.0f', math.ceil((burst - level) / pace)))
return 0
`);

/**
 * One token bucket per key for all instances. Each instance counts what it sees beside it: while
 * Redis is away that count alone decides, so that trouble there lets nobody flood us.
 */
export function sharedRateLimit(redis: RedisLine, name: string, rate: Rate): RateLimit {
  const own = memoryRateLimit(rate);
  const pace = rate.perMinute / 60_000;
  return {
    async take(key, now) {
      const wait = await own.take(key, now);
      // What is too fast for one instance is too fast for all of them.
      if (wait > 0) return wait;
      const answer = await redis.run(takeOne, redis.name(`rate:${name}`, key), [rate.burst, pace]);
      return typeof answer?.value === "number" ? answer.value : 0;
    },
  };
}
