import { describe, expect, test } from "vitest";
import { freshSession } from "../../../src/core/session.ts";
import type { Ledger, Step } from "../../../src/ledger/ledger.ts";
import { echo, exchange, type House, message, opener, request, say } from "../house.ts";

const forget: Step = async () => ({
  session: { ...freshSession, region: "渝中区" },
  outcome: say("已删除", [{ kind: "erase-contact" }]),
  intent: "privacy",
  confidence: 1,
});

export function erasing(house: House): void {
  describe("erasure", () => {
    const open = opener(house);
    const all = async (ledger: Ledger, conversation: string) =>
      (await ledger.transcript(conversation)).map(({ text }) => text);

    test("leaves nothing of the contact but the confirmation, and nobody else's touched", async () => {
      const ledger = await open();
      const file = echo(
        { kind: "file-request", request: request("ZW-1") },
        { kind: "record-gap", question: "shared question", missing: "m" },
        { kind: "record-gap", question: "own question", missing: "m" },
      );
      const conversation = await exchange(ledger, message("1"), file);
      const other = await exchange(
        ledger,
        message("1", "kept", "other"),
        echo({ kind: "record-gap", question: "shared question", missing: "m" }),
      );
      await exchange(ledger, message("2", "erase me"), forget);
      expect(await all(ledger, conversation)).toEqual(["已删除"]);
      expect(await ledger.requestsOf("web", "contact")).toEqual([]);
      expect((await ledger.gaps()).map(({ question }) => question)).toEqual(["shared question"]);
      expect(await all(ledger, other)).toEqual(["kept", "re: kept"]);
      expect((await ledger.counts()).erasures).toBe(1);
      // The reply that was still queued does not leave any more.
      expect(await ledger.deliveries({ state: "failed" })).toMatchObject([
        { messageId: "1", text: "", reason: "erased" },
      ]);
    });

    test("the confirmation is sent, then its body goes too", async () => {
      const ledger = await open();
      const conversation = await exchange(ledger, message("1"), forget);
      const [delivery] = await ledger.dueDeliveries(["web"], 5, new Date(Date.now() + 1_000));
      expect(delivery?.text).toBe("已删除");
      if (delivery === undefined) throw new Error("unreachable");
      await ledger.settle(delivery.id, delivery.fence, { state: "uncertain", reason: "timeout" });
      expect(await ledger.deliveries({ state: "uncertain" })).toMatchObject([{ text: "" }]);
      expect(await ledger.requeue(delivery.id)).toBe(false);
      await exchange(ledger, message("2", "again"));
      expect(await all(ledger, conversation)).toEqual(["again", "re: again"]);
    });

    test("handled messages stay recognised, waiting ones are handled afterwards", async () => {
      const ledger = await open();
      const conversation = await exchange(ledger, message("1"));
      await ledger.accept(message("2", "erase me"));
      await ledger.accept(message("3", "hello again"));
      await ledger.turn(conversation, forget);
      for (const id of ["1", "2", "3"])
        expect((await ledger.accept(message(id))).repeat).toBe(true);
      await ledger.turn(conversation, async (input) => {
        expect(input.session).toEqual(freshSession);
        return await echo()(input);
      });
      expect(await all(ledger, conversation)).toEqual(["hello again", "re: hello again"]);
    });

    test("a reply being sent meanwhile settles, and is not tried again", async () => {
      const ledger = await open();
      await exchange(ledger, message("1"));
      const [delivery] = await ledger.dueDeliveries(["web"], 5, new Date(Date.now() + 1_000));
      if (delivery === undefined) throw new Error("unreachable");
      await exchange(ledger, message("2"), forget);
      const retry = { state: "retry" as const, reason: "the text was 你好", at: new Date() };
      expect(await ledger.settle(delivery.id, delivery.fence, retry)).toBe(true);
      expect(await ledger.deliveries({ state: "failed" })).toMatchObject([
        { id: delivery.id, reason: "erased", text: "" },
      ]);
    });

    test("after a week without a word the routing goes as well", async () => {
      let now = new Date("2026-11-21T08:00:00Z");
      const ledger = await open(undefined, { now: () => now });
      for (const contact of ["silent", "back"]) {
        await exchange(ledger, message("1", "x", contact), forget);
        const [delivery] = await ledger.dueDeliveries(["web"], 5, now);
        if (delivery !== undefined)
          await ledger.settle(delivery.id, delivery.fence, { state: "sent" });
      }
      await exchange(ledger, message("2", "x", "back"));
      now = new Date("2026-11-27T08:00:00Z");
      await ledger.recover(() => "hold");
      expect(await ledger.conversationOf("web", "silent")).toBeDefined();
      now = new Date("2026-11-29T08:00:00Z");
      await ledger.recover(() => "hold");
      expect(await ledger.conversationOf("web", "silent")).toBeUndefined();
      expect(await ledger.conversationOf("web", "back")).toBeDefined();
      expect((await ledger.counts()).erasures).toBe(2);
    });
  });
}
