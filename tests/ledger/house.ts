import { afterEach } from "vitest";
import type { Message } from "../../src/core/message.ts";
import type { Effect, Outcome } from "../../src/core/outcome.ts";
import type { ServiceRequest } from "../../src/core/request.ts";
import type {
  Ledger,
  LedgerOptions,
  Step,
  TurnInput,
  TurnResult,
} from "../../src/ledger/ledger.ts";

/** An implementation under test: where a fresh record can live, and how one is opened. */
export interface House {
  place(): Promise<string>;
  open(place: string, options?: LedgerOptions): Promise<Ledger>;
}

/** Opens ledgers that are closed when the test ends. */
export function opener(house: House) {
  const opened: Ledger[] = [];
  afterEach(async () => {
    for (const ledger of opened.splice(0)) await ledger.close();
  });
  return async (place?: string, options?: LedgerOptions): Promise<Ledger> => {
    const ledger = await house.open(place ?? (await house.place()), options);
    opened.push(ledger);
    return ledger;
  };
}

export function message(id: string, text = `text ${id}`, contact = "contact"): Message {
  return { id, channel: "web", contact, text, at: new Date("2026-11-21T08:00:00Z") };
}

export function say(text: string, effects: readonly Effect[] = []): Outcome {
  return { kind: "say", text, citations: [], choices: [], effects };
}

/** Answers with what was asked, carrying these effects. */
export function echo(...effects: readonly Effect[]): (input: TurnInput) => Promise<TurnResult> {
  return async ({ message: { text }, session }) => ({
    session,
    outcome: say(`re: ${text}`, effects),
    intent: "help",
    confidence: 1,
  });
}

export function request(receipt: string, slots: Record<string, string> = {}): ServiceRequest {
  const at = new Date("2026-11-21T08:00:00Z");
  return { receipt, kind: "expert", status: "submitted", slots, createdAt: at, updatedAt: at };
}

/** Accepts one message and handles it. */
export async function exchange(
  ledger: Ledger,
  accepted: Message,
  step: Step = echo(),
): Promise<string> {
  const { conversation } = await ledger.accept(accepted);
  const end = await ledger.turn(conversation, step);
  if (end !== "done") throw new Error(`the turn ended as ${end}`);
  return conversation;
}
