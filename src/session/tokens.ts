import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LentToken, TokenCache } from "../core/tokenCache.ts";
import { expiring } from "./expiring.ts";
import type { RedisLine } from "./redis.ts";
import { script } from "./script.ts";
import { within } from "./within.ts";

/** How long one waits for another's fetch before fetching too. */
const waitMs = 5_000;
/** A holder that dies keeps the others waiting no longer than they wait anyway. */
const lockMs = 10_000;
const pollMs = 50;

/** Lent tokens of this process alone. */
export function memoryTokens(): TokenCache {
  const kept = expiring<LentToken>(1_000);
  const inTurn = turns();
  return {
    async read(name) {
      return kept.get(name);
    },
    async write(name, token) {
      kept.set(name, token, token.expiresAt.getTime());
    },
    async drop(name, value) {
      if (kept.get(name)?.value === value) kept.delete(name);
    },
    alone: (name, fetch) => inTurn(name, fetch),
  };
}

type InTurn = <T>(name: string, work: (until: number) => Promise<T>) => Promise<T>;

/** Lets the works of one name run one after another; each waits 5 s at most, and knows until when. */
function turns(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const until = Date.now() + waitMs;
    const before = last.get(name);
    const mine =
      before === undefined
        ? work(until)
        : within(waitMs, before)
            .catch(() => undefined)
            .then(() => work(until));
    const over = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(name, over);
    try {
      return await mine;
    } finally {
      if (last.get(name) === over) last.delete(name);
    }
  };
}

/** Kept as `hash sealed`, so that Redis can compare what it cannot read. */
const dropSame = script(`
if redis.call('GETRANGE', KEYS[1], 0, string.len(ARGV[1]) - 1) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);

/**
 * Lent tokens of all instances. Each keeps a copy in its memory, which serves while Redis is away;
 * then every instance fetches its own, which platforms bear.
 */
export function sharedTokens(redis: RedisLine): TokenCache {
  const own = memoryTokens();
  const inTurn = turns();
  const keyOf = (name: string) => redis.name("token", name);
  return {
    async read(name) {
      const key = keyOf(name);
      const answer = await redis.ask((client) => client.get(key));
      if (answer === undefined) return await own.read(name);
      const token = answer.value === null ? undefined : unpack(redis, key, answer.value);
      if (token !== undefined) await own.write(name, token);
      return token;
    },
    async write(name, token) {
      await own.write(name, token);
      const key = keyOf(name);
      const left = token.expiresAt.getTime() - Date.now();
      if (!(left >= 1)) return;
      const packed = pack(redis, key, token);
      await redis.ask((client) => client.set(key, packed, "PX", Math.floor(left)));
    },
    async drop(name, value) {
      await own.drop(name, value);
      await redis.run(dropSame, keyOf(name), [digest(value)]);
    },
    alone: (name, fetch) =>
      // In turn within the process first: one instance sends one competitor to Redis.
      inTurn(name, async (until) => {
        const release = await lock(redis, redis.name("token-lock", name), until);
        try {
          return await fetch();
        } finally {
          await release();
        }
      }),
  };
}

/** Waits for the lock, but not past `until` nor while Redis is away; the result releases it. */
async function lock(redis: RedisLine, key: string, until: number): Promise<() => Promise<void>> {
  const holder = randomBytes(16).toString("hex");
  do {
    const answer = await redis.ask((client) => client.set(key, holder, "PX", lockMs, "NX"));
    if (answer === undefined || answer.value === "OK") break;
    await sleep(pollMs * (0.5 + Math.random()));
  } while (Date.now() < until);
  return async () => {
    // Compared: it may be somebody else's by now. Also tried when the reply to the SET was lost.
    await redis.run(dropSame, key, [holder]);
  };
}

function pack(redis: RedisLine, key: string, { value, expiresAt }: LentToken): string {
  const text = JSON.stringify({ value, expiresAt: expiresAt.getTime() });
  return `${digest(value)} ${redis.seal.close(text, key)}`;
}

function unpack(redis: RedisLine, key: string, packed: string): LentToken | undefined {
  const text = redis.seal.open(packed.slice(packed.indexOf(" ") + 1), key);
  if (text === undefined) return undefined;
  try {
    const { value, expiresAt } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof value !== "string" || typeof expiresAt !== "number") return undefined;
    return expiresAt > Date.now() ? { value, expiresAt: new Date(expiresAt) } : undefined;
  } catch {
    return undefined;
  }
}

function digest(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
