import { setImmediate as nextTick } from "node:timers/promises";
import type { WecomPort } from "../../../src/channels/wecom/port.ts";
import type { Message } from "../../../src/core/message.ts";
import type { Choice } from "../../../src/core/outcome.ts";

export interface FakePort extends WecomPort {
  /** In the order they were stored, repeats left out. */
  readonly messages: Message[];
  /** How often each thing was counted, by `channel what`. */
  readonly counts: Map<string, number>;
  readonly errors: unknown[];
  /** Choices by `contact/delivery`. */
  readonly offered: Map<string, readonly Choice[]>;
  /** While true, nothing can be stored or read. */
  down: boolean;
  /** Seconds a failed callback, and a message to a member, has to wait. */
  waits: { failures: number; sends: number };
}

/** The program as a WeCom door sees it: it knows a message again by its id and contact. */
export function fakePort(): FakePort {
  const known = new Set<string>();
  const counts = new Map<string, number>();
  const refuseWhenDown = async () => {
    await nextTick();
    if (port.down) throw new Error("the store is down");
  };
  const port: FakePort = {
    messages: [],
    counts,
    errors: [],
    offered: new Map(),
    down: false,
    waits: { failures: 0, sends: 0 },
    failures: { take: async () => port.waits.failures },
    sends: { take: async () => port.waits.sends },
    address: (c) => c.req.header("X-Test-Address") ?? "192.0.2.1",
    count(channel, what) {
      const key = `${channel} ${what}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    report(error) {
      port.errors.push(error);
    },
    async accept(message) {
      await refuseWhenDown();
      const key = JSON.stringify([message.channel, message.contact, message.id]);
      if (known.has(key)) return { repeat: true };
      known.add(key);
      port.messages.push(message);
      return { repeat: false };
    },
    async choice(_, contact, delivery, index) {
      await refuseWhenDown();
      return port.offered.get(`${contact}/${delivery}`)?.[index];
    },
  };
  return port;
}
