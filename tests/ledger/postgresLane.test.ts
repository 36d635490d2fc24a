import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Overload } from "../../src/core/errors.ts";
import { migrate } from "../../src/ledger/migrate.ts";
import { postgresDialect } from "../../src/ledger/postgres.ts";
import { PostgresError } from "../../src/ledger/postgresError.ts";
import type { Schema } from "../../src/ledger/schema.ts";
import type { Lane, Tx } from "../../src/ledger/store.ts";
import { isStoreTrouble } from "../../src/ledger/storeError.ts";
import { writeLane } from "../../src/ledger/writeLane.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import { startWire, through } from "./wire.ts";

let server: PostgresServer;
let url: string;
let db: Kysely<Schema>;
let lane: Lane;
const open = (place: string, size = 8) =>
  new Kysely<Schema>({ dialect: postgresDialect({ url: place, size }) });

beforeAll(async () => {
  server = await startPostgres(["deadlock_timeout=100ms"]);
  url = await server.fresh();
  db = open(url);
  await migrate(db);
});
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});
beforeEach(async () => {
  await sql`truncate erasures`.execute(db);
  lane = writeLane(db, { width: 4, mostWaiting: 10 });
});
afterEach(() => lane.close());

const insert = (number: number) => async (tx: Tx) => {
  await tx.insertInto("erasures").values({ number, day: "2026-11-21", unscrubbed: 0 }).execute();
  return number;
};
const stored = async () =>
  (await db.selectFrom("erasures").select("number").orderBy("number").execute()).map(
    ({ number }) => number,
  );
/** A job that waits to be let go; `begun` resolves when it has its transaction. */
function held() {
  let go: () => void = () => undefined;
  let start: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const begun = new Promise<void>((resolve) => {
    start = resolve;
  });
  const job = async () => {
    start();
    await gate;
  };
  return { job, go, begun };
}

describe("writes on PostgreSQL", () => {
  test("go on side by side, as many as it is wide", async () => {
    let now = 0;
    let most = 0;
    const job = async () => {
      most = Math.max(most, ++now);
      await sleep(20);
      now--;
    };
    await Promise.all(Array.from({ length: 12 }, () => lane.write(job)));
    expect(most).toBe(4);
  });

  test("of one key follow each other in the order they came, and hold up no other", async () => {
    const order: string[] = [];
    const first = held();
    const one = lane.write(async () => {
      await first.job();
      order.push("a1");
    }, "a");
    const rest = ["a2", "a3", "a4"].map((name) =>
      lane.write(async () => {
        await sleep(Math.random() * 5);
        order.push(name);
      }, "a"),
    );
    await lane.write(async () => void order.push("b1"), "b");
    expect(order).toEqual(["b1"]);
    first.go();
    await Promise.all([one, ...rest]);
    expect(order).toEqual(["b1", "a1", "a2", "a3", "a4"]);
  });

  test("one that fails undoes only itself and lets its key go on", async () => {
    const bad = async (tx: Tx) => {
      await insert(99)(tx);
      throw new Error("no");
    };
    const ends = await Promise.allSettled([
      lane.write(insert(1), "k"),
      lane.write(bad, "k"),
      lane.write(insert(2), "k"),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await stored()).toEqual([1, 2]);
  });

  test("that read first and then decide lose nothing to each other, even on two instances", async () => {
    await insert(0)(db as unknown as Tx);
    const other = open(url);
    const lanes = [lane, writeLane(other, { width: 4 })];
    const countUp = async (tx: Tx) => {
      const { unscrubbed } = await tx
        .selectFrom("erasures")
        .select("unscrubbed")
        .where("number", "=", 0)
        .executeTakeFirstOrThrow();
      await tx
        .updateTable("erasures")
        .set({ unscrubbed: unscrubbed + 1 })
        .where("number", "=", 0)
        .execute();
    };
    await Promise.all(
      lanes.flatMap((each) => Array.from({ length: 10 }, () => each.write(countUp))),
    );
    const { unscrubbed } = await db
      .selectFrom("erasures")
      .select("unscrubbed")
      .executeTakeFirstOrThrow();
    expect(unscrubbed).toBe(20);
    await other.destroy();
  });

  test("that lock in opposite orders both end well", async () => {
    await insert(1)(db as unknown as Tx);
    await insert(2)(db as unknown as Tx);
    let runs = 0;
    const touch = (tx: Tx, number: number) =>
      tx
        .updateTable("erasures")
        .set((e) => ({ unscrubbed: e("unscrubbed", "+", 1) }))
        .where("number", "=", number)
        .execute();
    const both = (one: number, two: number) => async (tx: Tx) => {
      runs++;
      await touch(tx, one);
      await sleep(100);
      await touch(tx, two);
    };
    await Promise.all([lane.write(both(1, 2)), lane.write(both(2, 1))]);
    expect(runs).toBeGreaterThan(2);
    const rows = await db.selectFrom("erasures").select("unscrubbed").execute();
    expect(rows).toEqual([{ unscrubbed: 2 }, { unscrubbed: 2 }]);
  });

  test("a key that is taken for good is told after a few tries", async () => {
    await lane.write(insert(1));
    let runs = 0;
    const again = lane.write(async (tx) => {
      runs++;
      await insert(1)(tx);
    });
    await expect(again).rejects.toMatchObject({ state: "23505" });
    expect(runs).toBe(4);
    expect(isStoreTrouble(await again.catch((error: unknown) => error))).toBe(false);
  });

  test("more than may wait are refused at once, and later ones taken again", async () => {
    const gates = Array.from({ length: 4 }, held);
    const under = gates.map(({ job }) => lane.write(job));
    await Promise.all(gates.map(({ begun }) => begun));
    const waiting = Array.from({ length: 10 }, (_, i) => lane.write(insert(i), "same"));
    const refused = lane.write(insert(99));
    await expect(refused).rejects.toThrow(Overload);
    await expect(refused).rejects.toThrow(/overloaded: 10 writes wait/);
    expect(isStoreTrouble(await refused.catch((error: unknown) => error))).toBe(true);
    for (const { go } of gates) go();
    await Promise.all([...under, ...waiting]);
    await lane.write(insert(100));
    expect(await stored()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100]);
  });

  test("a commit whose answer is lost is told, not repeated", async () => {
    const { port } = new URL(url);
    const wire = await startWire(Number(port));
    const far = open(through(wire, url), 2);
    const fragile = writeLane(far, { width: 1 });
    await fragile.write(insert(1));
    let runs = 0;
    wire.cutAnswerTo("commit");
    const lost = fragile.write(async (tx) => {
      runs++;
      return await insert(2)(tx);
    });
    await expect(lost).rejects.toThrow(PostgresError);
    expect(isStoreTrouble(await lost.catch((error: unknown) => error))).toBe(true);
    expect(runs).toBe(1);
    // It was stored all the same, which only the server knew.
    expect(await stored()).toEqual([1, 2]);
    await fragile.write(insert(3));
    expect(await stored()).toEqual([1, 2, 3]);
    await far.destroy();
    await wire.stop();
  });

  test("takes nothing once closed, and finishes what it took", async () => {
    const under = Array.from({ length: 8 }, (_, i) => lane.write(insert(i), `${i % 2}`));
    await lane.close();
    expect(await stored()).toHaveLength(8);
    await Promise.all(under);
    await expect(lane.write(insert(9))).rejects.toThrow("closed");
  });
});
