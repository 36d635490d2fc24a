/** Sends no more than Telegram takes; waiting sends keep the order in which they asked. */
export interface Pace {
  /** When this send may leave, in milliseconds since 1970. Asked again, it keeps its turn. */
  turn(send: string, chat: number, now: number): number;
  /** The send has left or was given up. */
  done(send: string): void;
  /** Telegram said how long this chat takes nothing. */
  hold(chat: number, until: number): void;
}

interface Flow {
  /** Milliseconds between sends, in the long run. */
  readonly every: number;
  /** How many may leave at once after a rest. */
  readonly burst: number;
}

/** core.telegram.org/bots/faq: 30 messages a second in all, one a second a chat, 20 a minute a group. */
const overall: Flow = { every: 1000 / 30, burst: 30 };
const person: Flow = { every: 1000, burst: 3 };
const group: Flow = { every: 3000, burst: 5 };

/** Turns nobody came back for are forgotten after so many milliseconds. */
const forgetAfter = 600_000;

export function pace(): Pace {
  /** When the next send of a flow would leave if all left evenly. */
  const next = new Map<number | "all", number>();
  const turns = new Map<string, { readonly chat: number; readonly at: number }>();
  const holds = new Map<number, number>();

  const free = (key: number | "all", { every, burst }: Flow, now: number) =>
    Math.max(now, (next.get(key) ?? 0) - every * (burst - 1));
  const take = (key: number | "all", { every }: Flow, now: number) =>
    next.set(key, Math.max(now, next.get(key) ?? 0) + every);

  const forget = (now: number) => {
    for (const [send, { at }] of turns) if (at < now - forgetAfter) turns.delete(send);
    for (const [key, at] of next) if (at < now - person.every) next.delete(key);
    for (const [chat, until] of holds) if (until < now) holds.delete(chat);
  };

  return {
    turn(send, chat, now) {
      const held = holds.get(chat) ?? 0;
      const kept = turns.get(send);
      if (kept !== undefined) return Math.max(now, kept.at, held);
      if (turns.size + next.size + holds.size > 10_000) forget(now);
      const flow = chat < 0 ? group : person;
      const at = Math.max(free("all", overall, now), free(chat, flow, now), held);
      take("all", overall, now);
      take(chat, flow, Math.max(now, held));
      turns.set(send, { chat, at });
      return at;
    },
    done(send) {
      turns.delete(send);
    },
    hold(chat, until) {
      holds.set(chat, Math.max(until, holds.get(chat) ?? 0));
    },
  };
}
