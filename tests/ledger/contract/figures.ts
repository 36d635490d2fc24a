import { describe, expect, test } from "vitest";
import type { HandoffRequest } from "../../../src/core/handoff.ts";
import type { Effect } from "../../../src/core/outcome.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { echo, exchange, type House, message, opener } from "../house.ts";

const asked: HandoffRequest = {
  state: "waiting",
  reason: "asked",
  desk: {},
  capsule: { slots: [], passages: [], receipts: [] },
};

export function figures(house: House): void {
  describe("figures", () => {
    const open = opener(house);

    /** A ledger whose clock the test sets; each message is written when it is accepted. */
    const at = async () => {
      let clock = new Date("2026-11-18T08:00:00Z");
      const ledger = await open(undefined, { now: () => clock });
      const write = async (time: string, contact: string, ...effects: readonly Effect[]) => {
        clock = new Date(time);
        const each = { ...message(`${contact} ${time}`, "x", contact), at: clock };
        return await exchange(ledger, each, echo(...effects));
      };
      const set = (time: string) => {
        clock = new Date(time);
      };
      return { ledger, write, set };
    };
    const between = (ledger: Ledger, since: string, until: string) =>
      ledger.desk.figures(new Date(since), new Date(until));

    test("an empty record gives empty figures", async () => {
      const ledger = await open();
      expect(await between(ledger, "2026-11-18T16:00:00Z", "2026-11-19T16:00:00Z")).toEqual({
        hours: [],
        days: [],
        intents: [],
        conversations: 0,
        handedOver: 0,
        handoffs: [],
      });
    });

    test("lines are counted by hour, and only those of the time", async () => {
      const { ledger, write } = await at();
      await write("2026-11-19T15:59:59Z", "a");
      await write("2026-11-19T16:00:00Z", "a");
      await write("2026-11-19T16:30:00Z", "b");
      await write("2026-11-20T16:00:00Z", "a");
      const { hours, intents } = await between(
        ledger,
        "2026-11-19T16:00:00Z",
        "2026-11-20T16:00:00Z",
      );
      expect(hours).toEqual([{ hour: "2026-11-19T16", contact: 2, bot: 2, staff: 0 }]);
      expect(intents).toEqual([{ intent: "help", replies: 2 }]);
    });

    test("days are those of Chongqing, and a conversation counts once in each", async () => {
      const { ledger, write } = await at();
      await write("2026-11-19T15:00:00Z", "a"); // 23:00 on the 19th
      await write("2026-11-19T15:30:00Z", "a");
      await write("2026-11-19T16:30:00Z", "a"); // 00:30 on the 20th
      await write("2026-11-20T03:00:00Z", "b");
      const found = await between(ledger, "2026-11-17T16:00:00Z", "2026-11-21T16:00:00Z");
      expect(found.days).toEqual([
        { day: "2026-11-19", conversations: 1, handedOver: 0 },
        { day: "2026-11-20", conversations: 2, handedOver: 0 },
      ]);
      expect(found).toMatchObject({ conversations: 2, handedOver: 0 });
    });

    test("a conversation is handed over on every day a person was asked for or served", async () => {
      const { ledger, write, set } = await at();
      const id = await write("2026-11-18T02:00:00Z", "a", {
        kind: "request-handoff",
        request: asked,
      });
      await write("2026-11-19T02:00:00Z", "b");
      const waiting = await ledger.desk.newestHandoff(id);
      if (waiting === undefined) throw new Error("no handoff");
      set("2026-11-18T02:05:00Z");
      const { fence } = (await ledger.desk.change({
        id: waiting.id,
        fence: waiting.fence,
        set: { state: "claimed", staff: { id: "li", name: "小李" }, surface: "console" },
        event: "claimed",
      })) ?? { fence: 0 };
      const late = { ...message("late", "还在吗", "a"), at: new Date("2026-11-19T03:00:00Z") };
      set("2026-11-19T03:00:00Z");
      await ledger.accept(late);
      await ledger.turn(id, async () => undefined);
      set("2026-11-19T04:00:00Z");
      await ledger.desk.change({
        id: waiting.id,
        fence: (await ledger.desk.newestHandoff(id))?.fence ?? fence,
        set: { state: "ended", end: "returned" },
        event: "returned",
      });
      await write("2026-11-20T05:00:00Z", "a");
      const found = await between(ledger, "2026-11-17T16:00:00Z", "2026-11-20T16:00:00Z");
      expect(found.days).toEqual([
        { day: "2026-11-18", conversations: 1, handedOver: 1 },
        { day: "2026-11-19", conversations: 2, handedOver: 1 },
        { day: "2026-11-20", conversations: 1, handedOver: 0 },
      ]);
      expect(found).toMatchObject({ conversations: 2, handedOver: 1 });
      expect(found.handoffs).toMatchObject([{ id: waiting.id, end: "returned", reason: "asked" }]);
      const after = await between(ledger, "2026-11-18T16:00:00Z", "2026-11-20T16:00:00Z");
      expect(after.handoffs).toEqual([]);
      expect(after).toMatchObject({ conversations: 2, handedOver: 1 });
    });

    test("a handoff tells when the first person came, whoever has it now", async () => {
      const { ledger, write, set } = await at();
      const id = await write("2026-11-18T02:00:00Z", "a", {
        kind: "request-handoff",
        request: asked,
      });
      const begun = async () =>
        (await between(ledger, "2026-11-17T16:00:00Z", "2026-11-18T16:00:00Z")).handoffs;
      expect((await begun())[0]).not.toHaveProperty("cameAt");
      for (const [time, staff, event] of [
        ["2026-11-18T02:05:00Z", "li", "claimed"],
        ["2026-11-18T04:00:00Z", "wang", "transferred"],
        ["2026-11-18T05:00:00Z", "li", "claimed"],
      ] as const) {
        const seen = await ledger.desk.newestHandoff(id);
        set(time);
        await ledger.desk.change({
          id: seen?.id ?? "",
          fence: seen?.fence ?? 0,
          set: { state: "claimed", staff: { id: staff, name: staff }, surface: "console" },
          event,
        });
      }
      expect(await begun()).toMatchObject([
        { cameAt: new Date("2026-11-18T02:05:00Z"), claimedAt: new Date("2026-11-18T05:00:00Z") },
      ]);
    });
  });
}
