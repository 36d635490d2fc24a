import type { AibotPort, Judgement, Settled } from "../../../../src/channels/wecom/aibot/port.ts";
import type { Delivery, DeliveryState, Reply, Sender } from "../../../../src/core/delivery.ts";
import type { Message } from "../../../../src/core/message.ts";
import type { Choice } from "../../../../src/core/outcome.ts";
import type { Owner } from "../../../../src/core/owner.ts";

export interface Said {
  readonly text: string;
  readonly choices?: readonly Choice[];
}

/** The program behind one or more doors, kept in memory: what they share, and each one's port. */
export interface Record {
  /** Another instance on the same record; `hears` false: it gets no notice of replies. */
  port(how?: { readonly hears?: boolean }): AibotPort;
  /** In the order they were stored, repeats left out. */
  readonly messages: readonly Message[];
  readonly counts: ReadonlyMap<string, number>;
  readonly errors: readonly unknown[];
  readonly judgements: readonly Judgement[];
  /** Puts a reply to a message into the queue, as a turn does. */
  say(message: Message, said: Said | string): string;
  /** Answers every message from now on. */
  answer: ((message: Message) => Said | string | undefined) | undefined;
  owner: Owner;
  /** While true, nothing can be stored or read. */
  down: boolean;
  state(delivery: string): DeliveryState | undefined;
  reason(delivery: string): string | undefined;
  /** Sends what is due, as the outbox of an instance does; how many were. */
  pump(sender: Sender): Promise<number>;
  /** Ends the lease as if its holder had stalled. */
  dropLease(): void;
  readonly lease: () => number | undefined;
}

interface Kept {
  reply: Reply;
  readonly message: Message;
  state: DeliveryState;
  fence: number;
  attempts: number;
  parts: number;
  due: number;
  readonly at: Date;
  reason?: string;
}

export function record(now: () => Date = () => new Date()): Record {
  const messages: Message[] = [];
  const kept = new Map<string, Kept>();
  const counts = new Map<string, number>();
  const errors: unknown[] = [];
  const judgements: Judgement[] = [];
  const listeners = new Map<string, Set<() => void>>();
  let lease: { fence: number; until: number } | undefined;
  let fences = 0;
  const alive = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    if (all.down) throw new Error("the store is down");
  };
  const find = (contact: string, messageId: string) =>
    [...kept.values()].find(
      ({ message }) => message.contact === contact && message.id === messageId,
    );
  const claim = (one: Kept): Delivery => {
    one.state = "sending";
    one.fence += 1;
    one.attempts += 1;
    const { text, kind, citations, choices, delivery: id } = one.reply;
    const { message, fence, attempts, parts, at } = one;
    return {
      ...{ id, fence, conversation: message.contact, channel: "wecom-aibot", seq: 1 },
      ...{
        contact: message.contact,
        state: "sending",
        speaker: "bot",
        text,
        kind,
        citations,
        choices,
      },
      ...{ messageId: message.id, handle: message.handle ?? {}, attempts, partsSent: parts },
      ...{
        bounces: 0,
        sentSince: 0,
        contactAt: message.at,
        createdAt: at,
        dueAt: new Date(one.due),
      },
    };
  };
  const settle = (id: string, fence: number, result: Settled): boolean => {
    const one = kept.get(id);
    if (one === undefined || one.fence !== fence || one.state !== "sending") return false;
    one.state = result.state === "retry" ? "queued" : result.state;
    if (result.state === "retry") one.due = result.at.getTime();
    if (result.state !== "sent") one.reason = result.reason;
    return true;
  };

  const all: Record = {
    messages,
    counts,
    errors,
    judgements,
    answer: undefined,
    owner: "bot",
    down: false,
    state: (id) => kept.get(id)?.state,
    reason: (id) => kept.get(id)?.reason,
    lease: () => lease?.fence,
    dropLease: () => {
      lease = undefined;
    },
    say(message, said) {
      const { text, choices = [] } = typeof said === "string" ? { text: said } : said;
      const delivery = `d-${kept.size + 1}`;
      const wanted = Date.parse(message.handle?.["notBefore"] ?? "");
      kept.set(delivery, {
        reply: { delivery, state: "queued", text, kind: "say", citations: [], choices },
        ...{ message, state: "queued", fence: 0, attempts: 0, parts: 0, at: now() },
        due: Number.isNaN(wanted) ? now().getTime() : wanted,
      });
      for (const listener of listeners.get(message.contact) ?? []) listener();
      return delivery;
    },
    async pump(sender) {
      const due = [...kept.values()].filter(
        (one) => one.state === "queued" && one.due <= now().getTime(),
      );
      for (const one of due) {
        const delivery = claim(one);
        const result = await sender(delivery, async (parts) => {
          one.parts = parts;
        });
        const at = new Date(now().getTime() + 1_000);
        settle(delivery.id, delivery.fence, result.state === "retry" ? { at, ...result } : result);
      }
      return due.length;
    },
    port: ({ hears = true } = {}) => ({
      failures: { take: async () => 0 },
      address: () => "192.0.2.1",
      count: (_, what) => counts.set(what, (counts.get(what) ?? 0) + 1),
      report: (error) => errors.push(error),
      async accept(message) {
        await alive();
        const { id, contact } = message;
        if (messages.some((one) => one.id === id && one.contact === contact)) {
          return { repeat: true };
        }
        messages.push(message);
        const said = all.answer?.(message);
        if (said !== undefined) all.say(message, said);
        return { repeat: false };
      },
      async replyTo(_, contact, messageId) {
        await alive();
        const one = find(contact, messageId);
        return one && { ...one.reply, state: one.state };
      },
      async claimReply(id) {
        await alive();
        const one = kept.get(id);
        return one?.state === "queued" ? claim(one) : undefined;
      },
      async progress(id, fence, parts) {
        const one = kept.get(id);
        if (one?.fence !== fence) return false;
        one.parts = parts;
        return true;
      },
      async settle(one, result) {
        await alive();
        return settle(one.id, one.fence, result);
      },
      judged: (judgement) => judgements.push(judgement),
      async ownerOf() {
        await alive();
        return all.owner;
      },
      async choice(_, contact, delivery, index) {
        await alive();
        const one = kept.get(delivery);
        return one?.message.contact === contact ? one.reply.choices[index] : undefined;
      },
      onReply(contact, listener) {
        if (!hears) return () => {};
        const mine = listeners.get(contact) ?? new Set();
        listeners.set(contact, mine.add(listener));
        return () => mine.delete(listener);
      },
      async lease(_, milliseconds) {
        await alive();
        if (lease !== undefined && lease.until > Date.now()) return undefined;
        const mine = { fence: ++fences, until: Date.now() + milliseconds };
        lease = mine;
        return {
          fence: mine.fence,
          async renew() {
            await alive();
            if (lease !== mine) return false;
            mine.until = Date.now() + milliseconds;
            return true;
          },
          async release() {
            if (lease === mine) lease = undefined;
          },
        };
      },
    }),
  };
  return all;
}
