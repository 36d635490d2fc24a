import { afterEach, describe, expect, test, vi } from "vitest";
import { createHandoffs } from "../../src/app/handoffs.ts";
import { channelPorts } from "../../src/app/ports.ts";
import type { PageStep } from "../../src/core/page.ts";
import { unreachable } from "../../src/core/reach.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import { openShared, type Shared } from "../../src/session/shared.ts";

const closing: (Ledger | Shared)[] = [];
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});

async function opened() {
  const ledger = await openLedger(":memory:");
  const shared = await openShared(undefined, { report() {} });
  closing.push(ledger, shared);
  const metrics = createMetrics(() => ledger.counts());
  const events: string[] = [];
  const changed: string[] = [];
  const { wecom, telegram } = channelPorts({
    desk: {
      edges: () => ({ taken: { text: "" }, ended: () => ({}) }),
      changed: (id) => changed.push(id),
    },
    ...{ ledger, shared, report() {}, proxies: 0 },
    metrics: { ...metrics, door: (channel, event) => events.push(`${channel} ${event}`) },
    notices: { tell() {}, on: () => () => {} },
    backlog: { admit() {}, release() {}, full: () => false, stop() {} },
  });
  /** Messages that were answered, in all conversations. */
  const answered = async () => {
    const texts: string[] = [];
    for (const conversation of await ledger.waiting(9)) {
      const end = () =>
        ledger.turn(conversation, async ({ session, message }) => {
          texts.push(message.text);
          const outcome = { text: "好", citations: [], choices: [], effects: [] };
          return {
            ...{ session, intent: "x", confidence: 1 },
            outcome: { ...outcome, kind: "say" },
          };
        });
      while ((await end()) === "done");
    }
    return texts;
  };
  return { wecom, telegram, ledger, events, answered, changed };
}

/** Messages of one customer, so many seconds apart. */
function written(count: number, apart: number, contact = "wk1/wm1"): PageStep[] {
  const begin = Date.now() - 2 * 24 * 60 * 60_000;
  return Array.from({ length: count }, (_, n) => ({
    kind: "message",
    message: {
      ...{ id: `m${n}`, channel: "wecom-kf", contact, text: `${contact} ${n}` },
      at: new Date(begin + n * apart * 1_000),
    },
  }));
}

const page = (steps: readonly PageStep[]) => ({ source: "wk1", from: undefined, next: "1", steps });

test("who blocks the bot is out of reach until they are back or write, and the desk hears of it", async () => {
  const { telegram, ledger, changed } = await opened();
  const message = (id: string) =>
    ({ id, channel: "telegram", contact: "7", text: "在吗", at: new Date() }) as const;
  await ledger.accept(message("1"));
  const id = (await ledger.conversationOf("telegram", "7")) ?? "";
  const { port } = createHandoffs({
    ...{ ledger, now: () => new Date(), aibot: undefined, client: undefined },
    assistant: () => expect.unreachable(),
    changes: { tell() {}, listen: () => () => {}, close() {} },
  });
  const outOfReach = async () => {
    const conversation = await ledger.desk.conversation(id);
    const reach = conversation && port.reach(conversation);
    return reach?.can === false && reach.why === unreachable.blocked;
  };
  expect(await outOfReach()).toBe(false);

  telegram.onReachable?.("7", false);
  await vi.waitFor(async () => expect(await outOfReach()).toBe(true));
  telegram.onReachable?.("7", false);
  telegram.onReachable?.("7", true);
  await vi.waitFor(async () => expect(await outOfReach()).toBe(false));
  telegram.onReachable?.("7", false);
  await vi.waitFor(async () => expect(await outOfReach()).toBe(true));
  await ledger.accept(message("2"));
  expect(await outOfReach()).toBe(false);
  await vi.waitFor(() => expect(changed).toEqual([id, id, id]));
});

describe("a pulled page", () => {
  test("of one customer's flood is kept whole, and answered as far as anybody's is", async () => {
    const { wecom, events, answered } = await opened();
    const steps = [...written(50, 0), ...written(1, 0, "wk1/wm2")];
    expect(await wecom.acceptPage(page(steps))).toMatchObject({ accepted: 51 });
    expect(await answered()).toHaveLength(21);
    expect(events).toEqual(Array(30).fill("wecom-kf flood"));
  });

  test("that comes late is no flood: it was written at its own times", async () => {
    const { wecom, events, answered } = await opened();
    await wecom.acceptPage(page(written(50, 10)));
    expect(await answered()).toHaveLength(50);
    expect(events).toEqual([]);
  });

  test("takes nothing of what a customer may send for their coming in", async () => {
    const { wecom, events } = await opened();
    const arrivals = written(50, 0).map((step) =>
      step.kind === "message" ? { ...step, message: { ...step.message, arrival: true } } : step,
    );
    await wecom.acceptPage(page(arrivals));
    expect(events).toEqual([]);
  });

  test("that was taken meanwhile by another instance is not counted twice", async () => {
    const { wecom, events } = await opened();
    await wecom.acceptPage(page([]));
    expect(await wecom.acceptPage(page(written(50, 0)))).toBeUndefined();
    expect(events).toEqual([]);
  });
});
