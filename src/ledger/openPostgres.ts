import { Kysely, sql } from "kysely";
import { prepare } from "./migrate.ts";
import type { LedgerOptions } from "./open.ts";
import { postgresDialect } from "./postgres.ts";
import type { Schema } from "./schema.ts";
import type { Backing, Tx } from "./store.ts";
import { vacuumer } from "./vacuum.ts";
import { writeLane } from "./writeLane.ts";

/** Connections an instance uses at most: for writes, for reads beside them, */
const writers = 8;
const readers = 4;
/** and, for as long as it takes, for migrations and vacuuming. */
const slowOnes = 1;
/** `ZWen`: this program's key among the database's advisory locks. */
const migrationLock = 0x5a57656e;

/** The record in a PostgreSQL database, which several instances share. */
export async function openPostgres(url: string, options: LedgerOptions): Promise<Backing> {
  const db = new Kysely<Schema>({ dialect: postgresDialect({ url, size: writers + readers }) });
  const slow = new Kysely<Schema>({
    dialect: postgresDialect({ url, size: slowOnes, statementMs: 0 }),
  });
  const lane = writeLane(db, {
    width: writers,
    ...(options.mostWaiting === undefined ? {} : { mostWaiting: options.mostWaiting }),
  });
  const vacuum = vacuumer({ db, slow, lane });
  const close = async () => {
    await Promise.allSettled([db.destroy(), slow.destroy()]);
  };
  try {
    await prepare(slow, options.upgrade, lockMigrations);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, lane, clock, scrub: vacuum.scrub, endScrub: vacuum.close, close };
}

export async function lockMigrations(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(tx);
}

async function clock(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx);
  return rows[0]?.now ?? new Date();
}
