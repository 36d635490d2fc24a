import type { Channel } from "../core/channel.ts";
import type { Citation } from "../core/citation.ts";
import type { Message } from "../core/message.ts";
import type { Choice, Outcome, OutcomeKind } from "../core/outcome.ts";
import type { ServiceRequest } from "../core/request.ts";
import type { Session } from "../core/session.ts";

/** What a step works from. Nothing in it is locked: another instance may be at the same message. */
export interface TurnInput {
  readonly message: Message;
  readonly session: Session;
  /** The contact's own requests, oldest first. */
  readonly requests: readonly ServiceRequest[];
  /** The same on every try of the same message; letters, digits and `-`, at most 28 long. */
  readonly turnId: string;
}

export interface TurnResult {
  readonly session: Session;
  readonly outcome: Outcome;
  readonly intent: string;
  /** 0 to 1. */
  readonly confidence: number;
}

export type Step = (input: TurnInput) => Promise<TurnResult>;

export interface TurnOptions {
  /** Text for the contact when their message is set aside; without it a short general apology. */
  readonly onPoison?: (message: Message, error: unknown) => string;
}

/** `done`: a message was handled or set aside. `idle`: none waits. `lost`: another got there first. */
export type TurnEnd = "done" | "idle" | "lost";

export type Side = "contact" | "bot" | "staff";

export interface TranscriptEntry {
  /** Position in the conversation, growing, not always by one. */
  readonly seq: number;
  readonly side: Side;
  readonly text: string;
  readonly at: Date;
  readonly outcome?: {
    readonly kind: OutcomeKind;
    readonly citations: readonly Citation[];
    readonly choices: readonly Choice[];
  };
  /** The sender's id, for what the contact wrote. */
  readonly messageId?: string;
  readonly intent?: string;
  readonly confidence?: number;
}

/** Where a reply stands. Every reply ends as `sent`, `uncertain` or `failed`. */
export const deliveryStates = ["queued", "sending", "sent", "uncertain", "failed"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface Delivery {
  /** Letters, digits and `-`, at most 30 long; fit to be a platform's own message id. */
  readonly id: string;
  /** Number of this claim; a settle that carries an older one changes nothing. */
  readonly fence: number;
  readonly conversation: string;
  readonly channel: Channel;
  readonly contact: string;
  readonly seq: number;
  readonly state: DeliveryState;
  /** Empty once sent: the transcript keeps what was said. */
  readonly text: string;
  readonly kind: OutcomeKind;
  readonly citations: readonly Citation[];
  readonly choices: readonly Choice[];
  /** The contact's message this replies to. */
  readonly messageId: string;
  /** Claims so far, this one included. */
  readonly attempts: number;
  readonly createdAt: Date;
  readonly dueAt: Date;
  /** Why it is uncertain, failed or tried again. */
  readonly reason?: string;
}

export type Settlement =
  | { readonly state: "sent" }
  | { readonly state: "uncertain"; readonly reason: string }
  | { readonly state: "failed"; readonly reason: string }
  | { readonly state: "retry"; readonly reason: string; readonly at: Date };

/** What becomes of a send nobody knows the end of: tried again, or kept for a person to decide. */
export type AmbiguityPolicy = (channel: Channel) => "resend" | "hold";

export interface Gap {
  readonly question: string;
  readonly missing: string;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

export interface Counts {
  readonly conversations: number;
  /** Accepted messages not yet handled. */
  readonly waiting: number;
  /** When the oldest of them was accepted. */
  readonly waitingSince?: Date;
  /** Messages given up after repeated failure. */
  readonly setAside: number;
  readonly queued: number;
  readonly sending: number;
  readonly uncertain: number;
  readonly failed: number;
  readonly requests: number;
  readonly gaps: number;
  readonly erasures: number;
}

/**
 * The durable record. A promise of it that resolves has been synced to the disk; one that rejects
 * with a `ZhiwenError` has stored nothing.
 */
export interface Ledger {
  /** Stores a message once; a repeat (same channel, contact and message id) is told and not stored. */
  accept(message: Message): Promise<{ readonly conversation: string; readonly repeat: boolean }>;
  /** Calls back after every new message accepted here; the result ends that. */
  watch(listener: () => void): () => void;
  /** Conversations with unhandled messages, longest waiting first. */
  waiting(limit: number): Promise<string[]>;
  /**
   * Handles the next message of the conversation. The step runs outside any transaction; what it
   * decides is committed at once, if nobody else has handled the message meanwhile.
   * Rejects with the error of a step that throws, or of an effect that cannot be carried out,
   * after counting the attempt; the third such failure sets the message aside, with an apology to
   * the contact, and ends as `done`.
   */
  turn(conversation: string, step: Step, options?: TurnOptions): Promise<TurnEnd>;
  /** Entries after a position, oldest first; `limit` is 200 unless told. */
  transcript(conversation: string, after?: number, limit?: number): Promise<TranscriptEntry[]>;
  conversationOf(channel: Channel, contact: string): Promise<string | undefined>;

  /**
   * Claims replies that are due on these channels; at most one a conversation, so that replies
   * keep their order. Each must be settled.
   */
  dueDeliveries(channels: readonly Channel[], limit: number, now: Date): Promise<Delivery[]>;
  /** Records how a claimed send ended; false when the claim is no longer the newest. */
  settle(id: string, fence: number, result: Settlement): Promise<boolean>;
  /**
   * Takes up replies whose sender has died between claim and settle; how many. Replies a living
   * instance is sending are left alone. Also drops what an erasure left for de-duplication once
   * it is a week old. To be called at start and from time to time.
   */
  recover(policy: AmbiguityPolicy): Promise<number>;
  /** Replies in a state, oldest first: `failed` are the dead letters. */
  deliveries(filter: {
    readonly state: DeliveryState;
    readonly limit?: number;
  }): Promise<Delivery[]>;
  /** Puts an uncertain or failed reply back into the queue; false when it is neither. */
  requeue(id: string): Promise<boolean>;

  requestsOf(channel: Channel, contact: string): Promise<ServiceRequest[]>;
  request(receipt: string): Promise<ServiceRequest | undefined>;
  /** Questions that could not be answered, most asked first. */
  gaps(limit?: number): Promise<Gap[]>;
  counts(): Promise<Counts>;
  /** Finishes the commit under way, then closes. */
  close(): Promise<void>;
}

export type { CrashPoint, LedgerOptions } from "./open.ts";
export { openLedger } from "./open.ts";
