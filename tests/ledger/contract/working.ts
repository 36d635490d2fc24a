import { describe, expect, test } from "vitest";
import type { Sender, SendResult } from "../../../src/core/delivery.ts";
import type { Message } from "../../../src/core/message.ts";
import type { Step } from "../../../src/ledger/ledger.ts";
import { startWorker, type WorkerOptions } from "../../../src/ledger/worker.ts";
import { echo, type House, message, opener } from "../house.ts";

export function working(house: House): void {
  describe("worker", () => {
    const open = opener(house);
    const sent = async (): Promise<SendResult> => ({ state: "sent" });

    test("handles and delivers everything, in order, few at once", async () => {
      const ledger = await open();
      const delivered: string[] = [];
      let now = 0;
      let most = 0;
      const busy = new Set<string>();
      const step: Step = async (input) => {
        expect(busy.has(input.message.contact)).toBe(false);
        busy.add(input.message.contact);
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
        now--;
        busy.delete(input.message.contact);
        return await echo()(input);
      };
      const web = async ({ contact, messageId }: { contact: string; messageId: string }) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
        delivered.push(`${contact} ${messageId}`);
        return await sent();
      };
      const worker = startWorker(ledger, step, { web }, { turns: 3 });
      const accepts: Promise<unknown>[] = [];
      for (let i = 0; i < 10; i++) {
        for (let c = 0; c < 8; c++) accepts.push(ledger.accept(message(`${i}`, "x", `c${c}`)));
      }
      await Promise.all(accepts);
      await worker.idle();
      await worker.stop();
      expect(most).toBe(3);
      expect(delivered).toHaveLength(80);
      for (let c = 0; c < 8; c++) {
        const own = delivered.filter((line) => line.startsWith(`c${c} `));
        expect(own).toEqual(Array.from({ length: 10 }, (_, i) => `c${c} ${i}`));
      }
      expect(await ledger.counts()).toMatchObject({ waiting: 0, queued: 0, sending: 0 });
    });

    test("takes up a message at once, not at the next look", async () => {
      const ledger = await open();
      const worker = startWorker(ledger, echo(), { web: sent }, { pollMs: 600_000 });
      await worker.idle();
      await ledger.accept(message("1"));
      await expect.poll(async () => (await ledger.deliveries({ state: "sent" })).length).toBe(1);
      await worker.stop();
    });

    test("a conversation that fails does not hold up the others, and ends with an apology", async () => {
      const ledger = await open();
      const errors: string[] = [];
      const options: WorkerOptions = {
        turns: 1,
        onPoison: () => "抱歉",
        onError: (error, doing) => errors.push(`${doing} ${(error as Error).message}`),
      };
      const step: Step = async (input) => {
        if (input.message.text === "bad") throw new Error("cannot");
        return await echo()(input);
      };
      await ledger.accept(message("1", "bad", "a"));
      await ledger.accept(message("1", "good", "b"));
      const texts: string[] = [];
      const web = async ({ text }: { text: string }) => {
        texts.push(text);
        return await sent();
      };
      const worker = startWorker(ledger, step, { web }, options);
      await worker.idle();
      await worker.stop();
      expect(texts).toEqual(["re: good", "抱歉"]);
      expect(errors).toEqual(["turn cannot", "turn cannot"]);
    });

    test("retries a send until it goes through, and gives up after the last try", async () => {
      const ledger = await open();
      await ledger.accept(message("1", "x", "works"));
      await ledger.accept(message("1", "x", "never"));
      const tries: string[] = [];
      const web = async ({ contact }: { contact: string }): Promise<SendResult> => {
        tries.push(contact);
        if (contact === "works" && tries.filter((t) => t === "works").length === 2) return sent();
        return { state: "retry", reason: "429", at: new Date() };
      };
      const worker = startWorker(ledger, echo(), { web }, { mostSends: 3 });
      await worker.idle();
      await worker.stop();
      expect(tries.toSorted()).toEqual(["never", "never", "never", "works", "works"]);
      expect(await ledger.deliveries({ state: "failed" })).toMatchObject([
        { contact: "never", reason: "429", attempts: 3 },
      ]);
    });

    describe("what surely did not leave", () => {
      const hour = 60 * 60_000;
      /** One reply whose platform is away, tried whenever it is due, until so long after it was made. */
      async function away(message: Message, hours: number, end: (now: number) => SendResult) {
        const begun = message.at.getTime();
        let now = begun;
        const clock = () => new Date(now);
        const ledger = await open(undefined, { now: clock });
        await ledger.accept(message);
        let tries = 0;
        const sender: Sender = async () => {
          tries += 1;
          return now - begun < hours * hour ? end(now) : await sent();
        };
        const worker = startWorker(ledger, echo(), { [message.channel]: sender }, { now: clock });
        for (;;) {
          await worker.idle();
          const [queued] = await ledger.deliveries({ state: "queued" });
          if (queued === undefined) break;
          now = Math.max(now + 1, queued.dueAt.getTime());
        }
        await worker.stop();
        return { ledger, tries, took: (now - begun) / hour };
      }
      const unsent = { state: "retry", reason: "ECONNREFUSED", unsent: true } as const;
      const twoHourly = (now: number) => ({ ...unsent, at: new Date(now + 2 * hour) });

      test("is tried for hours, at ever longer intervals, and leaves when the platform is back", async () => {
        const { ledger, tries, took } = await away(message("1"), 3, () => unsent);
        expect(await ledger.deliveries({ state: "sent" })).toHaveLength(1);
        expect(took).toBeLessThan(3.2);
        expect(tries).toBeGreaterThan(20);
        expect(tries).toBeLessThan(80);
      });

      test("is given up some tries after it is a day old", async () => {
        const { ledger, tries } = await away(message("1"), 90, twoHourly);
        const failed = await ledger.deliveries({ state: "failed" });
        expect(failed).toMatchObject([{ reason: "ECONNREFUSED" }]);
        expect(tries).toBe(12 + 10);
      });

      test("is kept as long as the channel allows to write", async () => {
        const ofKf = { ...message("1"), channel: "wecom-kf" } as const;
        const { ledger, tries } = await away(ofKf, 47, twoHourly);
        expect(await ledger.deliveries({ state: "sent" })).toHaveLength(1);
        expect(tries).toBe(25);
      });

      test("does not use up the tries of what may have left", async () => {
        const { tries } = await away(message("1"), 1, () => ({ state: "retry", reason: "cut" }));
        expect(tries).toBe(10);
        const ledger = await open();
        await ledger.accept(message("1"));
        let mixed = 0;
        const web = async (): Promise<SendResult> => {
          const at = new Date();
          mixed += 1;
          return mixed <= 5 ? { ...unsent, at } : { state: "retry", reason: "cut", at };
        };
        const worker = startWorker(ledger, echo(), { web }, { mostSends: 3 });
        await worker.idle();
        await worker.stop();
        expect(mixed).toBe(8);
      });
    });

    test("its own back-off waits", async () => {
      const ledger = await open();
      await ledger.accept(message("1"));
      const worker = startWorker(ledger, echo(), {
        web: async () => ({ state: "retry", reason: "503" }),
      });
      await worker.idle();
      await worker.stop();
      const [queued] = await ledger.deliveries({ state: "queued" });
      const wait = (queued?.dueAt.getTime() ?? 0) - Date.now();
      expect(wait).toBeGreaterThan(300);
      expect(wait).toBeLessThan(1_500);
    });

    test.each([
      ["resend", "queued"],
      ["hold", "uncertain"],
    ] as const)("a sender that throws follows the policy %s", async (policy, state) => {
      const ledger = await open();
      await ledger.accept(message("1"));
      const web = async () => {
        throw new Error("socket hang up");
      };
      const worker = startWorker(ledger, echo(), { web }, { policy: () => policy });
      await worker.idle();
      await worker.stop();
      expect(await ledger.deliveries({ state })).toHaveLength(1);
    });

    test("a person who comes between two parts ends the send, and no error is told of", async () => {
      const ledger = await open();
      await ledger.accept(message("1"));
      const errors: unknown[] = [];
      let left = 0;
      const web: Sender = async (_, progress) => {
        left++;
        await ledger.setOwner("web", "contact", "staff");
        await progress(left);
        left++;
        return { state: "sent", parts: left };
      };
      const options: WorkerOptions = {
        policy: () => "resend",
        onError: (error) => errors.push(error),
      };
      const worker = startWorker(ledger, echo(), { web }, options);
      await worker.idle();
      await worker.stop();
      expect(left).toBe(1);
      expect(errors).toEqual([]);
      expect(await ledger.deliveries({ state: "failed" })).toMatchObject([{ partsSent: 1 }]);
    });

    test("stop finishes the turn and the send under way and takes nothing new", async () => {
      const ledger = await open();
      await ledger.accept(message("1", "x", "a"));
      let begun: () => void = () => undefined;
      const started = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const step: Step = async (input) => {
        begun();
        await new Promise((resolve) => setTimeout(resolve, 50));
        return await echo()(input);
      };
      const worker = startWorker(ledger, step, { web: sent });
      await started;
      const stopped = worker.stop();
      await ledger.accept(message("1", "x", "b"));
      await stopped;
      const a = (await ledger.conversationOf("web", "a")) ?? "";
      expect(await ledger.transcript(a)).toHaveLength(2);
      expect((await ledger.counts()).waiting).toBe(1);
      await worker.idle();
    });

    test("two workers on one record answer every message once", async () => {
      const place = await house.place();
      const ledgers = [await open(place), await open(place)];
      const ids: string[] = [];
      const web = async ({ id }: { id: string }) => {
        ids.push(id);
        return await sent();
      };
      const workers = ledgers.map((ledger) => startWorker(ledger, echo(), { web }, { pollMs: 20 }));
      await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          ledgers[i % 2]?.accept(message(`${i}`, "x", `c${i % 6}`)),
        ),
      );
      for (const worker of workers) await worker.idle();
      for (const worker of workers) await worker.idle();
      for (const worker of workers) await worker.stop();
      expect(ids).toHaveLength(60);
      expect(new Set(ids).size).toBe(60);
    });
  });
}
