import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";
import { type Lane, mostWaitingWrites, type Tx } from "./store.ts";
import { overload } from "./storeError.ts";

type Job = (tx: Tx) => Promise<unknown>;

interface Waiting {
  readonly job: Job;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Bounds how long one transaction keeps other processes waiting. */
const mostJobs = 200;
const gatherMs = 2;

/**
 * Group commit, for a database with one writer: writes that come within 2 ms of each other share one transaction and so one sync
 * of the disk, which is what a write costs. Each runs in its own savepoint, so that one that
 * fails undoes only itself. None is told of success before the commit. All are in the order they
 * came, whatever their key.
 */
export class CommitLane implements Lane {
  readonly #db: Kysely<Schema>;
  readonly #mostWaiting: number;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(db: Kysely<Schema>, mostWaiting = mostWaitingWrites) {
    this.#db = db;
    this.#mostWaiting = mostWaiting;
  }

  write<T>(job: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new Error("the ledger is closed"));
    if (this.#waiting.length >= this.#mostWaiting) {
      return Promise.reject(overload(this.#mostWaiting));
    }
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ job, resolve: resolve as (value: unknown) => void, reject });
      this.#running ??= this.#run();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const batch = this.#waiting.splice(0, mostJobs);
      await this.#commit(batch);
    }
    this.#running = undefined;
  }

  /** Goes round the event loop while that brings more writes, for at most 2 ms. */
  async #gather(): Promise<void> {
    const until = performance.now() + gatherMs;
    for (let seen = 0; seen < this.#waiting.length && performance.now() < until; ) {
      seen = this.#waiting.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const ends: (() => void)[] = [];
    try {
      const tx = await this.#db.startTransaction().execute();
      try {
        for (const { job, resolve, reject } of batch) {
          const point = await tx.savepoint("job").execute();
          try {
            const value = await job(point as unknown as Tx);
            await point.releaseSavepoint("job").execute();
            ends.push(() => resolve(value));
          } catch (error) {
            await undo(error, () => point.rollbackToSavepoint("job").execute());
            ends.push(() => reject(error));
          }
        }
        await tx.commit().execute();
      } catch (error) {
        await undo(error, () => tx.rollback().execute());
        throw error;
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const end of ends) end();
  }
}

/** Undoes; when that fails too, the first error is the one that tells what happened. */
async function undo(error: unknown, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch {
    throw error;
  }
}
