import { describe, expect, test } from "vitest";
import type { Page, PageStep } from "../../../src/core/page.ts";
import { echo, exchange, type House, message, opener } from "../house.ts";

const source = "wecom-kf/wk1";
const whose = { channel: "web", contact: "contact" } as const;

function page(from: string | undefined, next: string, ...steps: readonly PageStep[]): Page {
  return { source, from, next, steps };
}

const written = (id: string): PageStep => ({ kind: "message", message: message(id) });

/** Pages of a platform's record: stored whole with their place, or not at all. */
export function pulling(house: House): void {
  describe("pulling", () => {
    const open = opener(house);

    test("a page and the place behind it are stored together", async () => {
      const ledger = await open();
      expect(await ledger.cursor(source)).toBeUndefined();
      expect(await ledger.acceptPage(page(undefined, "c1", written("1"), written("2")))).toEqual({
        accepted: 2,
        changed: [],
      });
      expect(await ledger.cursor(source)).toBe("c1");
      expect((await ledger.counts()).waiting).toBe(2);
    });

    test("a page pulled twice is stored once, whoever comes second", async () => {
      const ledger = await open();
      const first = page(undefined, "c1", written("1"));
      const both = await Promise.all([ledger.acceptPage(first), ledger.acceptPage(first)]);
      expect(both.filter((taken) => taken !== undefined)).toEqual([{ accepted: 1, changed: [] }]);
      expect(await ledger.acceptPage(page("c0", "c2", written("2")))).toBeUndefined();
      expect(await ledger.acceptPage(page("c1", "c2", written("1"), written("2")))).toEqual({
        accepted: 1,
        changed: [],
      });
      expect((await ledger.counts()).waiting).toBe(2);
    });

    test("a page with a step that cannot be stored is not stored at all", async () => {
      const ledger = await open();
      const bad = page(undefined, "c1", written("1"), written(""));
      await expect(ledger.acceptPage(bad)).rejects.toThrow(/id/);
      expect(await ledger.cursor(source)).toBeUndefined();
      expect((await ledger.counts()).waiting).toBe(0);
    });

    test("history and a person's words go on the transcript in order and are not answered", async () => {
      const ledger = await open();
      const at = new Date("2026-11-21T08:00:01Z");
      await ledger.acceptPage(
        page(
          undefined,
          "c1",
          { kind: "history", message: message("old") },
          { kind: "staff", ...whose, id: "s", text: "您好，我是小王", at },
          { kind: "message", message: message("new") },
        ),
      );
      const conversation = (await ledger.conversationOf("web", "contact")) ?? "";
      while ((await ledger.turn(conversation, echo())) === "done");
      const entries = await ledger.transcript(conversation);
      expect(entries.map(({ side, text }) => [side, text])).toEqual([
        ["contact", "text old"],
        ["staff", "您好，我是小王"],
        ["contact", "text new"],
        ["bot", "re: text new"],
      ]);
    });

    test("while a person answers, the bot is silent and misses nothing; afterwards it answers again", async () => {
      const ledger = await open();
      await ledger.acceptPage(page(undefined, "c1", { kind: "owner", ...whose, owner: "staff" }));
      expect(await ledger.ownerOf("web", "contact")).toBe("staff");
      const { conversation } = await ledger.accept(message("1"));
      expect(await ledger.turn(conversation, echo())).toBe("done");
      await ledger.acceptPage(page("c1", "c2", { kind: "owner", ...whose, owner: "bot" }));
      await ledger.accept(message("2"));
      expect(await ledger.turn(conversation, echo())).toBe("done");
      const texts = (await ledger.transcript(conversation)).map(({ text }) => text);
      expect(texts).toEqual(["text 1", "text 2", "re: text 2"]);
      expect((await ledger.counts()).queued).toBe(1);
    });

    test("a reply made before a person took over does not leave, also not after they have left", async () => {
      const ledger = await open();
      const { conversation } = await ledger.accept(message("1"));
      await ledger.turn(conversation, echo());
      await ledger.acceptPage(page(undefined, "c1", { kind: "owner", ...whose, owner: "staff" }));
      await ledger.acceptPage(page("c1", "c2", { kind: "owner", ...whose, owner: "bot" }));
      expect(await ledger.dueDeliveries(["web"], 9, new Date(Date.now() + 1_000))).toEqual([]);
      const [failed] = await ledger.deliveries({ state: "failed" });
      expect(failed?.reason).toMatch(/person/);
      // An operator who asks for it all the same has seen that.
      expect(await ledger.requeue(failed?.id ?? "")).toBe(true);
      expect(await ledger.dueDeliveries(["web"], 9, new Date(Date.now() + 1_000))).toHaveLength(1);
    });

    test("a turn under way when a person takes over loses", async () => {
      const ledger = await open();
      const { conversation } = await ledger.accept(message("1"));
      const end = await ledger.turn(conversation, async (input) => {
        await ledger.acceptPage(page(undefined, "c1", { kind: "owner", ...whose, owner: "staff" }));
        return await echo()(input);
      });
      expect(end).toBe("lost");
      expect(await ledger.turn(conversation, echo())).toBe("done");
      expect((await ledger.transcript(conversation)).map(({ text }) => text)).toEqual(["text 1"]);
    });

    test("what a contact took back is neither answered nor kept", async () => {
      const ledger = await open();
      const { conversation } = await ledger.accept(message("1"));
      await ledger.accept(message("2"));
      await ledger.turn(conversation, echo());
      const end = await ledger.turn(conversation, async (input) => {
        const recall = (id: string) => ({ kind: "recall", ...whose, id }) as const;
        await ledger.acceptPage(page(undefined, "c1", recall("1"), recall("2"), recall("none")));
        return await echo()(input);
      });
      expect(end).toBe("lost");
      expect(await ledger.turn(conversation, echo())).toBe("done");
      expect(await ledger.turn(conversation, echo())).toBe("idle");
      expect((await ledger.transcript(conversation)).map(({ text }) => text)).toEqual([
        "re: text 1",
      ]);
    });

    test("a reply that did not arrive after all is a failure with its reason", async () => {
      const ledger = await open();
      const { conversation } = await ledger.accept(message("1"));
      await ledger.turn(conversation, echo());
      const [delivery] = await ledger.dueDeliveries(["web"], 9, new Date(Date.now() + 1_000));
      await ledger.settle(delivery?.id ?? "", delivery?.fence ?? 0, { state: "sent" });
      const id = delivery?.id ?? "";
      const bounce = { kind: "bounce", delivery: id, bounces: 0, reason: "拒收" } as const;
      await ledger.acceptPage(page(undefined, "c1", bounce));
      expect(await ledger.deliveries({ state: "failed" })).toMatchObject([{ reason: "拒收" }]);
    });

    test("such a reply leaves whole again, and bounces again by its own bounce alone", async () => {
      const ledger = await open();
      const { conversation } = await ledger.accept(message("1"));
      const choices = [{ label: "一", text: "第一个" }];
      await ledger.turn(conversation, async (input) => {
        const turn = await echo()(input);
        return { ...turn, outcome: { ...turn.outcome, kind: "ask", choices } };
      });
      const due = async () => {
        const [delivery] = await ledger.dueDeliveries(["web"], 9, new Date(Date.now() + 1_000));
        if (delivery === undefined) throw new Error("nothing is due");
        return delivery;
      };
      const first = await due();
      const { id } = first;
      await ledger.progress(id, first.fence, 1);
      await ledger.settle(id, first.fence, { state: "sent", parts: 2 });
      const bounced = (bounces: number) => ({ kind: "bounce", delivery: id, bounces, reason: "x" });
      // Each part tells of its own.
      const both = [bounced(0), bounced(0)] as PageStep[];
      await ledger.acceptPage(page(undefined, "c1", ...both));
      expect(await ledger.requeue(id)).toBe(true);
      const again = await due();
      const { text, kind } = first;
      expect(again).toMatchObject({ id, text, kind, choices, partsSent: 0, bounces: 1 });
      await ledger.settle(id, again.fence, { state: "sent" });
      // Of the first sending, and late.
      await ledger.acceptPage(page("c1", "c2", bounced(0) as PageStep));
      expect(await ledger.deliveries({ state: "failed" })).toEqual([]);
      await ledger.acceptPage(page("c2", "c3", bounced(1) as PageStep));
      expect(await ledger.deliveries({ state: "failed" })).toMatchObject([{ id, bounces: 2 }]);
    });

    test("a person's words that did not arrive can be sent again; what was erased cannot", async () => {
      const ledger = await open();
      const { conversation } = await ledger.accept(message("1"));
      await ledger.turn(conversation, echo());
      const staff = { id: "s-1", name: "小李" };
      const capsule = { slots: [], passages: [], receipts: [] };
      const opening = { conversation, reason: "opened", desk: {}, capsule } as const;
      const send = async () => {
        const [due] = await ledger.dueDeliveries(["web"], 9, new Date(Date.now() + 1_000));
        if (due === undefined) throw new Error("nothing is due");
        await ledger.settle(due.id, due.fence, { state: "sent" });
        return due;
      };
      const bounce = async (delivery: string, from: string | undefined, next: string) =>
        await ledger.acceptPage(
          page(from, next, { kind: "bounce", delivery, bounces: 0, reason: "x" }),
        );
      const { id: answer } = await send();
      await ledger.desk.open({ ...opening, staff, surface: "console" });
      await ledger.desk.say({ conversation, staff, key: "k", text: "您好" });
      const { id: words } = await send();
      await bounce(words, undefined, "c1");
      expect(await ledger.requeue(words)).toBe(true);
      expect(await send()).toMatchObject({ id: words, text: "您好", speaker: "staff", bounces: 1 });
      const handoff = await ledger.desk.newestHandoff(conversation);
      const { id = "", fence = 0 } = handoff ?? {};
      await ledger.desk.change({ id, fence, set: { state: "ended" }, event: "closed" });
      await exchange(ledger, message("2"), echo({ kind: "erase-contact" }));
      await bounce(answer, "c1", "c2");
      expect(await ledger.requeue(answer)).toBe(false);
    });
  });
}
