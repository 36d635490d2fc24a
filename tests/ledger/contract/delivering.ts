import { describe, expect, test } from "vitest";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { exchange, type House, message, opener } from "../house.ts";

export function delivering(house: House): void {
  describe("deliveries", () => {
    const open = opener(house);
    const soon = () => new Date(Date.now() + 1_000);
    const claim = async (ledger: Ledger, now = soon()) => {
      const [delivery] = await ledger.dueDeliveries(["web"], 10, now);
      if (delivery === undefined) throw new Error("nothing is due");
      return delivery;
    };

    test("a reply is claimed once, and sent once settled", async () => {
      const ledger = await open();
      const conversation = await exchange(ledger, message("1"));
      const delivery = await claim(ledger);
      expect(delivery).toMatchObject({
        conversation,
        channel: "web",
        contact: "contact",
        state: "sending",
        text: "re: text 1",
        kind: "say",
        messageId: "1",
        attempts: 1,
        fence: 1,
        seq: 2,
      });
      expect(delivery.id).toMatch(/^[0-9a-zA-Z-]{1,30}$/);
      expect(await ledger.dueDeliveries(["web"], 10, soon())).toEqual([]);
      expect(await ledger.settle(delivery.id, delivery.fence, { state: "sent" })).toBe(true);
      expect(await ledger.settle(delivery.id, delivery.fence, { state: "sent" })).toBe(false);
      const [sent] = await ledger.deliveries({ state: "sent" });
      expect(sent).toMatchObject({ id: delivery.id, text: "" });
    });

    test("a claim tells when the message it replies to was accepted", async () => {
      let now = new Date();
      const ledger = await open(undefined, { now: () => now });
      const conversation = await exchange(ledger, message("1"));
      const accepted = now;
      now = new Date(now.getTime() + 5_000);
      expect(await claim(ledger, now)).toMatchObject({ acceptedAt: accepted });
      await ledger.desk.inform(conversation, "n1", "已受理");
      const [notice] = await ledger.deliveries({ state: "queued" });
      expect(await ledger.claimReply(notice?.id ?? "")).not.toHaveProperty("acceptedAt");
    });

    test("only channels that are asked for", async () => {
      const ledger = await open();
      await exchange(ledger, { ...message("1"), channel: "telegram" });
      expect(await ledger.dueDeliveries(["web", "wecom-kf"], 10, soon())).toEqual([]);
      expect(await ledger.dueDeliveries([], 10, soon())).toEqual([]);
      expect(await ledger.dueDeliveries(["web", "telegram"], 10, soon())).toHaveLength(1);
    });

    test("replies of a conversation leave in order, one at a time", async () => {
      const ledger = await open();
      for (const id of ["1", "2", "3"]) await exchange(ledger, message(id));
      const first = await ledger.dueDeliveries(["web"], 10, soon());
      expect(first.map(({ messageId }) => messageId)).toEqual(["1"]);
      const [one] = first;
      if (one === undefined) throw new Error("unreachable");
      const at = new Date(Date.now() + 60_000);
      await ledger.settle(one.id, one.fence, { state: "retry", reason: "429", at });
      // The second does not overtake the first, which rests.
      expect(await ledger.dueDeliveries(["web"], 10, soon())).toEqual([]);
      const again = await claim(ledger, new Date(at.getTime() + 1));
      expect(again).toMatchObject({ messageId: "1", fence: 2, attempts: 2, reason: "429" });
      await ledger.settle(again.id, again.fence, { state: "failed", reason: "blocked" });
      expect(await claim(ledger)).toMatchObject({ messageId: "2" });
    });

    test("an old claim settles nothing", async () => {
      const ledger = await open();
      await exchange(ledger, message("1"));
      const old = await claim(ledger);
      const at = new Date();
      await ledger.settle(old.id, old.fence, { state: "retry", reason: "r", at });
      const fresh = await claim(ledger);
      expect(await ledger.settle(old.id, old.fence, { state: "sent" })).toBe(false);
      expect(await ledger.deliveries({ state: "sending" })).toHaveLength(1);
      expect(await ledger.settle(fresh.id, fresh.fence, { state: "sent" })).toBe(true);
    });

    test("failed and uncertain replies are seen and can be queued again, others not", async () => {
      const ledger = await open();
      await exchange(ledger, message("1"));
      const first = await claim(ledger);
      expect(await ledger.requeue(first.id)).toBe(false);
      await ledger.settle(first.id, first.fence, { state: "uncertain", reason: "timeout" });
      expect(await ledger.deliveries({ state: "uncertain" })).toMatchObject([
        { id: first.id, reason: "timeout", text: "re: text 1" },
      ]);
      expect((await ledger.counts()).uncertain).toBe(1);
      expect(await ledger.requeue(first.id)).toBe(true);
      const again = await claim(ledger);
      expect(again.fence).toBe(2);
      await ledger.settle(again.id, again.fence, { state: "sent" });
      expect(await ledger.requeue(again.id)).toBe(false);
      expect(await ledger.requeue("nothing")).toBe(false);
    });

    test("all that failed are queued again at once, but not what the bot said before a person came", async () => {
      const ledger = await open();
      await exchange(ledger, message("1"));
      await exchange(ledger, { ...message("1"), channel: "telegram" });
      await exchange(ledger, { ...message("1", "x", "other"), channel: "telegram" });
      await exchange(ledger, { ...message("1", "x", "taken"), channel: "telegram" });
      const end = { state: "failed", reason: "ECONNREFUSED" } as const;
      for (const { id, fence } of await ledger.dueDeliveries(["web", "telegram"], 9, soon())) {
        await ledger.settle(id, fence, end);
      }
      await ledger.setOwner("telegram", "taken", "staff");
      await ledger.setOwner("telegram", "taken", "bot");
      expect(await ledger.requeueAll("telegram")).toBe(2);
      expect(await ledger.requeueAll()).toBe(1);
      const due = await ledger.dueDeliveries(["web", "telegram"], 9, soon());
      expect(due.map(({ contact, attempts }) => [contact, attempts]).toSorted()).toEqual([
        ["contact", 1],
        ["contact", 1],
        ["other", 1],
      ]);
      expect(await ledger.deliveries({ state: "failed" })).toMatchObject([{ contact: "taken" }]);
    });

    test("two ledgers never claim the same reply", async () => {
      const place = await house.place();
      const [a, b] = [await open(place), await open(place)];
      for (let i = 0; i < 40; i++) await exchange(a, message("1", "x", `c${i}`));
      const claims = await Promise.all(
        [a, b, a, b].map((ledger) => ledger.dueDeliveries(["web"], 40, soon())),
      );
      const ids = claims.flat().map(({ id }) => id);
      expect(ids).toHaveLength(40);
      expect(new Set(ids).size).toBe(40);
    });

    test("a reply whose sender is gone follows the channel's policy", async () => {
      const place = await house.place();
      const gone = await open(place);
      await exchange(gone, message("1"));
      await exchange(gone, { ...message("1"), channel: "telegram" });
      const claimed = await gone.dueDeliveries(["web", "telegram"], 10, soon());
      expect(claimed).toHaveLength(2);
      await gone.close();
      const next = await open(place);
      const count = await next.recover((channel) => (channel === "telegram" ? "resend" : "hold"));
      expect(count).toBe(2);
      expect(await next.deliveries({ state: "uncertain" })).toMatchObject([{ channel: "web" }]);
      expect(await next.dueDeliveries(["web", "telegram"], 10, soon())).toMatchObject([
        { channel: "telegram", fence: 2 },
      ]);
      expect(await next.recover(() => "resend")).toBe(0);
    });

    test("a reply that a living ledger is sending is left alone", async () => {
      const place = await house.place();
      const [a, b] = [await open(place), await open(place)];
      await exchange(a, message("1"));
      const delivery = await claim(a);
      expect(await b.recover(() => "resend")).toBe(0);
      expect(await a.settle(delivery.id, delivery.fence, { state: "sent" })).toBe(true);
    });
  });
}
