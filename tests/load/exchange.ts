import type { Written } from "./update.ts";
import { updateBody } from "./update.ts";
import type { Caller, Status } from "./webhook.ts";

/** One message on its way; times as `performance.now()` gives them. */
export interface Sent {
  readonly chat: number;
  /** When it should have been sent: an open loop counts from there. */
  readonly due: number;
  status: Status | undefined;
  ackedAt: number | undefined;
  answeredAt: number | undefined;
}

export interface Exchange {
  /** Sends a message; the promises resolve at its 200 and at its answer. */
  send(written: Written, due?: number): Sending;
  /** A message of the bot to a chat: the answer to the oldest one open there. */
  said(chat: number): void;
  /** Accepted and not answered yet. */
  open(): number;
  /** Messages of the bot that nobody had asked for. */
  unasked(): number;
}

export interface Sending {
  readonly sent: Sent;
  readonly acked: Promise<Sent>;
  /** Never resolves where it is not answered. */
  readonly answered: Promise<Sent>;
}

interface Waiting {
  readonly sent: Sent;
  readonly answered: (sent: Sent) => void;
}

/**
 * Brings answers and messages together: a subject answers a chat in order and each message once,
 * so the first answer belongs to the oldest message that was not refused.
 */
export function exchange(caller: Caller): Exchange {
  const chats = new Map<number, Waiting[]>();
  let waiting = 0;
  let unasked = 0;

  const drop = (one: Waiting) => {
    const line = chats.get(one.sent.chat) ?? [];
    const at = line.indexOf(one);
    if (at >= 0) line.splice(at, 1);
    if (line.length === 0) chats.delete(one.sent.chat);
  };

  const credit = (chat: number, at: number) => {
    const line = chats.get(chat);
    const one = line?.shift();
    if (line?.length === 0) chats.delete(chat);
    if (one === undefined) {
      unasked += 1;
      return;
    }
    one.sent.answeredAt = at;
    if (one.sent.status === 200) waiting -= 1;
    one.answered(one.sent);
  };

  return {
    send(written, due = performance.now()) {
      const { chat } = written;
      const sent: Sent = {
        chat,
        due,
        status: undefined,
        ackedAt: undefined,
        answeredAt: undefined,
      };
      const { promise: answered, resolve } = Promise.withResolvers<Sent>();
      const one: Waiting = { sent, answered: resolve };
      // Before the call: the answer may be here before its 200 is.
      const line = chats.get(chat);
      if (line === undefined) chats.set(chat, [one]);
      else line.push(one);
      const acked = caller.post(updateBody(written)).then((status) => {
        sent.status = status;
        sent.ackedAt = performance.now();
        if (status === 200) {
          if (sent.answeredAt === undefined) waiting += 1;
        } else if (sent.answeredAt === undefined) {
          drop(one);
        } else {
          // The answer was to one that had overtaken it.
          credit(chat, sent.answeredAt);
          sent.answeredAt = undefined;
        }
        return sent;
      });
      return { sent, acked, answered };
    },
    said: (chat) => credit(chat, performance.now()),
    open: () => waiting,
    unasked: () => unasked,
  };
}
