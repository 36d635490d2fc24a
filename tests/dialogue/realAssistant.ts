import { loadAssistant } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { ServiceRequest } from "../../src/core/request.ts";
import { freshSession, type Session } from "../../src/core/session.ts";
import type { Assistant } from "../../src/dialogue/assistant.ts";
import type { TurnOutput } from "../../src/dialogue/turn.ts";

export const now = new Date("2026-11-21T12:00:00+08:00");

/** The bot as it is served, on the repo's own knowledge. */
export const assistant: Assistant = loadAssistant(readConfig({}));

export interface Held {
  say(text: string): Promise<TurnOutput>;
  readonly session: Session;
  readonly requests: readonly ServiceRequest[];
}

/** A conversation that keeps its session the way the ledger does: as JSON, with its requests. */
export function conversation(
  requests: readonly ServiceRequest[] = [],
  start: Session = freshSession,
): Held {
  let session = start;
  let held = [...requests];
  return {
    async say(text) {
      const message = { id: "m", channel: "web" as const, contact: "c", text, at: now };
      const turn = await assistant.turn({ message, session, requests: held, now });
      session = JSON.parse(JSON.stringify(turn.session)) as Session;
      for (const effect of turn.outcome.effects) {
        if (effect.kind === "file-request") held.push(effect.request);
        if (effect.kind === "edit-request")
          held = held.map((each) =>
            each.receipt === effect.receipt ? { ...each, slots: effect.slots } : each,
          );
        if (effect.kind === "withdraw-request")
          held = held.map((each) =>
            each.receipt === effect.receipt ? { ...each, status: "withdrawn" as const } : each,
          );
        if (effect.kind === "erase-contact") held = [];
      }
      return turn;
    },
    get session() {
      return session;
    },
    get requests() {
      return held;
    },
  };
}

/** The last turn of a conversation of these messages. */
export async function talk(...messages: readonly string[]): Promise<TurnOutput> {
  const held = conversation();
  let last: TurnOutput | undefined;
  for (const text of messages) last = await held.say(text);
  if (last === undefined) throw new Error("nothing was said");
  return last;
}
