import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { replyCode } from "./trouble.ts";

/** Commands Redis runs as one. Each touches a single key, so none can lie across two nodes. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

export function script(lua: string): Script {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}

/** By its hash, and whole where Redis has not seen it or has forgotten it (SCRIPT FLUSH, restart). */
export async function runScript(
  client: Redis,
  { lua, sha }: Script,
  key: string,
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(sha, 1, key, ...args);
  } catch (error) {
    if (replyCode(error) !== "NOSCRIPT") throw error;
    return await client.eval(lua, 1, key, ...args);
  }
}
