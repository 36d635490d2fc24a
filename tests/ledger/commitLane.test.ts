import { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CommitLane } from "../../src/ledger/commitLane.ts";
import { migrate } from "../../src/ledger/migrate.ts";
import type { Schema } from "../../src/ledger/schema.ts";
import { sqliteDialect } from "../../src/ledger/sqlite.ts";
import type { Tx } from "../../src/ledger/store.ts";

describe("group commit", () => {
  let db: Kysely<Schema>;
  let commits: number;
  beforeEach(async () => {
    commits = 0;
    db = new Kysely<Schema>({
      dialect: counting(sqliteDialect({ path: ":memory:" }), () => commits++),
    });
    await migrate(db);
    commits = 0;
  });
  afterEach(() => db.destroy());

  const insert = (number: number) => async (tx: Tx) => {
    await tx.insertInto("erasures").values({ number, day: "2026-11-21", unscrubbed: 0 }).execute();
    return number;
  };
  const stored = async () =>
    (await db.selectFrom("erasures").select("number").orderBy("number").execute()).map(
      ({ number }) => number,
    );

  test("writes that come together share a transaction", async () => {
    const lane = new CommitLane(db);
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    expect(await Promise.all(numbers.map((n) => lane.write(insert(n))))).toEqual(numbers);
    expect(commits).toBe(1);
    expect(await stored()).toEqual(numbers);
  });

  test("one that fails undoes only itself", async () => {
    const lane = new CommitLane(db);
    const bad = async (tx: Tx) => {
      await insert(99)(tx);
      throw new Error("no");
    };
    const ends = await Promise.allSettled([
      lane.write(insert(1)),
      lane.write(bad),
      lane.write(insert(2)),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await stored()).toEqual([1, 2]);
  });

  test("nobody is told of success when the commit fails", async () => {
    const failing = new Kysely<Schema>({
      dialect: counting(sqliteDialect({ path: ":memory:" }), () => {
        if (armed) throw new Error("the disk is gone");
      }),
    });
    let armed = false;
    await migrate(failing);
    armed = true;
    const lane = new CommitLane(failing);
    const ends = await Promise.allSettled([lane.write(insert(1)), lane.write(insert(2))]);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    armed = false;
    await lane.write(insert(3));
    const rows = await failing.selectFrom("erasures").select("number").execute();
    expect(rows).toEqual([{ number: 3 }]);
    await failing.destroy();
  });

  test("takes nothing once closed", async () => {
    const lane = new CommitLane(db);
    const under = lane.write(insert(1));
    await lane.close();
    expect(await under).toBe(1);
    await expect(lane.write(insert(2))).rejects.toThrow("closed");
  });
});

type Dialect = ReturnType<typeof sqliteDialect>;

/** The dialect with every commit told beforehand. */
function counting(dialect: Dialect, onCommit: () => void): Dialect {
  return {
    ...dialect,
    createDriver: () => {
      const driver = dialect.createDriver();
      const commit = driver.commitTransaction.bind(driver);
      driver.commitTransaction = async (connection) => {
        onCommit();
        await commit(connection);
      };
      return driver;
    },
  };
}
