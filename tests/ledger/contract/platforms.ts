import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Message } from "../../../src/core/message.ts";
import type {
  Ledger,
  Settlement,
  Step,
  TurnInput,
  TurnResult,
} from "../../../src/ledger/ledger.ts";
import { takenOver } from "../../../src/ledger/outbox.ts";
import { echo, exchange, type House, message, opener } from "../house.ts";

const soon = () => new Date(Date.now() + 1_000);

const offering = async ({ session }: TurnInput): Promise<TurnResult> => ({
  session,
  outcome: {
    kind: "ask",
    text: "哪个？",
    citations: [],
    choices: [
      { label: "一", text: "第一个" },
      { label: "二", text: "第二个" },
    ],
    effects: [],
  },
  intent: "help",
  confidence: 1,
});

/** What the doors and senders of platforms need beyond a text and its reply. */
export function platforms(house: House): void {
  describe("platforms", () => {
    const open = opener(house);

    test("attachment, arrival and handle reach the step; the transcript keeps the attachment", async () => {
      const ledger = await open();
      const seen: Message[] = [];
      const step: Step = async (input) => {
        seen.push(input.message);
        return await echo()(input);
      };
      const attachment = { kind: "image", reference: "media-1" } as const;
      const conversation = await exchange(ledger, { ...message("1", ""), attachment }, step);
      await exchange(ledger, { ...message("2", ""), arrival: true, handle: { code: "w" } }, step);
      expect(seen[0]).toMatchObject({ text: "", attachment });
      expect(seen[1]).toMatchObject({ arrival: true, handle: { code: "w" } });
      const entries = await ledger.transcript(conversation);
      expect(entries.map(({ side }) => side)).toEqual(["contact", "bot", "bot"]);
      expect(entries[0]?.attachment).toEqual(attachment);
    });

    test("a message that belongs to another is kept and gets no reply", async () => {
      const ledger = await open();
      const conversation = await exchange(ledger, { ...message("1"), kept: true });
      expect((await ledger.transcript(conversation)).map(({ side }) => side)).toEqual(["contact"]);
      expect((await ledger.counts()).queued).toBe(0);
    });

    test("the reply carries its message's handle until it has left", async () => {
      const ledger = await open();
      await exchange(ledger, { ...message("1"), handle: { code: "w" } });
      const [delivery] = await ledger.dueDeliveries(["web"], 9, soon());
      expect(delivery?.handle).toEqual({ code: "w" });
      await ledger.settle(delivery?.id ?? "", delivery?.fence ?? 0, { state: "sent" });
      expect((await ledger.deliveries({ state: "sent" }))[0]?.handle).toEqual({});
    });

    test("a door may take the reply out itself first, and the sender gets it when it did not", async () => {
      const ledger = await open();
      const notBefore = new Date(Date.now() + 60_000).toISOString();
      await exchange(ledger, { ...message("1"), handle: { notBefore } });
      expect(await ledger.dueDeliveries(["web"], 9, soon())).toEqual([]);
      const reply = await ledger.replyTo("web", "contact", "1");
      expect(reply).toMatchObject({ text: "re: text 1", state: "queued" });
      const claimed = await ledger.claimReply(reply?.delivery ?? "");
      expect(claimed).toMatchObject({ text: "re: text 1", state: "sending" });
      expect(await ledger.claimReply(reply?.delivery ?? "")).toBeUndefined();
      await ledger.settle(claimed?.id ?? "", claimed?.fence ?? 0, { state: "sent" });
      // Asked again, the same is said again.
      expect(await ledger.replyTo("web", "contact", "1")).toMatchObject({
        text: "re: text 1",
        state: "sent",
      });
      await exchange(ledger, { ...message("2"), handle: { notBefore } });
      const late = new Date(Date.now() + 61_000);
      expect(await ledger.dueDeliveries(["web"], 9, late)).toHaveLength(1);
    });

    test("what is still being handled has no reply yet; what gets none has an empty one", async () => {
      const ledger = await open();
      await ledger.accept(message("1"));
      expect(await ledger.replyTo("web", "contact", "1")).toBeUndefined();
      expect(await ledger.replyTo("web", "contact", "none")).toBeUndefined();
      await exchange(ledger, { ...message("2", "x", "other"), kept: true });
      expect(await ledger.replyTo("web", "other", "2")).toMatchObject({ delivery: "", text: "" });
    });

    test("a choice is found by reply and place, by the contact it was offered to alone", async () => {
      const ledger = await open();
      await exchange(ledger, message("1"), offering);
      const [delivery] = await ledger.dueDeliveries(["web"], 9, soon());
      const id = delivery?.id ?? "";
      expect(await ledger.choice("web", "contact", id, 1)).toEqual({ label: "二", text: "第二个" });
      expect(await ledger.choice("web", "contact", id, 2)).toBeUndefined();
      expect(await ledger.choice("web", "contact", id, -1)).toBeUndefined();
      expect(await ledger.choice("web", "contact", "no-such", 0)).toBeUndefined();
      expect(await ledger.choice("web", "other", id, 0)).toBeUndefined();
      expect(await ledger.choice("telegram", "contact", id, 0)).toBeUndefined();
      // Also after it has left: people press buttons days later.
      await ledger.settle(id, delivery?.fence ?? 0, { state: "sent" });
      expect(await ledger.choice("web", "contact", id, 0)).toBeDefined();
      await exchange(ledger, message("2"), echo({ kind: "erase-contact" }));
      expect(await ledger.choice("web", "contact", id, 0)).toBeUndefined();
    });

    test("parts that have left are remembered, by the newest claim alone", async () => {
      const ledger = await open();
      await exchange(ledger, message("1"));
      const [first] = await ledger.dueDeliveries(["web"], 9, soon());
      const id = first?.id ?? "";
      expect(await ledger.progress(id, first?.fence ?? 0, 2)).toBe(true);
      await ledger.settle(id, first?.fence ?? 0, { state: "retry", reason: "cut", at: new Date() });
      const [again] = await ledger.dueDeliveries(["web"], 9, soon());
      expect(again).toMatchObject({ id, partsSent: 2, sentSince: 2 });
      expect(await ledger.progress(id, first?.fence ?? 0, 3)).toBe(false);
      await ledger.settle(id, again?.fence ?? 0, { state: "sent", parts: 3 });
    });

    describe("a person who comes while a reply of several parts is leaving", () => {
      const owned = (owner: "staff" | "bot") => (ledger: Ledger) =>
        ledger.setOwner("web", "contact", owner);

      test("ends the bot's: what is left stays, and how much left is told", async () => {
        const ledger = await open();
        await exchange(ledger, message("1"));
        await exchange(ledger, message("2"));
        const [first] = await ledger.dueDeliveries(["web"], 9, soon());
        const { id = "", fence = 0 } = first ?? {};
        expect(await ledger.progress(id, fence, 1)).toBe(true);
        await owned("staff")(ledger);
        // Also where the person has gone again.
        await owned("bot")(ledger);
        expect(await ledger.progress(id, fence, 2)).toBe(false);
        expect(await ledger.deliveries({ state: "failed" })).toMatchObject([
          { id, partsSent: 2, reason: `${takenOver} after part 2 of the reply` },
        ]);
        expect(await ledger.progress(id, fence, 3)).toBe(false);
        expect(await ledger.settle(id, fence, { state: "sent", parts: 3 })).toBe(false);
        // Both parts are counted, and who asks for the rest all the same gets it.
        await ledger.requeue(id);
        const [rest] = await ledger.dueDeliveries(["web"], 9, soon());
        expect(rest).toMatchObject({ id, partsSent: 2, sentSince: 2 });
        expect(await ledger.progress(id, rest?.fence ?? 0, 3)).toBe(true);
      });

      test("ends it also where the next try would go on", async () => {
        const ledger = await open();
        await exchange(ledger, message("1"));
        const [first] = await ledger.dueDeliveries(["web"], 9, soon());
        const { id = "", fence = 0 } = first ?? {};
        await ledger.progress(id, fence, 1);
        await ledger.settle(id, fence, { state: "retry", reason: "503", at: new Date() });
        await owned("staff")(ledger);
        expect(await ledger.dueDeliveries(["web"], 9, soon())).toEqual([]);
        expect(await ledger.deliveries({ state: "failed" })).toMatchObject([
          { reason: `${takenOver} after part 1 of the reply` },
        ]);
      });

      test("does not end what the service says", async () => {
        const ledger = await open();
        const conversation = await exchange(ledger, { ...message("1"), kept: true });
        const { delivery } = await ledger.desk.inform(conversation, "k", "已受理");
        const [notice] = await ledger.dueDeliveries(["web"], 9, soon());
        await owned("staff")(ledger);
        expect(await ledger.progress(delivery, notice?.fence ?? 0, 1)).toBe(true);
      });
    });

    test("who takes no messages is noted once, until the platform or they say otherwise", async () => {
      const ledger = await open();
      const { conversation } = await ledger.accept(message("1"));
      const gone = async () => (await ledger.desk.conversation(conversation))?.unreachable;
      expect(await ledger.setReachable("web", "contact", true)).toBeUndefined();
      expect(await ledger.setReachable("web", "nobody", false)).toBeUndefined();
      expect(await ledger.setReachable("web", "contact", false)).toBe(conversation);
      expect(await ledger.setReachable("web", "contact", false)).toBeUndefined();
      expect(await gone()).toBe(true);
      expect(await ledger.setReachable("web", "contact", true)).toBe(conversation);
      expect(await gone()).toBeUndefined();
      await ledger.setReachable("web", "contact", false);
      await ledger.accept(message("1"));
      expect(await gone()).toBe(true);
      await ledger.accept(message("2"));
      expect(await gone()).toBeUndefined();
    });

    test("what was sent is counted since the contact last wrote", async () => {
      const ledger = await open();
      const at = new Date("2026-11-21T09:00:00Z");
      const counted = async () => {
        const [delivery] = await ledger.dueDeliveries(["web"], 9, soon());
        const { id = "", fence = 0, sentSince, contactAt } = delivery ?? {};
        await ledger.settle(id, fence, { state: "sent", parts: 2 });
        return { sentSince, contactAt };
      };
      await exchange(ledger, { ...message("1"), at });
      expect(await counted()).toEqual({ sentSince: 0, contactAt: at });
      // Opening the conversation is not writing.
      await exchange(ledger, { ...message("2", ""), arrival: true, at: new Date() });
      expect(await counted()).toEqual({ sentSince: 2, contactAt: at });
      const later = new Date();
      await exchange(ledger, { ...message("3"), at: later });
      expect(await counted()).toEqual({ sentSince: 0, contactAt: later });
    });

    test("what left between the writing of a message and its coming here counts against it", async () => {
      let now = Date.parse("2026-11-21T09:00:00Z");
      const ledger = await open(undefined, { now: () => new Date(now) });
      const at = (seconds: number) =>
        new Date(Date.parse("2026-11-21T09:00:00Z") + seconds * 1_000);
      const taken = async () => {
        const [delivery] = await ledger.dueDeliveries(["web"], 9, new Date(now));
        if (delivery === undefined) throw new Error("nothing is due");
        return delivery;
      };
      const settled = async (seconds: number, end: Settlement) => {
        const { id, fence } = await taken();
        now = at(seconds).getTime();
        await ledger.settle(id, fence, end);
      };
      await exchange(ledger, { ...message("1"), at: at(0) });
      await settled(10, { state: "sent", parts: 2 });
      // Written before that left.
      await exchange(ledger, { ...message("2"), at: at(5) });
      expect(await taken()).toMatchObject({ sentSince: 2, contactAt: at(5) });
      await exchange(ledger, { ...message("3"), at: at(6) });
      now = at(30).getTime();
      const [second] = await ledger.deliveries({ state: "sending" });
      expect(second?.messageId).toBe("2");
      await ledger.settle(second?.id ?? "", second?.fence ?? 0, {
        state: "uncertain",
        reason: "x",
      });
      await exchange(ledger, { ...message("4"), at: at(20) });
      // The part that may have left at 30 s counts, what had left by 10 s does not.
      expect(await taken()).toMatchObject({ messageId: "3", sentSince: 1, contactAt: at(20) });
      // Comes late: the contact last wrote at 20 s all the same.
      await exchange(ledger, { ...message("5"), at: at(1) });
      const [third] = await ledger.deliveries({ state: "sending" });
      expect(third).toMatchObject({ messageId: "3", sentSince: 1, contactAt: at(20) });
      const { id = "", fence = 0 } = third ?? {};
      await ledger.progress(id, fence, 3);
      now = at(60).getTime();
      await exchange(ledger, { ...message("6"), at: at(50) });
      // Of what is being sent nobody knows when its parts left.
      expect((await ledger.deliveries({ state: "sending" }))[0]).toMatchObject({ sentSince: 3 });
      await ledger.settle(id, fence, { state: "retry", reason: "503", at: at(70) });
      now = at(90).getTime();
      await exchange(ledger, { ...message("7"), at: at(80) });
      // Due before that was written, so tried before: its parts left earlier.
      expect(await taken()).toMatchObject({ messageId: "3", partsSent: 3, sentSince: 0 });
    });

    test("a right has one holder, until it is given back or has run out", async () => {
      const ledger = await open();
      const first = await ledger.lease("poll", 1_500);
      expect(first).toBeDefined();
      expect(await ledger.lease("poll", 1_500)).toBeUndefined();
      expect(await ledger.lease("other", 1_500)).toBeDefined();
      await sleep(1_000);
      expect(await first?.renew()).toBe(true);
      await sleep(1_000);
      expect(await ledger.lease("poll", 1_500)).toBeUndefined();
      await sleep(1_000);
      const second = await ledger.lease("poll", 60_000);
      expect(second?.fence).toBeGreaterThan(first?.fence ?? 0);
      // Who lost it neither prolongs nor ends what another has.
      expect(await first?.renew()).toBe(false);
      await first?.release();
      expect(await ledger.lease("poll", 1_500)).toBeUndefined();
      await second?.release();
      const many = await Promise.all([1, 2, 3].map(() => ledger.lease("poll", 60_000)));
      expect(many.filter((lease) => lease !== undefined)).toHaveLength(1);
    });

    test("hot sessions go before the record's, and an erasure takes them too", async () => {
      const hot = new Map<string, { version: number; session: unknown }>();
      const ledger = await open(undefined, {
        sessions: {
          read: async (id, version) => {
            const kept = hot.get(id);
            return kept?.version === version ? kept.session : undefined;
          },
          write: async (id, version, session) => void hot.set(id, { version, session }),
          drop: async (id) => void hot.delete(id),
        },
      });
      const regions: (string | undefined)[] = [];
      const remember: Step = async (input) => {
        regions.push(input.session.region);
        const turn = await echo()(input);
        return { ...turn, session: { ...input.session, region: `region ${regions.length}` } };
      };
      const conversation = await exchange(ledger, message("1"), remember);
      await exchange(ledger, message("2"), remember);
      expect(hot.get(conversation)?.session).toMatchObject({ region: "region 2" });
      hot.clear();
      await exchange(ledger, message("3"), remember);
      // Of another shape: read as fresh, not half understood.
      const version = hot.get(conversation)?.version ?? 0;
      hot.set(conversation, { version, session: { shape: 999 } });
      await exchange(ledger, message("4"), remember);
      expect(regions).toEqual([undefined, "region 1", "region 2", undefined]);
      await exchange(ledger, message("5"), echo({ kind: "erase-contact" }));
      expect(hot.has(conversation)).toBe(false);
    });
  });
}
