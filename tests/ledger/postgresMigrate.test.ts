import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Kysely, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ZhiwenError } from "../../src/core/errors.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import { migrate } from "../../src/ledger/migrate.ts";
import { type Migration, migrations } from "../../src/ledger/migrations.ts";
import { NoRecord } from "../../src/ledger/noRecord.ts";
import { lockMigrations } from "../../src/ledger/openPostgres.ts";
import { postgresDialect } from "../../src/ledger/postgres.ts";
import type { Schema } from "../../src/ledger/schema.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import { echo, message, request } from "./house.ts";

const script = fileURLToPath(new URL("./migrateChild.ts", import.meta.url));

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server?.stop();
});

async function migrated(place: string, known: readonly Migration[]): Promise<void> {
  const db = new Kysely<Schema>({ dialect: postgresDialect({ url: place, size: 1 }) });
  try {
    await migrate(db, known, lockMigrations);
  } finally {
    await db.destroy();
  }
}

/** Opens what a killed process left and uses every table. */
async function goesOn(place: string): Promise<void> {
  const ledger = await openLedger(place);
  const { conversation } = await ledger.accept(message("1"));
  const effects = [
    { kind: "file-request", request: request("ZW-1") },
    { kind: "record-gap", question: "q", missing: "m" },
  ] as const;
  expect(await ledger.turn(conversation, echo(...effects))).toBe("done");
  await ledger.accept(message("2"));
  expect(await ledger.turn(conversation, echo({ kind: "erase-contact" }))).toBe("done");
  expect(await ledger.counts()).toMatchObject({ conversations: 1, erasures: 1, requests: 0 });
  await ledger.close();
}

function child(place: string, where: string): { signal: string | null; stdout: string } {
  return spawnSync(process.execPath, [script, place, where], { encoding: "utf8" });
}

describe("without an upgrade on PostgreSQL", () => {
  test("an empty database is left empty, or made when new ones may be", async () => {
    const place = await server.fresh();
    await expect(openLedger(place, { upgrade: "never" })).rejects.toThrow(NoRecord);
    await expect(openLedger(place, { upgrade: "never" })).rejects.toThrow(NoRecord);
    await (await openLedger(place, { upgrade: "when-new" })).close();
    await (await openLedger(place, { upgrade: "never" })).close();
  });

  test.each(["never", "when-new"] as const)("an older record is refused (%s)", async (upgrade) => {
    const place = await server.fresh();
    await migrated(place, migrations.slice(0, -1));
    const refusal = new RegExp(`schema version ${migrations.length - 1}.*keep a copy`);
    await expect(openLedger(place, { upgrade })).rejects.toThrow(refusal);
    await expect(openLedger(place, { upgrade })).rejects.toThrow(refusal);
    await goesOn(place);
  });
});

describe("migrations on PostgreSQL", () => {
  test.each(migrations.map((_, version) => version))(
    "a record of version %i is brought up to date and goes on",
    async (version) => {
      const place = await server.fresh();
      await migrated(place, migrations.slice(0, version));
      await goesOn(place);
    },
  );

  test.each(migrations.map((_, index) => index))(
    "a kill in the middle of migration %i is made good at the next start",
    async (index) => {
      const place = await server.fresh();
      expect(child(place, `${index}`).signal).toBe("SIGKILL");
      await goesOn(place);
    },
  );

  test("a kill after any of its statements is made good at the next start", async () => {
    const statements = Number(child(await server.fresh(), "").stdout);
    expect(statements).toBeGreaterThan(30);
    // One record is killed over and over, further on each time; it must never be left half.
    const place = await server.fresh();
    let kills = 0;
    for (let n = 1; n <= 12; n++) {
      if (child(place, `statement ${n}`).signal === "SIGKILL") kills++;
    }
    for (const share of [0.2, 0.4, 0.6, 0.8, 1]) {
      const fresh = await server.fresh();
      if (child(fresh, `statement ${Math.floor(share * statements)}`).signal === "SIGKILL") kills++;
      await goesOn(fresh);
    }
    expect(kills).toBe(17);
    await goesOn(place);
  });

  test("several that start at once on a new record agree, in this process and in others", async () => {
    const place = await server.fresh();
    const others = Array.from(
      { length: 2 },
      () =>
        new Promise<void>((resolve, reject) => {
          execFile(process.execPath, [script, place], (error) =>
            error === null ? resolve() : reject(error),
          );
        }),
    );
    const ledgers = await Promise.all(Array.from({ length: 4 }, () => openLedger(place)));
    await Promise.all(others);
    for (const [i, ledger] of ledgers.entries()) await ledger.accept(message(`${i}`));
    expect((await ledgers[0]?.counts())?.waiting).toBe(4);
    for (const ledger of ledgers) await ledger.close();
    const rows = await server.run(
      "select version, name from schema_version order by 1",
      new URL(place).pathname.slice(1),
    );
    expect(rows).toEqual(migrations.map(({ name }, i) => ({ version: i + 1, name })));
  });

  test("a newer record is refused and left alone", async () => {
    const place = await server.fresh();
    const newer: Migration = { name: "from the future", up: async () => undefined };
    await migrated(place, [...migrations, newer]);
    const refusal = openLedger(place);
    await expect(refusal).rejects.toThrow(ZhiwenError);
    await expect(refusal).rejects.toThrow(/newer/);
  });

  test("one that fails leaves the version before it, whole", async () => {
    const place = await server.fresh();
    const broken: Migration = {
      name: "broken",
      up: async (tx) => {
        await sql`create table half (done text)`.execute(tx);
        throw new Error("broken");
      },
    };
    await expect(migrated(place, [...migrations, broken])).rejects.toThrow("broken");
    const name = new URL(place).pathname.slice(1);
    expect(await server.run("select 1 from pg_tables where tablename = 'half'", name)).toEqual([]);
    await goesOn(place);
  });
});
