import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";
import { noteScrubbed, unscrubbed } from "./scrub.ts";
import type { Lane } from "./store.ts";

/** Vacuuming may take a twentieth of the time. */
const restPerWork = 20;
/** What a turn that erases waits for it; longer ones end by themselves. */
const waitedMs = 1_000;
/** For transactions that still see what was erased. */
const readersMs = 2_000;

const tables = [
  "transcript",
  "requests",
  "gaps",
  "gap_askers",
  "inbox",
  "outbox",
  "handoffs",
  "handoff_events",
  "notes",
  "desk_reads",
  "request_events",
  "staff_topics",
  "staff_messages",
  "conversations",
] as const satisfies readonly (keyof Schema)[];

interface VacuumerParts {
  readonly db: Kysely<Schema>;
  /** Its one connection waits for a statement as long as it takes. */
  readonly slow: Kysely<Schema>;
  readonly lane: Lane;
}

export interface Vacuumer {
  /** Vacuums when something was erased, now or a little later. Never rejects. */
  scrub(): Promise<void>;
  /** Breaks off what is under way; the rest is for the next start. */
  close(): Promise<void>;
}

/**
 * Gets erased rows out of PostgreSQL's tables and indexes: a row that was deleted or changed stays
 * in its page, and can be read with the server's own tools, until a vacuum takes it away. Not
 * `vacuum full`: it would lock every instance out for as long as it copies the tables.
 *
 * What this does not reach, and the operator must know of: the bytes of a removed row, which stay
 * in the page's free space until a new row is written there; the write-ahead log until the server
 * recycles it; archives, replicas' logs and backups for as long as they are kept.
 */
export function vacuumer({ db, slow, lane }: VacuumerParts): Vacuumer {
  let running: Promise<void> | undefined;
  let again = false;
  let restUntil = 0;
  let later: NodeJS.Timeout | undefined;
  let closed = false;
  let pid: number | undefined;

  const start = () => {
    clearTimeout(later);
    if (closed) return;
    if (running !== undefined) {
      again = true;
      return;
    }
    const rest = restUntil - Date.now();
    if (rest > 0) {
      later = setTimeout(start, rest).unref();
      return;
    }
    // What fails stays noted, and the next look for it comes within seconds.
    running = attempt()
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
        if (again) start();
        again = false;
      });
  };

  const attempt = async () => {
    const due = await unscrubbed(db);
    if (due.length === 0) return;
    const begun = performance.now();
    const unseen = await nobodySees(db);
    pid = (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(slow)).rows[0]?.pid;
    for (const table of tables) {
      if (closed) return;
      // Else entries of a few rows stay in the indexes, and one of them holds what was asked.
      await sql`vacuum (index_cleanup on) ${sql.table(table)}`.execute(slow);
    }
    restUntil = Date.now() + (performance.now() - begun) * restPerWork;
    if (unseen) await lane.write((tx) => noteScrubbed(tx, due));
  };

  return {
    scrub: async () => {
      start();
      if (running === undefined) return;
      const waited = new AbortController();
      await Promise.race([
        running,
        sleep(waitedMs, undefined, { signal: waited.signal, ref: false }).catch(() => undefined),
      ]);
      waited.abort();
    },
    close: async () => {
      closed = true;
      clearTimeout(later);
      if (running === undefined) return;
      if (pid !== undefined) {
        await sql`select pg_cancel_backend(${pid})`.execute(db).catch(() => undefined);
      }
      await running;
    },
  };
}

/**
 * Whether no transaction is left that began before now: a vacuum keeps what one of those may still
 * read. True of this user's own transactions; what another's long read holds up, such as a backup,
 * the server's autovacuum takes away later.
 */
async function nobodySees(db: Kysely<Schema>): Promise<boolean> {
  const now = await sql<{ id: string }>`select pg_current_xact_id()::xid::text as id`.execute(db);
  const id = now.rows[0]?.id ?? "0";
  const until = Date.now() + readersMs;
  for (;;) {
    const { rows } = await sql<{ n: string }>`
      select count(*) as n from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
        and (age(backend_xmin) >= age(${id}::xid) or age(backend_xid) >= age(${id}::xid))`.execute(
      db,
    );
    if (Number(rows[0]?.n) === 0) return true;
    if (Date.now() > until) return false;
    await sleep(50);
  }
}
