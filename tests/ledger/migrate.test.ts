import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Kysely, sql } from "kysely";
import { describe, expect, test } from "vitest";
import { ZhiwenError } from "../../src/core/errors.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import { migrate } from "../../src/ledger/migrate.ts";
import { type Migration, migrations } from "../../src/ledger/migrations.ts";
import { NoRecord } from "../../src/ledger/noRecord.ts";
import type { Schema } from "../../src/ledger/schema.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";
import { freshPath } from "./freshPath.ts";
import { echo, message, request } from "./house.ts";

async function raw(path: string): Promise<Kysely<Schema>> {
  await mkdir(dirname(path), { recursive: true });
  return new Kysely<Schema>({ dialect: sqliteDialect({ path }) });
}

/** A conversation with one waiting message, in the words of the first version. */
async function seed(db: Kysely<Schema>): Promise<void> {
  await sql`insert into conversations (id, channel, contact, session, accepted_seq, waiting_since, created_at)
    values ('old', 'web', 'contact', '{"shape":1,"choices":[],"misses":0}', 1,
      '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`.execute(db);
  await sql`insert into inbox (conversation, seq, message_id, text, at, accepted_at, state)
    values ('old', 1, 'm', '问', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'waiting')`.execute(
    db,
  );
}

describe("migrations", () => {
  test.each(migrations.map((_, version) => version))(
    "a record of version %i is brought up to date and goes on",
    async (version) => {
      const path = await freshPath();
      const db = await raw(path);
      await migrate(db, migrations.slice(0, version));
      if (version > 0) await seed(db);
      await db.destroy();
      const ledger = await openLedger(path);
      if (version === 0) await ledger.accept(message("m", "问"));
      const [conversation] = await ledger.waiting(1);
      const file = echo({ kind: "file-request", request: request("ZW-1") });
      expect(await ledger.turn(conversation ?? "", file)).toBe("done");
      expect((await ledger.accept(message("m"))).repeat).toBe(true);
      const erase = echo({ kind: "erase-contact" });
      await ledger.accept(message("n"));
      expect(await ledger.turn(conversation ?? "", erase)).toBe("done");
      expect(await ledger.counts()).toMatchObject({ conversations: 1, erasures: 1, requests: 0 });
      await ledger.close();
    },
  );

  test("a newer record is refused and left alone", async () => {
    const path = await freshPath();
    await (await openLedger(path)).close();
    const db = await raw(path);
    const newer: Migration = { name: "from the future", up: async () => undefined };
    await migrate(db, [...migrations, newer]);
    await db.destroy();
    const refusal = openLedger(path);
    await expect(refusal).rejects.toThrow(ZhiwenError);
    await expect(refusal).rejects.toThrow(/newer/);
  });

  test("a record that is not to be made is not made, and its folder neither", async () => {
    const path = join(dirname(await freshPath()), "later", "zhiwen.db");
    await expect(openLedger(path, { upgrade: "never" })).rejects.toThrow(NoRecord);
    expect(existsSync(dirname(path))).toBe(false);
    await (await openLedger(path, { upgrade: "when-new" })).close();
    await (await openLedger(path, { upgrade: "never" })).close();
  });

  test.each(["never", "when-new"] as const)(
    "an older record that is not to be brought up to date is refused and left alone (%s)",
    async (upgrade) => {
      const path = await freshPath();
      const db = await raw(path);
      await migrate(db, migrations.slice(0, -1));
      const refusal = new RegExp(`schema version ${migrations.length - 1}.*keep a copy`);
      await expect(openLedger(path, { upgrade })).rejects.toThrow(refusal);
      const rows = await db.selectFrom("schema_version").select("version").execute();
      expect(rows).toHaveLength(migrations.length - 1);
      await db.destroy();
    },
  );

  test("one that fails leaves the version before it, whole", async () => {
    const path = await freshPath();
    await (await openLedger(path)).close();
    const db = await raw(path);
    const broken: Migration = {
      name: "broken",
      up: async (tx) => {
        await sql`create table half (done text)`.execute(tx);
        throw new Error("broken");
      },
    };
    await expect(migrate(db, [...migrations, broken])).rejects.toThrow("broken");
    const { rows } = await sql`select name from sqlite_schema where name = 'half'`.execute(db);
    expect(rows).toEqual([]);
    await db.destroy();
    await (await openLedger(path)).close();
  });

  test.each(migrations.map((_, index) => index))(
    "a kill in the middle of migration %i is made good at the next start",
    async (index) => {
      const path = await freshPath();
      const script = fileURLToPath(new URL("./migrateChild.ts", import.meta.url));
      await mkdir(dirname(path), { recursive: true });
      const { signal } = spawnSync(process.execPath, [script, path, `${index}`]);
      expect(signal).toBe("SIGKILL");
      const ledger = await openLedger(path);
      expect((await ledger.accept(message("1"))).repeat).toBe(false);
      await ledger.close();
    },
  );

  test("several that start at once on a new record agree", async () => {
    const path = await freshPath();
    const ledgers = await Promise.all(Array.from({ length: 5 }, () => openLedger(path)));
    for (const [i, ledger] of ledgers.entries()) await ledger.accept(message(`${i}`));
    expect((await ledgers[0]?.counts())?.waiting).toBe(5);
    for (const ledger of ledgers) await ledger.close();
  });
});
