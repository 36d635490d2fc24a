import type { Kysely } from "kysely";
import { ZhiwenError } from "../core/errors.ts";
import { type Migration, migrations } from "./migrations.ts";
import { NoRecord } from "./noRecord.ts";
import type { Schema } from "./schema.ts";
import type { Tx } from "./store.ts";

/** When tables are made or brought up to date. */
export type Upgrade = "always" | "when-new" | "never";

/** Keeps other instances' migrations out until the transaction ends. */
export type MigrationLock = (tx: Tx) => Promise<void>;

/**
 * Brings the tables up to what this program knows, one transaction a migration, so that a kill in
 * between leaves a version that the next start goes on from. A database with several writers needs
 * a lock; SQLite's transactions are one.
 * @throws ZhiwenError when the tables are newer than this program.
 */
export async function migrate(
  db: Kysely<Schema>,
  known: readonly Migration[] = migrations,
  lock?: MigrationLock,
): Promise<void> {
  if (lock === undefined) await createVersions(db);
  else {
    // With several writers even "if not exists" collides.
    await db.transaction().execute(async (tx) => {
      await lock(tx);
      await createVersions(tx);
    });
  }
  while ((await next(db, known, lock)) === "more");
}

/**
 * The tables as this program knows them, made or brought up to date where that is allowed.
 * @throws NoRecord when there are none, and none are to be made.
 * @throws ZhiwenError when they are newer, or older and are to stay.
 */
export async function prepare(
  db: Kysely<Schema>,
  upgrade: Upgrade = "always",
  lock?: MigrationLock,
): Promise<void> {
  if (upgrade !== "always") {
    const version = (await hasVersions(db)) ? await versionOf(db, migrations) : 0;
    if (version === migrations.length) return;
    if (version > 0) throw older(version);
    if (upgrade === "never") throw new NoRecord();
  }
  await migrate(db, migrations, lock);
}

async function hasVersions(db: Kysely<Schema>): Promise<boolean> {
  const tables = await db.introspection.getTables();
  return tables.some(({ name }) => name === "schema_version");
}

function older(version: number): ZhiwenError {
  return new ZhiwenError(
    "ledger",
    `the record has schema version ${version}, this program works with ${migrations.length}`,
    "keep a copy of the record, then start the server: it brings the record up to date",
  );
}

async function createVersions(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("schema_version")
    .ifNotExists()
    .addColumn("version", "integer", (c) => c.primaryKey().notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("applied_at", "text", (c) => c.notNull())
    .execute();
}

async function next(
  db: Kysely<Schema>,
  known: readonly Migration[],
  lock: MigrationLock | undefined,
): Promise<"more" | "done"> {
  // Read first without the write lock: a start with nothing to do waits for nobody.
  if ((await versionOf(db, known)) === known.length) return "done";
  return await db.transaction().execute(async (tx) => {
    await lock?.(tx);
    // Read again under the lock: another instance may be starting at the same time.
    const version = await versionOf(tx, known);
    const migration = known[version];
    if (migration === undefined) return "done";
    await migration.up(tx as unknown as Kysely<never>);
    await tx
      .insertInto("schema_version")
      .values({
        version: version + 1,
        name: migration.name,
        applied_at: new Date().toISOString(),
      })
      .execute();
    return "more";
  });
}

async function versionOf(db: Kysely<Schema>, known: readonly Migration[]): Promise<number> {
  const row = await db
    .selectFrom("schema_version")
    .select((e) => e.fn.max("version").as("version"))
    .executeTakeFirst();
  const version = row?.version ?? 0;
  if (version > known.length) {
    throw new ZhiwenError(
      "ledger",
      `the record has schema version ${version}, this program knows only up to ${known.length}`,
      "start the program version that wrote it, or a newer one",
    );
  }
  return version;
}
