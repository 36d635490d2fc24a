/**
 * Conversations held in memory for `ask` and `eval`: the same acceptance, turns and commits as in
 * service, on a ledger that is gone with the process.
 */
import type { Citation } from "../core/citation.ts";
import type { Choice } from "../core/outcome.ts";
import type { Assistant } from "../dialogue/assistant.ts";
import { openLedger } from "../ledger/ledger.ts";

export interface Asked {
  readonly text: string;
  readonly intent: string;
  readonly confidence: number;
  readonly outcome: string;
  readonly citations: readonly Citation[];
  readonly choices: readonly Choice[];
  /** Figures the guard stopped. */
  readonly blocked: number;
}

export interface Conversations {
  ask(text: string, conversation: string): Promise<Asked>;
  close(): Promise<void>;
}

export async function createConversations(
  assistant: Assistant,
  now: () => Date,
): Promise<Conversations> {
  const ledger = await openLedger(":memory:");
  let count = 0;
  return {
    async ask(text, contact) {
      count += 1;
      const { conversation } = await ledger.accept({
        id: String(count),
        channel: "terminal",
        contact,
        text,
        at: now(),
      });
      let asked: Asked | undefined;
      await ledger.turn(conversation, async ({ message, session, requests }) => {
        const turn = await assistant.turn({ message, session, requests, now: now() });
        const { outcome, intent, confidence, blocked } = turn;
        asked = {
          text: outcome.text,
          intent,
          confidence,
          outcome: outcome.kind,
          citations: outcome.citations,
          choices: outcome.choices,
          blocked,
        };
        return turn;
      });
      if (asked === undefined) throw new Error("the turn gave no outcome");
      return asked;
    },
    close: () => ledger.close(),
  };
}
