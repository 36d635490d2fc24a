import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresServer } from "../setup/postgres.ts";
import type { RedisServer } from "../setup/redis.ts";

/** What happens to the servers the program leans on, in turn. */
export interface Incidents {
  readonly counts: Readonly<Record<string, number>>;
  /** The next one; resolves when the server is back. */
  next(): Promise<void>;
  /** True while PostgreSQL is away or only just back. */
  trouble(): boolean;
}

/** How long a start may still fail of a PostgreSQL that is back. */
const afterwardsMs = 3_000;

export function incidents(postgres: PostgresServer, redis: RedisServer): Incidents {
  const counts: Record<string, number> = {};
  let at = 0;
  let troubleUntil = 0;
  const kinds: readonly (readonly [string, () => Promise<void>])[] = [
    [
      "Redis killed, empty afterwards",
      async () => {
        await redis.kill();
        await sleep(1_500);
        await redis.restart();
      },
    ],
    [
      "PostgreSQL ended as by a crash, started again",
      async () => {
        troubleUntil = Number.POSITIVE_INFINITY;
        await postgres.crash();
        await sleep(500);
        await postgres.start();
        troubleUntil = Date.now() + afterwardsMs;
      },
    ],
    [
      "Redis stopped for 3 s (SIGSTOP)",
      async () => {
        redis.pause();
        await sleep(3_000);
        redis.resume();
      },
    ],
    ["Redis emptied (FLUSHALL)", () => flush(redis.port)],
  ];
  return {
    counts,
    async next() {
      const [name, happen] = kinds[at % kinds.length] ?? ["", async () => {}];
      at += 1;
      await happen();
      counts[name] = (counts[name] ?? 0) + 1;
    },
    trouble: () => Date.now() < troubleUntil,
  };
}

function flush(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("error", reject);
    socket.once("connect", () => socket.write("FLUSHALL\r\n"));
    socket.once("data", () => {
      socket.destroy();
      resolve();
    });
  });
}
