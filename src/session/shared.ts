import type { Rate, RateLimit } from "../core/rateLimit.ts";
import type { TokenCache } from "../core/tokenCache.ts";
import { memoryPresence, type Presence, sharedPresence } from "./presence.ts";
import { memoryRateLimit, sharedRateLimit } from "./rateLimit.ts";
import { openRedis, type RedisLineOptions } from "./redis.ts";
import { type Sessions, sessions } from "./sessions.ts";
import { memoryTokens, sharedTokens } from "./tokens.ts";
import { noWakes, sharedWakes, type Wakes } from "./wakes.ts";

/** What instances share: through Redis, or in this process's memory when there is none. */
export interface Shared {
  /** Undefined without Redis: the record alone serves. */
  readonly sessions: Sessions | undefined;
  readonly tokens: TokenCache;
  readonly wakes: Wakes;
  /** Limits of the same name are one limit for all instances. */
  rateLimit(name: string, rate: Rate): RateLimit;
  /** A group such as `instances` or `staff`; a beat lasts `ttl` milliseconds, 30 s unless told. */
  presence(group: string, ttl?: number): Presence;
  /** `ok`, or what is wrong; undefined without Redis. */
  state(): string | undefined;
  close(): Promise<void>;
}

/**
 * Opens what `REDIS_URL` names. While Redis is away all of it works in memory.
 * @throws ZhiwenError when the address, its password or its rights are wrong.
 */
export async function openShared(
  redisUrl: string | undefined,
  options: RedisLineOptions,
): Promise<Shared> {
  if (redisUrl === undefined) {
    return {
      sessions: undefined,
      tokens: memoryTokens(),
      wakes: noWakes,
      rateLimit: (_name, rate) => memoryRateLimit(rate),
      presence: (_group, ttl) => memoryPresence(ttl),
      state: () => undefined,
      close: async () => undefined,
    };
  }
  const redis = await openRedis(redisUrl, options);
  return {
    sessions: sessions(redis),
    tokens: sharedTokens(redis),
    wakes: sharedWakes(redis),
    rateLimit: (name, rate) => sharedRateLimit(redis, name, rate),
    presence: (group, ttl) => sharedPresence(redis, group, ttl),
    state: redis.state,
    close: redis.close,
  };
}
