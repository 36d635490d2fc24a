import { CompiledQuery, Kysely, sql } from "kysely";
import { describe, expect, test } from "vitest";
import { counts } from "../../src/ledger/counts.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import type { Schema } from "../../src/ledger/schema.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";
import type { Store } from "../../src/ledger/store.ts";
import { backlog } from "../../src/ledger/transcript.ts";
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

  test("counts without reading the whole inbox: the event loop stands meanwhile", async () => {
    const path = await freshPath();
    await (await openLedger(path)).close();
    const asked: CompiledQuery[] = [];
    const db = new Kysely<Schema>({
      dialect: sqliteDialect({ path }),
      log: ({ query }) => void asked.push(query),
    });
    const store = { db } as Store;
    await backlog(store);
    await counts(store);
    const plans = await Promise.all(
      asked.map(async (query) => {
        const plan = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]);
        const { rows } = await db.executeQuery<{ detail: string }>(plan);
        return rows.map(({ detail }) => detail);
      }),
    );
    await db.destroy();
    expect(plans.length).toBeGreaterThan(3);
    const read = plans.flat().filter((step) => /^SCAN (?:i|c|inbox)\b/.test(step));
    // The few that were set aside have an index of their own.
    expect(read).toEqual(["SCAN inbox USING COVERING INDEX inbox_set_aside"]);
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
