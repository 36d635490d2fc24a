import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { crashPoints } from "../../src/ledger/store.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import { account, unacked } from "./account.ts";
import { linesOf, startChild } from "./child.ts";
import type { Orders } from "./crashChild.ts";
import { freshFolder } from "./freshPath.ts";

const load = { contacts: 4, messages: 80 };
const all = Array.from({ length: load.contacts }, () => ({ from: 0, to: load.messages - 1 }));

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server?.stop();
});

async function acked(log: string): Promise<number> {
  return (await linesOf(log)).filter((line) => line.startsWith("acked ")).length;
}

describe("two instances on one PostgreSQL", () => {
  test.each(["hold", "resend"] as const)(
    "one is killed again and again while the other goes on: nothing lost, nothing done twice; unsure sends: %s",
    { timeout: 120_000 },
    async (policy) => {
      const path = await server.fresh();
      const log = join(await freshFolder(), "log");
      const living = startChild({ path, log, policy, contacts: all });
      let kills = 0;
      for (const point of crashPoints) {
        const contacts = await unacked(log, load);
        // What the other has done already gives this one nothing to come by the point with.
        const nth = 1 + Math.floor(Math.random() * 3);
        const orders: Orders = { path, log, policy, contacts, crash: { point, nth } };
        if ((await startChild(orders).ended) === "SIGKILL") kills++;
      }
      expect(kills).toBeGreaterThan(0);
      expect(await living.ended).toBe(0);
      // The last look: what a killed one was sending when the living one had nothing more to do.
      expect(await startChild({ path, log, policy, contacts: [] }).ended).toBe(0);
      const { doubles, uncertain } = await account(path, log, load);
      if (policy === "hold") expect(doubles).toBe(0);
      else expect(uncertain).toBe(0);
      expect(doubles + uncertain).toBeLessThanOrEqual(kills * load.contacts);
    },
  );

  test("that are handed the same messages do each once", async () => {
    const path = await server.fresh();
    const log = join(await freshFolder(), "log");
    const orders: Orders = { path, log, policy: "hold", contacts: all };
    const ends = [startChild(orders), startChild(orders)].map(({ ended }) => ended);
    expect(await Promise.all(ends)).toEqual([0, 0]);
    expect(await account(path, log, load)).toEqual({ doubles: 0, uncertain: 0 });
  }, 60_000);

  test("go on by themselves after the server has crashed and come back", async () => {
    const path = await server.fresh();
    const log = join(await freshFolder(), "log");
    const orders: Orders = { path, log, policy: "hold", contacts: all, repeats: true };
    const children = [startChild(orders), startChild(orders)];
    const total = 2 * load.contacts * load.messages;
    let crashes = 0;
    for (const share of [0.2, 0.5, 0.8]) {
      while ((await acked(log)) < total * share) await sleep(5);
      await server.crash();
      await sleep(Math.random() * 300);
      await server.start();
      crashes++;
    }
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(await linesOf(log)).toContain("refused");
    // A claim whose commit nobody answered is held by an instance that does not know of it.
    expect(await startChild({ path, log, policy: "hold", contacts: [] }).ended).toBe(0);
    const { doubles, uncertain } = await account(path, log, load);
    expect(doubles).toBe(0);
    expect(uncertain).toBeLessThanOrEqual(crashes * 2 * load.contacts);
  }, 120_000);
});
