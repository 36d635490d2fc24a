import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";
import type { Lane, Tx } from "./store.ts";

/** Rewriting blocks the process: it may take a twentieth of the time, */
const restPerWork = 20;
/** and where it takes longer than a second, it happens at start and then once a day. */
const longMs = 1_000;
const dayMs = 86_400_000;
/** Measured with SQLite 3.53 on an ordinary disk: 6 to 10 ms a megabyte. */
const estimatedMsPerByte = 8e-6;

/** Notes, in the transaction that deletes, that what is deleted has to be scrubbed. */
export async function needScrub(tx: Tx): Promise<void> {
  await tx
    .updateTable("erasures")
    .set((e) => ({ unscrubbed: e("unscrubbed", "+", 1) }))
    .where("number", "=", (e) => e.selectFrom("erasures").select((s) => s.fn.max("number").as("n")))
    .execute();
}

/** Erasures whose text may still be in unused parts of the database. */
export async function unscrubbed(db: Kysely<Schema>): Promise<readonly Unscrubbed[]> {
  return await db
    .selectFrom("erasures")
    .select(["number", "unscrubbed"])
    .where("unscrubbed", ">", 0)
    .execute();
}

export type Unscrubbed = Pick<Schema["erasures"], "number" | "unscrubbed">;

/** What was noted meanwhile stays noted. */
export async function noteScrubbed(tx: Tx, done: readonly Unscrubbed[]): Promise<void> {
  for (const { number, unscrubbed } of done) {
    await tx
      .updateTable("erasures")
      .set({ unscrubbed: 0 })
      .where("number", "=", number)
      .where("unscrubbed", "=", unscrubbed)
      .execute();
  }
}

/**
 * Gets erased text out of SQLite's file. Two places keep it after the rows are gone: old pages in
 * the write-ahead log, and the unused middle of pages whose rows were once moved to a neighbour
 * (`secure_delete` overwrites a deleted row, not the copy it left behind when it moved; found by
 * searching files for it). So the file is rewritten and the log emptied. What is still to do is
 * in the record itself and outlives a crash.
 */
export class Scrubber {
  readonly #db: Kysely<Schema>;
  readonly #lane: Lane;
  readonly #path: string;
  #started = false;
  #restUntil = 0;
  #later: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(db: Kysely<Schema>, lane: Lane, path: string) {
    this.#db = db;
    this.#lane = lane;
    this.#path = path;
  }

  /** Scrubs now or, when it did so only just, a little later. Never rejects: the need stays noted. */
  async scrub(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    this.#running = this.#attempt()
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined;
      });
    await this.#running;
  }

  /** What is left to do at closing is done, unless it is long: then at the next start. */
  async close(): Promise<void> {
    clearTimeout(this.#later);
    if ((await this.#estimate()) < longMs) {
      this.#restUntil = 0;
      await this.scrub();
    }
    clearTimeout(this.#later);
  }

  async #attempt(): Promise<void> {
    const due = await unscrubbed(this.#db);
    if (due.length === 0) {
      this.#started = true;
      return;
    }
    if (this.#started && this.#restUntil === 0 && (await this.#estimate()) >= longMs) {
      this.#restUntil = Date.now() + dayMs;
    }
    this.#started = true;
    const rest = this.#restUntil - Date.now();
    if (rest > 0) {
      // The log and the rows themselves are clean at once; only copies in unused space wait.
      await this.#emptyLog();
      clearTimeout(this.#later);
      this.#later = setTimeout(() => void this.scrub(), rest).unref();
      return;
    }
    const begun = performance.now();
    await sql`vacuum`.execute(this.#db);
    const emptied = await this.#emptyLog();
    const took = performance.now() - begun;
    this.#restUntil = Date.now() + (took < longMs ? took * restPerWork : dayMs);
    if (!emptied) return;
    await this.#lane.write((tx) => noteScrubbed(tx, due));
  }

  /** Tries for a second against readers in other processes. */
  async #emptyLog(): Promise<boolean> {
    const until = Date.now() + 1_000;
    for (;;) {
      const result = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(this.#db);
      if (result.rows[0]?.busy === 0) return true;
      if (Date.now() > until) return false;
      await sleep(20);
    }
  }

  async #estimate(): Promise<number> {
    const file = await stat(this.#path).catch(() => undefined);
    return (file?.size ?? 0) * estimatedMsPerByte;
  }
}
