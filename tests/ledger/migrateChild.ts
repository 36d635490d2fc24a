import { Kysely } from "kysely";
import { migrate } from "../../src/ledger/migrate.ts";
import { migrations } from "../../src/ledger/migrations.ts";
import { lockMigrations } from "../../src/ledger/openPostgres.ts";
import { postgresDialect } from "../../src/ledger/postgres.ts";
import type { Schema } from "../../src/ledger/schema.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";

/**
 * Migrates a record and dies inside the transaction of the migration it is told, or, told
 * `statement n`, after its n-th statement.
 */
const [, , place = "", where = ""] = process.argv;
const onPostgres = place.startsWith("postgres://");
const [word, number] = where.split(" ");
const die = () => process.kill(process.pid, "SIGKILL");
let statements = 0;
const db = new Kysely<Schema>({
  dialect: onPostgres ? postgresDialect({ url: place, size: 1 }) : sqliteDialect({ path: place }),
  log: () => {
    statements++;
    if (word === "statement" && statements === Number(number)) die();
  },
});
await migrate(
  db,
  migrations.map((migration, i) => ({
    name: migration.name,
    up: async (tx) => {
      await migration.up(tx);
      if (word === `${i}`) die();
    },
  })),
  onPostgres ? lockMigrations : undefined,
);
process.stdout.write(`${statements}`);
await db.destroy();
