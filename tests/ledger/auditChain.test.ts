import { Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import type { Schema } from "../../src/ledger/schema.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";
import { freshPath } from "./freshPath.ts";

/** The same run every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const rows = 40;
const trials = 1_000;

let ledger: Ledger;
let db: Kysely<Schema>;
beforeAll(async () => {
  const path = await freshPath();
  ledger = await openLedger(path);
  for (let at = 0; at < rows; at += 1) {
    await ledger.accounts.audit({
      actor: `a${at % 3}`,
      address: "10.0.0.1",
      action: "case.status",
      object: `R-${at % 5}`,
      ...(at % 2 === 0 ? {} : { session: "s", detail: { to: "done" } }),
    });
  }
  db = new Kysely({ dialect: sqliteDialect({ path }) });
  // Only this test's own changes: nothing of them has to outlive it.
  await sql`pragma synchronous = off`.execute(db);
});
afterAll(async () => {
  await db.destroy();
  await ledger.close();
});

test(`${trials} edits, deletions, swaps, insertions and cut ends are all seen`, async () => {
  const whole = await db.selectFrom("staff_audit").selectAll().orderBy("seq").execute();
  const next = random(20_261_121);
  const below = (n: number) => Math.floor(next() * n);
  const columns = Object.keys(whole[0] ?? {}).filter((name) => name !== "seq");
  const counted: Record<string, number> = {};

  const vandalise: Readonly<Record<string, (tx: Kysely<Schema>) => Promise<unknown>>> = {
    edit: (tx) => {
      const column = sql.ref(columns[below(columns.length)] ?? "");
      const value = ["", "x", null, "a1", `R-${below(9)}`, "2026-01-01T00:00:00.000Z"][below(6)];
      const seq = 1 + below(rows);
      // Unlike what was there, or nothing would have happened.
      return sql`update staff_audit set ${column} = coalesce(${value}, '') || 'y' where seq = ${seq}`.execute(
        tx,
      );
    },
    delete: (tx) =>
      tx
        .deleteFrom("staff_audit")
        .where("seq", "=", 1 + below(rows))
        .execute(),
    swap: async (tx) => {
      const [one, other] = [1 + below(rows), 1 + ((below(rows - 1) + 1) % rows)];
      const [a, b] = one === other ? [1, 2] : [one, other];
      await tx.updateTable("staff_audit").set({ seq: 100_000 }).where("seq", "=", a).execute();
      await tx.updateTable("staff_audit").set({ seq: a }).where("seq", "=", b).execute();
      await tx.updateTable("staff_audit").set({ seq: b }).where("seq", "=", 100_000).execute();
    },
    cut: (tx) => tx.deleteFrom("staff_audit").where("seq", ">", below(rows)).execute(),
    closeUp: async (tx) => {
      const gone = 1 + below(rows - 1);
      await tx.deleteFrom("staff_audit").where("seq", "=", gone).execute();
      for (let seq = gone + 1; seq <= rows; seq += 1) {
        await tx
          .updateTable("staff_audit")
          .set({ seq: seq - 1 })
          .where("seq", "=", seq)
          .execute();
      }
    },
    insert: async (tx) => {
      const copied = whole[below(rows)];
      if (copied === undefined) throw new Error("no row to copy");
      await tx
        .insertInto("staff_audit")
        .values({ ...copied, seq: below(2) === 0 ? -below(50) : rows + 1 + below(50) })
        .execute();
    },
    head: (tx) =>
      tx
        .updateTable("staff_audit_head")
        .set({ hash: `${below(9)}` })
        .execute(),
  };
  const kinds = Object.keys(vandalise);

  for (let trial = 0; trial < trials; trial += 1) {
    const kind = kinds[trial % kinds.length] ?? "";
    await db.transaction().execute((tx) => vandalise[kind]?.(tx) ?? Promise.reject());
    const state = await ledger.accounts.auditState();
    if (!state.whole) counted[kind] = (counted[kind] ?? 0) + 1;
    await db.transaction().execute(async (tx) => {
      await tx.deleteFrom("staff_audit").execute();
      await tx.insertInto("staff_audit").values(whole).execute();
      const { seq, hash } = whole.at(-1) ?? { seq: 0, hash: "" };
      await tx.updateTable("staff_audit_head").set({ seq, hash }).execute();
    });
  }

  const seen = Object.values(counted).reduce((sum, count) => sum + count, 0);
  expect(counted).toEqual(
    Object.fromEntries(kinds.map((kind, at) => [kind, Math.ceil((trials - at) / kinds.length)])),
  );
  expect(seen).toBe(trials);
  // And the log as it was is found whole after all that.
  expect(await ledger.accounts.auditState()).toMatchObject({ whole: true, rows });
});
