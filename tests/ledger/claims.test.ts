import { Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";
import { freshPath } from "./freshPath.ts";
import { exchange, message } from "./house.ts";

const soon = () => new Date(Date.now() + 1_000);

test("a reply that is being sent here is left alone; one whose claim was never answered is not lost", async () => {
  const path = await freshPath();
  const ledger = await openLedger(path);
  await exchange(ledger, message("1"));
  await exchange(ledger, message("2", "b", "other"));
  const [sending] = await ledger.dueDeliveries(["web"], 1, soon());
  expect(await ledger.recover(() => "hold")).toBe(0);

  // What a claim leaves whose commit came through and whose answer did not.
  const db = new Kysely<never>({ dialect: sqliteDialect({ path }) });
  await sql`update outbox set state = 'sending', fence = 1,
    claimed_by = (select id from instances) where state = 'queued'`.execute(db);
  await db.destroy();
  // It was given to no sender, so it is due again, also where what may have left would be held.
  expect(await ledger.recover(() => "hold")).toBe(1);
  expect(await ledger.dueDeliveries(["web"], 9, soon())).toHaveLength(1);

  const { id = "", fence = 0 } = sending ?? {};
  expect(await ledger.settle(id, fence, { state: "sent" })).toBe(true);
  expect((await ledger.counts()).uncertain).toBe(0);
  await ledger.close();
});
