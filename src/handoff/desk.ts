import type { DeskKey, Handoff, HandoffEnd, Surface } from "../core/handoff.ts";
import type { Attachment, Handle } from "../core/message.ts";
import type { StaffRef } from "../core/staff.ts";

/** Why an act of staff was not done; nothing has changed then. */
export type Refused =
  | { readonly refused: "not-found" }
  /** The conversation has no handoff at all, or its last one is over. */
  | { readonly refused: "ended"; readonly end?: HandoffEnd }
  /** Nobody has claimed it yet. */
  | { readonly refused: "not-claimed" }
  | { readonly refused: "claimed-by-other"; readonly by: StaffRef }
  /** It changed between the look and the act: look again. */
  | { readonly refused: "changed" }
  /** The platform does not allow it; `reason` is for staff to read. */
  | { readonly refused: "platform"; readonly reason: string };

export type Act = Promise<{ readonly handoff: Handoff } | Refused>;

/** Where a conversation goes: to a colleague, into the queue of a desk, into the platform's client. */
export type TransferTo =
  | { readonly staff: StaffRef }
  | { readonly desk: DeskKey }
  | { readonly client: true };

/** What a person writes to the customer. */
export interface Words {
  /** The surface's own id of them: a repeat carries the same. */
  readonly key: string;
  readonly text: string;
  readonly attachment?: Attachment;
  /** What the customer's channel is to make of it, where the surface is of that channel. */
  readonly handle?: Handle;
}

/**
 * What staff do with conversations, the same for every surface. Each act is whole or not at all,
 * tells the customer what they need to know in one message, and is safe to repeat.
 */
export interface Desk {
  /** Takes a conversation that waits, was promised, or is over (then it is reopened). */
  claim(conversation: string, by: StaffRef, surface: Surface): Act;
  transfer(conversation: string, by: StaffRef, to: TransferTo): Act;
  /** Back to the bot. */
  giveBack(conversation: string, by: StaffRef, summary?: string): Act;
  /** Done: the customer is asked how it was. */
  close(conversation: string, by: StaffRef, summary?: string): Act;
  /** Writes to the customer; the same key says the same words once. */
  say(
    conversation: string,
    by: StaffRef,
    words: Words,
  ): Promise<{ readonly delivery: string; readonly repeat: boolean } | Refused>;
  /**
   * Tries again what did not arrive; false when it is neither failed nor uncertain, or none of the
   * conversation's newest.
   */
  resend(conversation: string, by: StaffRef, delivery: string): Promise<boolean | Refused>;
  /** Called after every change of a conversation, here or at another instance. */
  onChange(listener: (conversation: string) => void): () => void;
  /** Says that a conversation changed. */
  changed(conversation: string): void;
}
