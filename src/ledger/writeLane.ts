import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely } from "kysely";
import { PostgresError } from "./postgresError.ts";
import type { Schema } from "./schema.ts";
import { type Lane, mostWaitingWrites, type Tx } from "./store.ts";
import { overload } from "./storeError.ts";

export interface WriteLaneOptions {
  /** Transactions at once; each takes a connection. */
  readonly width: number;
  readonly mostWaiting?: number;
}

/** How long a write is tried again while others are in its way. */
const patienceMs = 10_000;
/** A key that is taken may be another's write of the same moment; taken again, it is a mistake. */
const mostCollisions = 3;
const shortestPauseMs = 2;
const longestPauseMs = 200;

interface Waiting {
  readonly run: () => Promise<void>;
  readonly key: string | undefined;
}

/**
 * For a database with several writers: each write is a transaction of its own, some at once, begun
 * in the order they came. The server lets commits of the same moment share a sync by itself, and
 * one long transaction over many conversations would lock them against the other instances.
 *
 * Writes of one key follow each other. Between others the transactions decide: they see the
 * record as it was when they began, and one that would write over what has changed since fails
 * and is run again. So a write may read first and then decide, as if it were alone.
 */
export function writeLane(db: Kysely<Schema>, options: WriteLaneOptions): Lane {
  const mostWaiting = options.mostWaiting ?? mostWaitingWrites;
  const ready: Waiting[] = [];
  /** Of every key that is waiting or running, those that must come after it. */
  const behind = new Map<string, Waiting[]>();
  let waiting = 0;
  let running = 0;
  let closed: (() => void) | undefined;
  let closing: Promise<void> | undefined;

  const pump = () => {
    while (running < options.width) {
      const next = ready.shift();
      if (next === undefined) break;
      running++;
      waiting--;
      void next.run().finally(() => {
        running--;
        follow(next.key);
        pump();
      });
    }
    if (running === 0 && ready.length === 0) closed?.();
  };

  const follow = (key: string | undefined) => {
    if (key === undefined) return;
    const next = behind.get(key)?.shift();
    if (next === undefined) behind.delete(key);
    else ready.push(next);
  };

  return {
    write: (job, key) => {
      if (closing !== undefined) return Promise.reject(new Error("the ledger is closed"));
      if (waiting >= mostWaiting) return Promise.reject(overload(mostWaiting));
      return new Promise((resolve, reject) => {
        const run = () => patiently(db, job).then(resolve, reject);
        const mine: Waiting = { run, key };
        waiting++;
        const line = key === undefined ? undefined : behind.get(key);
        if (line !== undefined) {
          line.push(mine);
          return;
        }
        if (key !== undefined) behind.set(key, []);
        ready.push(mine);
        pump();
      });
    },
    close: async () => {
      closing ??= new Promise((resolve) => {
        closed = resolve;
        pump();
      });
      await closing;
    },
  };
}

async function patiently<T>(db: Kysely<Schema>, job: (tx: Tx) => Promise<T>): Promise<T> {
  const until = Date.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    try {
      return await once(db, job);
    } catch (error) {
      if (!mayRunAgain(error, tries) || Date.now() > until) throw error;
    }
    const pause = Math.min(shortestPauseMs * 2 ** tries, longestPauseMs);
    await sleep(pause * Math.random());
  }
}

async function once<T>(db: Kysely<Schema>, job: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await db.startTransaction().setIsolationLevel("repeatable read").execute();
  try {
    const value = await job(tx as unknown as Tx);
    await tx.commit().execute();
    return value;
  } catch (error) {
    // On a lost connection there is nothing to undo; the first error tells what happened.
    await tx
      .rollback()
      .execute()
      .catch(() => undefined);
    throw error;
  }
}

/**
 * Only where the server has said that it undid the transaction. A connection that broke at the
 * commit leaves open what became of it: that is for the sender to repeat, which is recognised.
 */
function mayRunAgain(error: unknown, tries: number): boolean {
  if (!(error instanceof PostgresError)) return false;
  if (error.state === "40001" || error.state === "40P01") return true;
  return error.state === "23505" && tries <= mostCollisions;
}
