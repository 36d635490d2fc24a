import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { openRedis, type RedisLine, type RedisLineOptions } from "../../src/session/redis.ts";
import { openShared, type Shared } from "../../src/session/shared.ts";
import { type RedisServer, startRedis } from "../setup/redis.ts";

export type Options = Partial<RedisLineOptions>;

/** A real Redis, instances of the program's part of it, and an operator's own connection. */
export interface Bench {
  readonly server: RedisServer;
  /** An operator at redis-cli. */
  readonly admin: Redis;
  /** What instances reported so far. */
  readonly reports: string[];
  line(options?: Options, url?: string): Promise<RedisLine>;
  shared(options?: Options, url?: string): Promise<Shared>;
  /** Every key and value, as text. */
  held(): Promise<string>;
  /** Closes the instances; Redis runs again, empty and as it was started. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startBench(): Promise<Bench> {
  const server = await startRedis();
  const open: { close(): Promise<void> }[] = [];
  const reports: string[] = [];
  const admin = new Redis(server.port, "127.0.0.1", { connectionName: "admin" });
  admin.on("error", () => undefined);
  const report = (error: unknown) => void reports.push(String(error));
  // Patient: a busy machine must not make Redis look away. Tests of trouble say otherwise.
  const defaults = { report, patience: 5_000 };
  const closeAll = async () => {
    for (const one of open.splice(0)) await one.close();
  };
  return {
    server,
    admin,
    reports,
    async line(options = {}, url = server.url) {
      const line = await openRedis(url, { ...defaults, ...options });
      open.push(line);
      return line;
    },
    async shared(options = {}, url = server.url) {
      const shared = await openShared(url, { ...defaults, ...options });
      open.push(shared);
      return shared;
    },
    async held() {
      const keys = await admin.keys("*");
      const all = [...keys];
      for (const key of keys) {
        const kind = await admin.type(key);
        all.push(JSON.stringify(kind === "hash" ? await admin.hgetall(key) : await admin.get(key)));
      }
      return all.join("\n");
    },
    async reset() {
      await closeAll();
      reports.length = 0;
      server.resume();
      await until(() => admin.status === "ready");
      await admin.config("SET", "requirepass", "");
      await admin.config("SET", "maxmemory", "0");
      await admin.flushall();
    },
    async stop() {
      await closeAll();
      admin.disconnect();
      await server.stop();
    },
  };
}

/** Waits until it is so; fails after 10 s. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await so())) {
    if (Date.now() > end) throw new Error(`after 10 s it is still not so: ${so}`);
    await sleep(10);
  }
}
