import type { RedisLine } from "./redis.ts";
import { script } from "./script.ts";

/** The hot copy of sessions in front of the record. Losing it, or all of them, changes nothing. */
export interface Sessions {
  /** The session of exactly this version; undefined when it is not there. Never rejects. */
  read(conversation: string, version: number): Promise<unknown>;
  /** Never replaces a newer one. Never rejects. */
  write(conversation: string, version: number, session: unknown): Promise<void>;
  /**
   * Removes it and keeps it away: no write that was under way brings it back. What Redis cannot
   * be told now, it is told when it is there again. Never rejects.
   */
  drop(conversation: string): Promise<void>;
}

const hotMs = 30 * 60_000;
/** Drops Redis has not been told of; beyond it the oldest is left to its session's own end. */
const mostDrops = 10_000;

/** Kept as `version text`. A conversation that was dropped holds `-` instead and takes no write. */
const write = script(`
local head = redis.call('GETRANGE', KEYS[1], 0, 16)
if string.sub(head, 1, 1) == '-' then return 0 end
local kept = tonumber(string.match(head, '^(%d+) ') or '-1')
if kept > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return 1
`);

/** The removal comes first: Redis allows it when full, and then lets the script end. */
const drop = script(`
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], '-', 'PX', ARGV[1])
return 1
`);

export function sessions(redis: RedisLine): Sessions {
  const { seal } = redis;
  const nameOf = (conversation: string) => redis.name("session", conversation);
  const untold = new Set<string>();

  const tell = async (conversation: string) => {
    const answer = await redis.run(drop, nameOf(conversation), [hotMs], "always");
    if (answer !== undefined) untold.delete(conversation);
    return answer !== undefined;
  };
  const tellAll = async () => {
    for (const conversation of untold) if (!(await tell(conversation))) return;
  };
  redis.onBack(() => void tellAll());

  return {
    async read(conversation, version) {
      if (untold.has(conversation)) return undefined;
      const key = nameOf(conversation);
      const kept = (await redis.ask((client) => client.get(key)))?.value;
      if (!kept?.startsWith(`${version} `)) return undefined;
      const text = seal.open(kept.slice(kept.indexOf(" ") + 1), `${key} ${version}`);
      return text === undefined ? undefined : parsed(text);
    },
    async write(conversation, version, session) {
      if (untold.has(conversation)) return;
      const key = nameOf(conversation);
      const text = JSON.stringify(session);
      if (text === undefined) return;
      await redis.run(write, key, [version, seal.close(text, `${key} ${version}`), hotMs]);
    },
    async drop(conversation) {
      untold.add(conversation);
      if (untold.size > mostDrops) untold.delete(untold.values().next().value ?? "");
      await tell(conversation);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
