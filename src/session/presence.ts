import { expiring } from "./expiring.ts";
import type { RedisLine } from "./redis.ts";
import { script } from "./script.ts";

export interface Present {
  readonly id: string;
  /** What it said of itself. */
  readonly info: unknown;
}

/** Who is there: each says so from time to time, and is forgotten when it no longer does. */
export interface Presence {
  /** Never rejects. */
  beat(id: string, info: unknown): Promise<void>;
  /** Those whose last beat is not too old, by id; only this instance's own while Redis is away. */
  list(): Promise<readonly Present[]>;
  /** Says goodbye. Never rejects. */
  leave(id: string): Promise<void>;
}

/** Milliseconds a beat lasts unless told. */
const lastsMs = 30_000;

export function memoryPresence(ttl = lastsMs): Presence {
  const kept = expiring<unknown>();
  return {
    async beat(id, info) {
      kept.set(id, info, Date.now() + ttl);
    },
    async list() {
      return sorted(kept.entries().map(([id, info]) => ({ id, info })));
    },
    async leave(id) {
      kept.delete(id);
    },
  };
}

/** A field for each: `until text`, by Redis's own clock, as instances' clocks may differ. */
const beatOnce = script(`
local time = redis.call('TIME')
local till = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[3])
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', till) .. ' ' .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`);

const listLiving = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all, living = redis.call('HGETALL', KEYS[1]), {}
for i = 1, #all, 2 do
  local till, text = string.match(all[i + 1], '^(%d+) (.*)$')
  if till and tonumber(till) > now then
    living[#living + 1] = text
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return living
`);

export function sharedPresence(redis: RedisLine, group: string, ttl = lastsMs): Presence {
  const own = memoryPresence(ttl);
  const key = redis.name(`presence:${group}`);
  return {
    async beat(id, info) {
      await own.beat(id, info);
      const text = redis.seal.close(JSON.stringify({ id, info }), key);
      await redis.run(beatOnce, key, [redis.seal.mark(id), text, ttl]);
    },
    async list() {
      const answer = await redis.run(listLiving, key, []);
      if (!Array.isArray(answer?.value)) return await own.list();
      return sorted(answer.value.flatMap((text) => read(redis, key, text)));
    },
    async leave(id) {
      await own.leave(id);
      await redis.ask((client) => client.hdel(key, redis.seal.mark(id)));
    },
  };
}

function read(redis: RedisLine, key: string, sealed: unknown): Present[] {
  const text = redis.seal.open(String(sealed), key);
  if (text === undefined) return [];
  try {
    const { id, info } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof id === "string" ? [{ id, info }] : [];
  } catch {
    return [];
  }
}

function sorted(present: readonly Present[]): readonly Present[] {
  return present.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
