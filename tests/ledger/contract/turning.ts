import { describe, expect, test } from "vitest";
import { freshSession, type Session } from "../../../src/core/session.ts";
import type { Step } from "../../../src/ledger/ledger.ts";
import { echo, exchange, type House, message, opener, say } from "../house.ts";

export function turning(house: House): void {
  describe("turn", () => {
    const open = opener(house);

    test("hands the step the message, session and requests, and keeps what it decides", async () => {
      const ledger = await open();
      const citation = { document: "d", section: "s", date: "2026-01-26", passage: "p" };
      const outcome = {
        ...say("答"),
        kind: "answer" as const,
        citations: [citation],
        choices: [{ label: "一", text: "1" }],
      };
      const conversation = await exchange(ledger, message("1", "问"), async (input) => {
        expect(input.message).toEqual(message("1", "问"));
        expect(input.session).toEqual(freshSession);
        expect(input.requests).toEqual([]);
        expect(input.turnId).toMatch(/^[0-9a-zA-Z-]{1,28}$/);
        return {
          session: { ...freshSession, region: "渝中区" },
          outcome,
          intent: "i",
          confidence: 0.5,
        };
      });
      const { kind, citations, choices } = outcome;
      expect(await ledger.transcript(conversation)).toEqual([
        { seq: 1, side: "contact", text: "问", at: message("1").at, messageId: "1" },
        {
          seq: 2,
          side: "bot",
          text: "答",
          at: expect.any(Date),
          outcome: { kind, citations, choices },
          intent: "i",
          confidence: 0.5,
        },
      ]);
      let seen: Session | undefined;
      await exchange(ledger, message("2"), async (input) => {
        seen = input.session;
        return await echo()(input);
      });
      expect(seen?.region).toBe("渝中区");
    });

    test("reads a session of another shape as a fresh one", async () => {
      const ledger = await open();
      const old = { shape: 0, choices: ["x"] } as unknown as Session;
      await exchange(ledger, message("1"), async (input) => ({
        ...(await echo()(input)),
        session: old,
      }));
      await exchange(ledger, message("2"), async (input) => {
        expect(input.session).toEqual(freshSession);
        return await echo()(input);
      });
    });

    test("is idle when nothing waits, or for a conversation that never was", async () => {
      const ledger = await open();
      expect(await ledger.turn("nobody", echo())).toBe("idle");
    });

    test("keeps the order of 200 turns", async () => {
      const ledger = await open();
      const ids = Array.from({ length: 200 }, (_, i) => `${i}`);
      const [first] = await Promise.all(ids.map((id) => ledger.accept(message(id))));
      const conversation = first?.conversation ?? "";
      for (const _ of ids) expect(await ledger.turn(conversation, echo())).toBe("done");
      const entries = await ledger.transcript(conversation, 0, 1_000);
      expect(entries).toHaveLength(400);
      expect(entries.flatMap(({ messageId }) => messageId ?? [])).toEqual(ids);
      expect(entries.filter(({ side }) => side === "bot").map(({ text }) => text)).toEqual(
        ids.map((id) => `re: text ${id}`),
      );
      const seqs = entries.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
      const page = await ledger.transcript(conversation, seqs[99], 10);
      expect(page.map(({ seq }) => seq)).toEqual(seqs.slice(100, 110));
    });

    test("of two turns at the same message one wins and the other is lost", async () => {
      const place = await house.place();
      const [a, b] = [await open(place), await open(place)];
      const { conversation } = await a.accept(message("1"));
      // Both steps are under way before either may commit.
      let both: () => void = () => undefined;
      const met = new Promise<void>((resolve) => {
        both = resolve;
      });
      let here = 0;
      const slow: Step = async (input) => {
        if (++here === 2) both();
        await met;
        return await echo()(input);
      };
      const ends = await Promise.all([a.turn(conversation, slow), b.turn(conversation, slow)]);
      expect(ends.toSorted()).toEqual(["done", "lost"]);
      expect(await a.transcript(conversation)).toHaveLength(2);
      expect(await b.turn(conversation, slow)).toBe("idle");
    });

    test("two ledgers on one record share hundreds of messages without doubling any", async () => {
      const place = await house.place();
      const ledgers = [await open(place), await open(place)];
      const work = ledgers.map(async (ledger, side) => {
        for (let i = 0; i < 60; i++) {
          const { conversation } = await ledger.accept(message(`${i}`, "x", `c${i % 5}`));
          // Every message is offered to both sides; one of them stores it.
          while ((await ledger.turn(conversation, echo())) === "done");
          if ((i + side) % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
      });
      await Promise.all(work);
      const [a, b] = ledgers;
      if (a === undefined || b === undefined) throw new Error("unreachable");
      // A side that lost may have left the last ones to nobody.
      for (const id of await a.waiting(10)) while ((await a.turn(id, echo())) === "done");
      let contacts = 0;
      for (let c = 0; c < 5; c++) {
        const id = (await b.conversationOf("web", `c${c}`)) ?? "";
        const entries = await b.transcript(id, 0, 1_000);
        expect(entries).toHaveLength(24);
        expect(new Set(entries.map(({ messageId }) => messageId)).size).toBe(13);
        contacts++;
      }
      expect(contacts).toBe(5);
    });

    test("a step that throws is told, counted, and after the third time set aside", async () => {
      const place = await house.place();
      const ledger = await open(place);
      const { conversation } = await ledger.accept(message("bad"));
      await ledger.accept(message("good"));
      const bad: Step = async () => {
        throw new Error("cannot");
      };
      await expect(ledger.turn(conversation, bad)).rejects.toThrow("cannot");
      // The count outlives the process.
      await ledger.close();
      const again = await open(place);
      await expect(again.turn(conversation, bad)).rejects.toThrow("cannot");
      expect(await again.transcript(conversation)).toEqual([]);
      const told: unknown[] = [];
      const onPoison = (_: unknown, error: unknown) => {
        told.push(error);
        return "抱歉";
      };
      expect(await again.turn(conversation, bad, { onPoison })).toBe("done");
      expect(told).toEqual([new Error("cannot")]);
      expect(await again.turn(conversation, echo())).toBe("done");
      const texts = (await again.transcript(conversation)).map(({ text }) => text);
      expect(texts).toEqual(["text bad", "抱歉", "text good", "re: text good"]);
      const counts = await again.counts();
      expect(counts.setAside).toBe(1);
      expect(counts.queued).toBe(2);
      expect((await again.accept(message("bad"))).repeat).toBe(true);
    });

    test("the contact gets an apology even when the caller gives none", async () => {
      const ledger = await open();
      const { conversation } = await ledger.accept(message("1"));
      const bad: Step = async () => {
        throw new Error("cannot");
      };
      await ledger.turn(conversation, bad).catch(() => undefined);
      await ledger.turn(conversation, bad).catch(() => undefined);
      await ledger.turn(conversation, bad);
      expect((await ledger.transcript(conversation))[1]?.text).toMatch(/抱歉/);
    });

    test("an outcome without text sends nothing", async () => {
      const ledger = await open();
      const conversation = await exchange(ledger, message("1"), async (input) => ({
        ...(await echo()(input)),
        outcome: say(""),
      }));
      expect(await ledger.transcript(conversation)).toHaveLength(1);
      expect((await ledger.counts()).queued).toBe(0);
    });

    test("survives closing and opening with everything in place", async () => {
      const place = await house.place();
      const first = await open(place);
      const conversation = await exchange(first, message("1"));
      await first.accept(message("2"));
      await first.close();
      const second = await open(place);
      expect(await second.waiting(5)).toEqual([conversation]);
      expect(await second.turn(conversation, echo())).toBe("done");
      expect(await second.transcript(conversation)).toHaveLength(4);
    });
  });
}
