import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/core/outcome.ts";
import { type Ledger, openLedger, type Step } from "../../src/ledger/ledger.ts";
import { freshPath } from "./freshPath.ts";
import { echo, exchange, message, request, say } from "./house.ts";

const forget: Step = async ({ session }) => ({
  session,
  outcome: say("已删除", [{ kind: "erase-contact" }]),
  intent: "privacy",
  confidence: 1,
});

/** All bytes on disk, so that any trace in table, index, free space or log shows. */
async function bytes(path: string): Promise<string> {
  const files = [path, `${path}-wal`].map((file) => readFile(file, "latin1").catch(() => ""));
  return (await Promise.all(files)).join("");
}

async function deliverAll(ledger: Ledger): Promise<void> {
  for (;;) {
    const due = await ledger.dueDeliveries(["web"], 50, new Date(Date.now() + 1_000));
    if (due.length === 0) return;
    for (const { id, fence } of due) await ledger.settle(id, fence, { state: "sent" });
  }
}

describe("erased text", () => {
  test("is in no byte of the file or its log when the turn is done", async () => {
    const path = await freshPath();
    const ledger = await openLedger(path);
    const canary = "canaryinthemine";
    const step: Step = async (input) => ({
      ...(await echo(
        { kind: "file-request", request: request("ZW-1", { company: canary }) },
        { kind: "record-gap", question: canary, missing: canary },
      )(input)),
      session: { ...input.session, region: canary },
    });
    await exchange(ledger, message("1", canary), step);
    await exchange(ledger, message("2", canary.repeat(2_000)));
    expect(await bytes(path)).toContain(canary);
    await exchange(ledger, message("3", `${canary} 删除我的数据`), forget);
    expect(await bytes(path)).not.toContain(canary);
    await ledger.close();
    expect(await bytes(path)).not.toContain(canary);
  });

  test("of one contact goes from a file with many, and only theirs", async () => {
    const path = await freshPath();
    const ledger = await openLedger(path);
    const people = 40;
    const canary = (person: number) => `canary${person}x`;
    const pick = (below: number) => Math.floor(Math.random() * below);
    const conversations = new Map<number, string>();
    // Many small rows: pages split and merge, which is what leaves copies behind.
    for (let i = 0; i < 1_500; i++) {
      const person = i < people ? i : pick(people);
      const text = canary(person).repeat([1, 2, 3, 8, 20, 60, 150][pick(7)] ?? 1);
      const effects: Effect[] = [{ kind: "record-gap", question: text, missing: text }];
      if (pick(2) === 0) {
        const filed = request(`ZW-${i}`, { company: text.slice(0, 300) });
        effects.push({ kind: "file-request", request: filed });
      }
      const contact = `p${person}`;
      const step: Step = async (input) => ({
        ...(await echo(...effects)(input)),
        session: { ...input.session, region: text.slice(0, 200) },
      });
      conversations.set(person, await exchange(ledger, message(`${i}`, text, contact), step));
      if (pick(5) === 0) await deliverAll(ledger);
    }
    for (let person = 0; person < people; person += 2) {
      await exchange(ledger, message("del", "删除", `p${person}`), forget);
    }
    await deliverAll(ledger);
    const left = async () => {
      const all = await bytes(path);
      return [...conversations.keys()].filter((person) => all.includes(canary(person)));
    };
    const others = [...conversations.keys()].filter((person) => person % 2 === 1);
    // Rewriting the file after every one of many erasures would be too much: it may come a bit later.
    await expect.poll(left, { timeout: 15_000, interval: 200 }).toEqual(others);
    await ledger.close();
    expect(await left()).toEqual(others);
  }, 60_000);

  test("goes at the next start when the process ended before the file was cleaned", async () => {
    const path = await freshPath();
    const canary = "canaryinthemine";
    const ledger = await openLedger(path);
    for (let i = 0; i < 50; i++) await exchange(ledger, message(`${i}`, `${canary} ${i}`));
    // Another's reading keeps the log from being emptied, as a crash at that point would.
    const { DatabaseSync } = await import("node:sqlite");
    const reader = new DatabaseSync(path);
    reader.exec("begin");
    reader.prepare("select count(*) from transcript").get();
    await exchange(ledger, message("del", "删除"), forget);
    expect(await bytes(path)).toContain(canary);
    reader.close();
    const next = await openLedger(path);
    expect(await bytes(path)).not.toContain(canary);
    await next.close();
    await ledger.close();
  });
});
