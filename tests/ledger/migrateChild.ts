import { Kysely } from "kysely";
import { migrate } from "../../src/ledger/migrate.ts";
import { migrations } from "../../src/ledger/migrations.ts";
import type { Schema } from "../../src/ledger/schema.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";

/** Migrates a record and dies inside the transaction of the migration it is told. */
const [, , path = "", index = ""] = process.argv;
const db = new Kysely<Schema>({ dialect: sqliteDialect({ path }) });
await migrate(
  db,
  migrations.map((migration, i) => ({
    name: migration.name,
    up: async (tx) => {
      await migration.up(tx);
      if (i === Number(index)) process.kill(process.pid, "SIGKILL");
    },
  })),
);
