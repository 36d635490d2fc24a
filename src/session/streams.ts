import { expiring } from "./expiring.ts";
import type { RedisLine } from "./redis.ts";

/** Small values several instances need for a while, such as how far a streamed reply has got. */
export interface Streams {
  /** Keeps what JSON can hold for `ttl` milliseconds. Never rejects. */
  put(id: string, value: unknown, ttl: number): Promise<void>;
  /** The newest put, of any instance; undefined when its time is over. Never rejects. */
  get(id: string): Promise<unknown>;
}

interface Kept {
  /** When it was put, in milliseconds since 1970. */
  readonly at: number;
  readonly value: unknown;
}

export function memoryStreams(): Streams {
  const kept = expiring<string>();
  return {
    async put(id, value, ttl) {
      // As text, so that memory gives what Redis would: a copy.
      kept.set(id, packed({ at: 0, value }), Date.now() + ttl);
    },
    async get(id) {
      return unpacked(kept.get(id))?.value;
    },
  };
}

/** Each instance keeps its own puts in memory too, for the time Redis is away or has forgotten. */
export function sharedStreams(redis: RedisLine): Streams {
  const own = expiring<string>();
  return {
    async put(id, value, ttl) {
      if (!(ttl >= 1)) return;
      const now = Date.now();
      const at = Math.max(now, (unpacked(own.get(id))?.at ?? 0) + 1);
      const text = packed({ at, value });
      own.set(id, text, now + ttl);
      const key = redis.name("stream", id);
      const sealed = redis.seal.close(text, key);
      await redis.ask((client) => client.set(key, sealed, "PX", Math.floor(ttl)));
    },
    async get(id) {
      const key = redis.name("stream", id);
      const sealed = (await redis.ask((client) => client.get(key)))?.value;
      const theirs = unpacked(sealed ? redis.seal.open(sealed, key) : undefined);
      const ours = unpacked(own.get(id));
      // Ours can be the newer one: it was put while Redis was away.
      return ours !== undefined && ours.at > (theirs?.at ?? 0) ? ours.value : theirs?.value;
    },
  };
}

function packed({ at, value }: Kept): string {
  return JSON.stringify({ at, value });
}

function unpacked(text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  try {
    const { at, value } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof at === "number" ? { at, value } : undefined;
  } catch {
    return undefined;
  }
}
