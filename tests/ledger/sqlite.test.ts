import { Kysely, sql } from "kysely";
import { describe, expect, test } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";
import { ledgerContract } from "./contract.ts";
import { freshPath } from "./freshPath.ts";
import { echo, exchange, message } from "./house.ts";

describe("ledger on SQLite", () => {
  ledgerContract({ place: freshPath, open: openLedger });

  test.each([
    // 2 is FULL: a commit is on the disk before it is reported.
    ["synchronous", 2],
    ["journal_mode", "wal"],
    ["foreign_keys", 1],
    ["secure_delete", 1],
    ["timeout", 20],
  ])("opens the file with %s %s", async (pragma, value) => {
    const path = await freshPath();
    await (await openLedger(path)).close();
    const db = new Kysely({ dialect: sqliteDialect({ path }) });
    const name = pragma === "timeout" ? "busy_timeout" : pragma;
    const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db);
    expect(rows[0]?.[pragma]).toBe(value);
    await db.destroy();
  });

  test("works in memory, each opening its own", async () => {
    const [a, b] = [await openLedger(":memory:"), await openLedger(":memory:")];
    const conversation = await exchange(a, message("1"));
    await exchange(a, message("2"), echo({ kind: "erase-contact" }));
    expect(await a.transcript(conversation)).toHaveLength(1);
    expect((await b.counts()).conversations).toBe(0);
    await a.close();
    await b.close();
  });
});
