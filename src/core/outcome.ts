import type { Citation } from "./citation.ts";
import type { HandoffRequest } from "./handoff.ts";
import type { RequestKind, ServiceRequest } from "./request.ts";

/** A quick reply: what the button says, and what is sent when it is pressed. */
export interface Choice {
  readonly label: string;
  readonly text: string;
}

export const outcomeKinds = ["answer", "ask", "clarify", "abstain", "handoff", "say"] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

/**
 * Why a person is asked for: by the customer or the bot; `opened` by staff themselves, `platform`
 * by a person who took over in the platform's own client.
 */
export const handoffReasons = [
  "asked",
  "repeated-failure",
  "complaint",
  "money-abstained",
  "unsolved",
  "opened",
  "platform",
] as const;
export type HandoffReason = (typeof handoffReasons)[number];

/** What a turn changes beside the session; committed with it in one transaction. */
export type Effect =
  | { readonly kind: "file-request"; readonly request: ServiceRequest }
  | {
      readonly kind: "edit-request";
      readonly receipt: string;
      readonly slots: Readonly<Record<string, string>>;
    }
  | { readonly kind: "withdraw-request"; readonly receipt: string }
  | { readonly kind: "erase-contact" }
  /** Asks for a person; what is asked already is brought up to date. */
  | { readonly kind: "request-handoff"; readonly request: HandoffRequest }
  | { readonly kind: "leave-queue" }
  | { readonly kind: "rate-handoff"; readonly handoff: string; readonly rating: 1 | 2 | 3 }
  | { readonly kind: "settle-follow-up"; readonly handoff: string; readonly solved: boolean }
  | { readonly kind: "record-gap"; readonly question: string; readonly missing: string };

/** What a turn decided. Handlers return it; only the outbox sends. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly choices: readonly Choice[];
  readonly effects: readonly Effect[];
  /** For `handoff`, and for an `abstain` that a person should take up. */
  readonly reason?: HandoffReason;
  /** For `ask`: the slot that is asked for. */
  readonly slot?: string;
}

export type { RequestKind };
