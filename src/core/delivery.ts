import type { Channel } from "./channel.ts";
import type { Citation } from "./citation.ts";
import type { Handle } from "./message.ts";
import type { Choice, OutcomeKind } from "./outcome.ts";

/** Where a reply stands. Every reply ends as `sent`, `uncertain` or `failed`. */
export const deliveryStates = ["queued", "sending", "sent", "uncertain", "failed"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/**
 * Who speaks: the bot, a person, or the service about who answers. Only the bot's words wait for
 * its right to speak.
 */
export type Speaker = "bot" | "staff" | "notice";

/** One reply on its way out. */
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
  readonly speaker: Speaker;
  /** Empty once sent: the transcript keeps what was said. */
  readonly text: string;
  readonly kind: OutcomeKind;
  readonly citations: readonly Citation[];
  readonly choices: readonly Choice[];
  /** The contact's message this replies to; an id of our own where it replies to none. */
  readonly messageId: string;
  /** What that message's door left for the reply; empty where it left nothing. */
  readonly handle: Handle;
  /** Tries so far, this one included; those that surely did not leave are mostly not counted. */
  readonly attempts: number;
  /** Parts of it known to have left in an earlier attempt. */
  readonly partsSent: number;
  /** How often the platform said that it had not arrived after all: it leaves as another message. */
  readonly bounces: number;
  /** Platform messages sent to the contact since they last wrote, this reply's parts included. */
  readonly sentSince: number;
  /** When the contact last wrote. */
  readonly contactAt: Date;
  /** When that message was accepted; absent where it replies to none. Told of a claim alone. */
  readonly acceptedAt?: Date;
  readonly createdAt: Date;
  readonly dueAt: Date;
  /** Why it is uncertain, failed or tried again. */
  readonly reason?: string;
}

/** A reply as the record keeps it: what is said stays when the sending is over. */
export interface Reply {
  readonly delivery: string;
  readonly state: DeliveryState;
  readonly text: string;
  readonly kind: OutcomeKind;
  readonly citations: readonly Citation[];
  readonly choices: readonly Choice[];
}

/** How a send ended. A retry without a time follows the worker's own back-off. */
export type SendResult =
  | {
      readonly state: "sent" /** Platform messages it took in all; 1 unless told. */;
      readonly parts?: number;
    }
  | { readonly state: "uncertain"; readonly reason: string }
  | { readonly state: "failed"; readonly reason: string }
  | {
      readonly state: "retry";
      readonly reason: string;
      readonly at?: Date;
      /** It surely did not leave: tried again as long as it is worth it, however often. */
      readonly unsent?: true;
    };

/**
 * Records that so many parts have left, where a later attempt goes on, and makes sure that the rest
 * still may: to be the last before the call that sends the next. Rejects where it may not, with a
 * {@link Halt} that the sender lets through.
 */
export type Progress = (parts: number) => Promise<void>;

/** Ends a send in the middle: its end is recorded already, or another's to record. */
export class Halt extends Error {
  constructor() {
    super("the rest of the reply must not leave");
    this.name = "Halt";
  }
}

/** Takes one reply out through its channel. It decides nothing and throws only where it cannot tell how it ended. */
export type Sender = (delivery: Delivery, progress: Progress) => Promise<SendResult>;

/** What becomes of a send nobody knows the end of: tried again, or kept for a person to decide. */
export type AmbiguityPolicy = (channel: Channel) => "resend" | "hold";
