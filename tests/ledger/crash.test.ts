import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { crashPoints } from "../../src/ledger/store.ts";
import { account, unacked } from "./account.ts";
import { linesOf, startChild } from "./child.ts";
import type { Orders } from "./crashChild.ts";
import { freshPath } from "./freshPath.ts";
import { message } from "./house.ts";

const load = { contacts: 4, messages: 400 };
const { contacts, messages } = load;

describe("killed at any moment", () => {
  test.each(["hold", "resend"] as const)(
    "nothing is lost and nothing done twice; unsure sends: %s",
    { timeout: 120_000 },
    async (policy) => {
      const path = await freshPath();
      const log = `${path}.log`.replace("/data/", "/");
      const orders = async () => ({ path, log, policy, contacts: await unacked(log, load) });
      let kills = 0;
      for (const point of crashPoints) {
        for (const nth of [1, 2 + Math.floor(Math.random() * 20)]) {
          const { ended } = startChild({ ...(await orders()), crash: { point, nth } });
          expect(await ended).toBe("SIGKILL");
          kills++;
        }
      }
      for (let i = 0; i < 4; i++) {
        const readies = async () => (await linesOf(log)).filter((line) => line === "ready").length;
        const before = await readies();
        const { child, ended } = startChild(await orders());
        while ((await readies()) === before) await sleep(2);
        await sleep(Math.random() * 100);
        child.kill("SIGKILL");
        if ((await ended) === "SIGKILL") kills++;
      }
      expect(kills).toBeGreaterThanOrEqual(10);
      expect(await startChild(await orders()).ended).toBe(0);
      const { doubles, uncertain } = await account(path, log, load);
      if (policy === "hold") expect(doubles).toBe(0);
      else expect(uncertain).toBe(0);
      // No more replies are unsure than could be under way at the kills.
      expect(doubles + uncertain).toBeLessThanOrEqual(kills * contacts);
    },
  );

  test("two live processes that are handed the same messages do each once", async () => {
    const path = await freshPath();
    const log = `${path}.log`.replace("/data/", "/");
    const all = Array.from({ length: contacts }, () => ({ from: 0, to: messages - 1 }));
    const orders: Orders = { path, log, policy: "hold", contacts: all };
    const ends = [startChild(orders), startChild(orders)].map(({ ended }) => ended);
    expect(await Promise.all(ends)).toEqual([0, 0]);
    expect(await account(path, log, load)).toEqual({ doubles: 0, uncertain: 0 });
  }, 60_000);

  test("a message that takes the process down every time is set aside in the end", async () => {
    const path = await freshPath();
    const log = `${path}.log`.replace("/data/", "/");
    const ledger = await openLedger(path);
    for (const id of ["deadly", "good"]) {
      await ledger.accept({ ...message(id, id, "0"), channel: "telegram" });
    }
    await ledger.close();
    const orders: Orders = { path, log, policy: "resend", contacts: [], deadly: "deadly" };
    let kills = 0;
    while ((await startChild(orders).ended) === "SIGKILL") {
      expect(++kills).toBeLessThan(20);
    }
    expect(kills).toBe(10);
    const after = await openLedger(path);
    const conversation = (await after.conversationOf("telegram", "0")) ?? "";
    const texts = (await after.transcript(conversation)).map(({ text }) => text);
    expect(texts).toEqual(["deadly", "抱歉", "good", "re: good"]);
    await after.close();
  }, 60_000);
});
