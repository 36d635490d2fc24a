import { describe, expect, test } from "vitest";
import { type HandoffState, nobodyKnows } from "../../../src/core/handoff.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { echo, exchange, type House, message, opener } from "../house.ts";

const li = { id: "li", name: "小李" };
const open: readonly HandoffState[] = ["waiting", "claimed", "promised"];

/** What the desk lists and shows of a conversation. */
export function inbox(house: House): void {
  describe("inbox", () => {
    const openLedger = opener(house);

    async function asks(ledger: Ledger, contact: string): Promise<string> {
      const request = {
        state: "waiting",
        reason: "asked",
        desk: {},
        capsule: nobodyKnows,
      } as const;
      const asked = { ...message(`ask ${contact}`, "人工", contact), at: new Date() };
      return await exchange(ledger, asked, echo({ kind: "request-handoff", request }));
    }
    const writes = (ledger: Ledger, contact: string, id: string) =>
      ledger.accept({ ...message(id, `text ${id}`, contact), at: new Date() });
    const handle = (ledger: Ledger, conversation: string) =>
      ledger.turn(conversation, async () => undefined);

    async function claim(ledger: Ledger, conversation: string): Promise<void> {
      const handoff = await ledger.desk.newestHandoff(conversation);
      if (handoff === undefined) throw new Error("nothing to claim");
      const { id, fence } = handoff;
      const set = { state: "claimed", staff: li, surface: "console" } as const;
      await ledger.desk.change({ id, fence, set, event: "claimed", by: li });
    }

    test("counts what a person has not read, from the asking on", async () => {
      const ledger = await openLedger();
      await exchange(ledger, message("before", "你好", "a"));
      const id = await asks(ledger, "a");
      await writes(ledger, "a", "more");
      await handle(ledger, id);
      const lines = () => ledger.desk.inbox({ staff: "li", states: open, limit: 9 });
      expect(await lines()).toMatchObject([
        { unread: 2, last: { side: "contact", text: "text more" } },
      ]);
      const [newest] = await ledger.desk.newestLines(id, 1);
      await ledger.desk.markRead("li", id, newest?.seq ?? 0);
      expect(await lines()).toMatchObject([{ unread: 0 }]);
      expect(await ledger.desk.inbox({ staff: "wang", states: open, limit: 9 })).toMatchObject([
        { unread: 2 },
      ]);
    });

    test("lists a conversation once, however often a person was asked into it", async () => {
      const ledger = await openLedger();
      const id = await asks(ledger, "a");
      const end = async () => {
        const found = await ledger.desk.newestHandoff(id);
        const [handoff, fence] = [found?.id ?? "", found?.fence ?? 0];
        const set = { state: "ended", end: "closed" } as const;
        await ledger.desk.change({ id: handoff, fence, set, event: "closed", by: li });
      };
      await end();
      const again = { ...message("again", "人工", "a"), at: new Date() };
      const request = {
        state: "waiting",
        reason: "asked",
        desk: {},
        capsule: nobodyKnows,
      } as const;
      await exchange(ledger, again, echo({ kind: "request-handoff", request }));
      await end();
      const newest = await ledger.desk.newestHandoff(id);
      const lines = await ledger.desk.inbox({ staff: "li", states: ["ended"], limit: 9 });
      expect(lines.map(({ handoff }) => handoff.id)).toEqual([newest?.id]);
    });

    test("reads only the conversations named, and of each the newest handoff", async () => {
      const ledger = await openLedger();
      const [a, b] = [await asks(ledger, "a"), await asks(ledger, "b")];
      await claim(ledger, a);
      const states = [...open, "ended"] as const;
      const read = async (conversations: readonly string[]) =>
        (await ledger.desk.inbox({ staff: "li", states, conversations, limit: 9 })).map(
          ({ handoff }) => [handoff.conversation, handoff.state],
        );
      expect(await read([a])).toEqual([[a, "claimed"]]);
      expect(await read(["none"])).toEqual([]);
      expect(await read([])).toEqual([]);
      expect((await read([b, a])).sort()).toEqual(
        [
          [a, "claimed"],
          [b, "waiting"],
        ].sort(),
      );
    });

    test("tells how many wait and are served, and since when", async () => {
      const ledger = await openLedger();
      expect(await ledger.desk.inboxTally("li")).toEqual({
        waiting: 0,
        promised: 0,
        claimed: 0,
        mine: 0,
        unread: 0,
      });
      const [a] = [await asks(ledger, "a"), await asks(ledger, "b")];
      const first = await ledger.desk.newestHandoff(a);
      expect(await ledger.desk.inboxTally("li")).toMatchObject({
        waiting: 2,
        waitingSince: first?.waitingSince,
      });
      await claim(ledger, a);
      expect(await ledger.desk.inboxTally("li")).toMatchObject({ waiting: 1, claimed: 1, mine: 1 });
      expect(await ledger.desk.inboxTally("wang")).toMatchObject({ claimed: 1, mine: 0 });
    });

    test("tells in how many of one's own the customer wrote what one has not read", async () => {
      const ledger = await openLedger();
      const unread = async (staff: string) => (await ledger.desk.inboxTally(staff)).unread;
      const [a, b] = [await asks(ledger, "a"), await asks(ledger, "b")];
      expect(await unread("li")).toBe(0);
      await claim(ledger, a);
      await claim(ledger, b);
      await asks(ledger, "c");
      await writes(ledger, "a", "more");
      await handle(ledger, a);
      expect(await unread("li")).toBe(2);
      expect(await unread("wang")).toBe(0);
      const [newest] = await ledger.desk.newestLines(a, 1);
      await ledger.desk.markRead("wang", a, newest?.seq ?? 0);
      expect(await unread("li")).toBe(2);
      await ledger.desk.markRead("li", a, newest?.seq ?? 0);
      expect(await unread("li")).toBe(1);
    });

    test("the newest lines stand oldest first, page by page", async () => {
      const ledger = await openLedger();
      let id = "";
      for (const text of ["1", "2", "3"]) id = await exchange(ledger, message(text, text, "a"));
      const newest = await ledger.desk.newestLines(id, 2);
      expect(newest.map(({ text }) => text)).toEqual(["3", "re: 3"]);
      const before = await ledger.desk.newestLines(id, 3, newest[0]?.seq);
      expect(before.map(({ text }) => text)).toEqual(["re: 1", "2", "re: 2"]);
      expect(await ledger.desk.newestLines(id, 3, before[0]?.seq)).toHaveLength(1);
    });
  });
}
