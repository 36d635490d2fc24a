import { describe, expect, test } from "vitest";
import { nobodyKnows } from "../../../src/core/handoff.ts";
import type { StaffTopic } from "../../../src/core/staffGroup.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { echo, exchange, type House, message, opener } from "../house.ts";

const chat = -1_001_234_567_890;
const li = { id: "s-li", name: "小李" };

export function staffGroup(house: House): void {
  describe("the staff group", () => {
    const open = opener(house);

    /** A conversation somebody serves. */
    async function served(ledger: Ledger, contact = "contact"): Promise<string> {
      const conversation = await exchange(ledger, message("1", "转人工", contact));
      const opened = await ledger.desk.open({
        conversation,
        reason: "opened",
        desk: {},
        capsule: nobodyKnows,
        staff: li,
        surface: "telegram",
      });
      expect(opened).toBeDefined();
      return conversation;
    }

    const lacking = (ledger: Ledger) => async (of: number, limit: number) =>
      (await ledger.staffGroup.due(of, limit)).map(({ conversation }) => conversation);

    async function shown(ledger: Ledger, conversation: string, thread = 5): Promise<StaffTopic> {
      await ledger.staffGroup.begin({ conversation, chat, thread, shownSeq: 0 });
      const topic = await ledger.staffGroup.topic(conversation);
      if (topic === undefined) throw new Error("no topic");
      const handoff = await ledger.desk.newestHandoff(conversation);
      const state = `${handoff?.id}.${handoff?.fence}`;
      await ledger.staffGroup.headed(topic, { message: 6, state, live: true });
      await ledger.staffGroup.shown(topic, 2);
      return (await ledger.staffGroup.topic(conversation)) ?? topic;
    }

    test("lacks what is open and not shown, and nothing else", async () => {
      const ledger = await open();
      const due = lacking(ledger);
      await exchange(ledger, message("1", "随便问问", "other"));
      expect(await due(chat, 9)).toEqual([]);
      const conversation = await served(ledger);
      expect(await due(chat, 9)).toEqual([conversation]);
      const topic = await shown(ledger, conversation);
      expect(topic).toMatchObject({ chat, thread: 5, head: 6, shownSeq: 2, live: true });
      expect(await due(chat, 9)).toEqual([]);
      // Another group shows nothing of it yet.
      expect(await due(chat - 1, 9)).toEqual([conversation]);
      await exchange(ledger, message("2", "在吗"));
      expect(await due(chat, 9)).toEqual([conversation]);
      await ledger.staffGroup.shown(topic, 9);
      const handoff = await ledger.desk.newestHandoff(conversation);
      await ledger.desk.change({
        id: handoff?.id ?? "",
        fence: handoff?.fence ?? 0,
        set: { state: "ended", end: "closed" },
        event: "closed",
      });
      expect(await due(chat, 9)).toEqual([conversation]);
      await ledger.staffGroup.headed(topic, { message: 6, state: "x", live: false });
      expect(await due(chat, 9)).toEqual([]);
    });

    test("a topic leads to its conversation, in its own chat, until it is lost", async () => {
      const ledger = await open();
      const conversation = await served(ledger);
      const topic = await shown(ledger, conversation);
      const { conversationIn } = ledger.staffGroup;
      expect(await conversationIn(chat, 5)).toBe(conversation);
      expect(await conversationIn(chat - 1, 5)).toBeUndefined();
      await ledger.staffGroup.lost(topic);
      expect(await conversationIn(chat, 5)).toBeUndefined();
      await ledger.staffGroup.begin({ conversation, chat, thread: 8, shownSeq: 0 });
      // A late word about the old one changes nothing.
      await ledger.staffGroup.shown(topic, 99);
      expect(await ledger.staffGroup.topic(conversation)).toMatchObject({ thread: 8, shownSeq: 0 });
    });

    test("begins a few lines before a time", async () => {
      const ledger = await open();
      let conversation = "";
      for (const n of ["1", "2", "3"]) conversation = await exchange(ledger, message(n));
      const { placeBefore } = ledger.staffGroup;
      const later = new Date("2100-01-01T00:00:00Z");
      expect(await placeBefore(conversation, later, 2)).toBe(4);
      expect(await placeBefore(conversation, later, 9)).toBe(0);
      expect(await placeBefore(conversation, new Date(0), 2)).toBe(0);
    });

    test("words are known by the message they were written as", async () => {
      const ledger = await open();
      const conversation = await served(ledger);
      const key = `telegram/${chat}/31`;
      const handle = { copy: `${chat}/31` };
      const attachment = { kind: "image" as const, reference: "file" };
      const said = { conversation, staff: li, key, text: "", attachment, handle };
      const first = await ledger.desk.say(said);
      expect(await ledger.desk.say(said)).toEqual({ ...first, repeat: true });
      if ("refused" in first) throw new Error("refused");
      expect(await ledger.staffGroup.saidAs(conversation, key)).toBe(first.delivery);
      expect(await ledger.staffGroup.saidAs(conversation, `${key}0`)).toBeUndefined();
      expect(await ledger.staffGroup.isOf(conversation, first.delivery)).toBe(true);
      expect(await ledger.staffGroup.isOf("other", first.delivery)).toBe(false);
      const line = (await ledger.transcript(conversation)).at(-1);
      expect(line).toMatchObject({ side: "staff", messageId: key, attachment, staff: li });
      const queued = await ledger.deliveries({ state: "queued" });
      expect(queued.find(({ id }) => id === first.delivery)).toMatchObject({
        speaker: "staff",
        handle,
      });
    });

    test("remarks are told once, and none written meanwhile is missed", async () => {
      const ledger = await open();
      const conversation = await served(ledger);
      await shown(ledger, conversation);
      const { keepMessage, remarks, toldRemark } = ledger.staffGroup;
      const due = lacking(ledger);
      const at = `${chat}/31`;
      await keepMessage({ message: `${chat}/100`, conversation, remark: "后" });
      await keepMessage({ message: at, conversation, remark: "一" });
      const [seen] = await remarks(conversation);
      expect(seen).toEqual({ message: at, text: "一" });
      await keepMessage({ message: at, conversation, remark: "二" });
      await keepMessage({ message: at, conversation, delivery: "d" });
      await toldRemark({ message: at, text: "一" });
      expect(await remarks(conversation)).toEqual([
        { message: at, text: "一\n二" },
        { message: `${chat}/100`, text: "后" },
      ]);
      expect(await due(chat, 9)).toEqual([conversation]);
      const other = await served(ledger, "other");
      expect(await ledger.staffGroup.due(chat, 9)).toEqual([
        { conversation, urgent: true },
        { conversation: other, urgent: false },
      ]);
      await shown(ledger, other, 7);
      for (const remark of await remarks(conversation)) await toldRemark(remark);
      expect(await due(chat, 9)).toEqual([]);
      expect(await ledger.staffGroup.customerMessages("d", chat)).toEqual([]);
      await keepMessage({ message: "77/12", conversation, delivery: "d" });
      await keepMessage({ message: "77/9", conversation, delivery: "d" });
      expect(await ledger.staffGroup.customerMessages("d", chat)).toEqual(["77/9", "77/12"]);
    });

    test("every failed send is told, each once", async () => {
      const ledger = await open();
      const conversation = await served(ledger);
      await shown(ledger, conversation);
      const said = await ledger.desk.say({ conversation, staff: li, key: "k", text: "您好" });
      if ("refused" in said) throw new Error("refused");
      const { delivery } = said;
      const message = `${chat}/31`;
      await ledger.staffGroup.keepMessage({ message, conversation, delivery });
      const fail = async (reason: string) => {
        for (;;) {
          const now = new Date("2100-01-01T00:00:00Z");
          const [next] = await ledger.dueDeliveries(["web"], 1, now);
          if (next === undefined) return;
          const failed = next.id === delivery;
          const end = failed
            ? ({ state: "failed", reason } as const)
            : ({ state: "sent" } as const);
          await ledger.settle(next.id, next.fence, end);
        }
      };
      await fail("blocked");
      for (const reason of ["blocked", "still blocked"]) {
        const [failure, ...more] = await ledger.staffGroup.failures(conversation, chat);
        expect(more).toEqual([]);
        expect(failure).toMatchObject({ message, delivery, state: "failed", reason });
        if (failure !== undefined) await ledger.staffGroup.toldFailure(failure);
        expect(await ledger.staffGroup.failures(conversation, chat)).toEqual([]);
        await ledger.requeue(delivery);
        await fail("still blocked");
      }
    });

    test("an erased conversation's topic stays known until it is deleted in the group", async () => {
      const ledger = await open();
      const conversation = await served(ledger);
      const topic = await shown(ledger, conversation);
      await ledger.staffGroup.keepMessage({ message: `${chat}/31`, conversation, remark: "一" });
      const handoff = await ledger.desk.newestHandoff(conversation);
      await ledger.desk.change({
        id: handoff?.id ?? "",
        fence: handoff?.fence ?? 0,
        set: { state: "ended", end: "returned" },
        event: "returned",
      });
      await exchange(ledger, message("9", "删除"), echo({ kind: "erase-contact" }));
      const { erased, conversationIn, remarks, forget } = ledger.staffGroup;
      expect(await erased(chat, 9)).toMatchObject([{ conversation, thread: 5 }]);
      expect(await conversationIn(chat, 5)).toBeUndefined();
      expect(await remarks(conversation)).toEqual([]);
      // What was under way meanwhile does not bring it back.
      await ledger.staffGroup.headed(topic, { message: 6, state: "x", live: false });
      expect(await erased(chat, 9)).toHaveLength(1);
      await forget(topic);
      expect(await erased(chat, 9)).toEqual([]);
      expect(await ledger.staffGroup.topic(conversation)).toBeUndefined();
    });
  });
}
