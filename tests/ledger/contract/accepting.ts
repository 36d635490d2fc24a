import { describe, expect, test } from "vitest";
import { ZhiwenError } from "../../../src/core/errors.ts";
import { echo, exchange, type House, message, opener } from "../house.ts";

export function accepting(house: House): void {
  describe("accept", () => {
    const open = opener(house);

    test("stores a message once and tells a repeat", async () => {
      const ledger = await open();
      const first = await ledger.accept(message("1"));
      const again = await ledger.accept(message("1", "another text"));
      expect(first.repeat).toBe(false);
      expect(again).toEqual({ conversation: first.conversation, repeat: true });
      await ledger.turn(first.conversation, echo());
      expect(await ledger.turn(first.conversation, echo())).toBe("idle");
      expect((await ledger.transcript(first.conversation))[0]?.text).toBe("text 1");
    });

    test("tells a repeat of a message handled long ago, and does not let it wait", async () => {
      const ledger = await open();
      const conversation = await exchange(ledger, message("1"));
      await exchange(ledger, message("2"));
      expect((await ledger.accept(message("1"))).repeat).toBe(true);
      expect(await ledger.waiting(10)).toEqual([]);
      expect(await ledger.turn(conversation, echo())).toBe("idle");
      await exchange(ledger, message("3"));
    });

    test("tells repeats that come at the same moment", async () => {
      const ledger = await open();
      const all = await Promise.all(Array.from({ length: 20 }, () => ledger.accept(message("1"))));
      expect(all.filter(({ repeat }) => !repeat)).toHaveLength(1);
      expect((await ledger.counts()).waiting).toBe(1);
    });

    test("keeps contacts and channels apart that use the same ids", async () => {
      const ledger = await open();
      const a = await ledger.accept(message("1", "x", "a"));
      const b = await ledger.accept(message("1", "x", "b"));
      const c = await ledger.accept({ ...message("1", "x", "a"), channel: "telegram" });
      expect([a, b, c].map(({ repeat }) => repeat)).toEqual([false, false, false]);
      expect(new Set([a, b, c].map(({ conversation }) => conversation)).size).toBe(3);
      expect(await ledger.conversationOf("telegram", "a")).toBe(c.conversation);
      expect(await ledger.conversationOf("wecom-kf", "a")).toBeUndefined();
    });

    test("lists who waits, longest first, no more than asked", async () => {
      let clock = Date.parse("2026-11-21T08:00:00Z");
      const ledger = await open(undefined, { now: () => new Date(clock++) });
      const ids: string[] = [];
      for (const contact of ["c", "a", "b"]) {
        ids.push((await ledger.accept(message("1", "x", contact))).conversation);
      }
      expect(await ledger.waiting(10)).toEqual(ids);
      expect(await ledger.waiting(2)).toEqual(ids.slice(0, 2));
      const since = (await ledger.counts()).waitingSince?.getTime() ?? 0;
      await ledger.accept(message("2", "x", "c"));
      await ledger.turn(ids[0] ?? "", echo());
      expect(await ledger.waiting(10)).toEqual([ids[1], ids[2], ids[0]]);
      expect((await ledger.counts()).waitingSince).toEqual(new Date(since + 1));
    });

    test("counts what waits, of every conversation and not what is done", async () => {
      const ledger = await open();
      expect(await ledger.backlog()).toBe(0);
      const ids: string[] = [];
      for (const contact of ["a", "b", "b", "c", "c", "c"]) {
        const id = `${ids.length}`;
        ids.push((await ledger.accept(message(id, "x", contact))).conversation);
      }
      expect(await ledger.backlog()).toBe(6);
      await ledger.turn(ids[0] ?? "", echo());
      await ledger.turn(ids[5] ?? "", echo());
      expect(await ledger.backlog()).toBe(4);
      expect((await ledger.counts()).waiting).toBe(4);
    });

    test("keeps a megabyte, emoji and odd characters", async () => {
      const ledger = await open();
      const large = "专利质押融资😀\n\t\u0001".repeat(100_000);
      const conversation = await exchange(ledger, message("large", large));
      const odd = "a\0b\uD800c";
      await exchange(ledger, message("odd", odd));
      const texts = (await ledger.transcript(conversation)).map(({ text }) => text);
      expect(texts[0] === large).toBe(true);
      expect(texts[1] === `re: ${large}`).toBe(true);
      expect(texts[2]).toBe("a\uFFFDb\uFFFDc");
    });

    test.each([
      ["an empty id", { id: "" }],
      ["an empty contact", { contact: "" }],
      ["half a surrogate pair in a key", { contact: "a\uD800" }],
      ["an endless id", { id: "x".repeat(10_000) }],
      ["no valid time", { at: new Date(Number.NaN) }],
    ])("refuses %s and stores nothing", async (_name, wrong) => {
      const ledger = await open();
      await expect(ledger.accept({ ...message("1"), ...wrong })).rejects.toThrow(ZhiwenError);
      expect((await ledger.counts()).waiting).toBe(0);
    });

    test("says that something was accepted, but not a repeat", async () => {
      const ledger = await open();
      let calls = 0;
      const unwatch = ledger.watch(() => calls++);
      await ledger.accept(message("1"));
      await ledger.accept(message("1"));
      expect(calls).toBe(1);
      unwatch();
      await ledger.accept(message("2"));
      expect(calls).toBe(1);
    });

    test("more at once than may wait are refused, not kept waiting, and can come again", async () => {
      const ledger = await open(undefined, { mostWaiting: 20 });
      const ids = Array.from({ length: 500 }, (_, i) => `${i}`);
      const ends = await Promise.allSettled(
        ids.map((id) => ledger.accept(message(id, "x", `c${Number(id) % 7}`))),
      );
      const refused = ends.filter((end) => end.status === "rejected");
      const stored = ends.length - refused.length;
      expect(stored).toBeGreaterThanOrEqual(20);
      expect(refused.length).toBeGreaterThan(0);
      for (const { reason } of refused) {
        expect(reason).toBeInstanceOf(ZhiwenError);
        expect((reason as Error).message).toMatch(/overloaded/);
      }
      expect((await ledger.counts()).waiting).toBe(stored);
      for (const id of ids) await ledger.accept(message(id, "x", `c${Number(id) % 7}`));
      expect((await ledger.counts()).waiting).toBe(500);
    });

    test("a commit under way is finished by close, and nothing is taken after it", async () => {
      const place = await house.place();
      const ledger = await open(place);
      const under = Array.from({ length: 50 }, (_, i) => ledger.accept(message(`${i}`)));
      const closed = ledger.close();
      await Promise.all(under);
      await closed;
      await expect(ledger.accept(message("late"))).rejects.toThrow(ZhiwenError);
      expect((await (await open(place)).counts()).waiting).toBe(50);
    });
  });
}
