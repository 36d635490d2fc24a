import type { Channel } from "../../../core/channel.ts";
import type { Delivery, Reply, SendResult } from "../../../core/delivery.ts";
import type { Lease } from "../../../core/lease.ts";
import type { Message } from "../../../core/message.ts";
import type { Choice } from "../../../core/outcome.ts";
import type { Owner } from "../../../core/owner.ts";
import type { CallbackPort } from "../port.ts";
import type { Feedback } from "./incoming.ts";

/** How a send ended; a retry has its time. */
export type Settled =
  | Exclude<SendResult, { readonly state: "retry" }>
  | { readonly state: "retry"; readonly reason: string; readonly at: Date };

/** What a contact thinks of a reply. */
export interface Judgement extends Pick<Feedback, "verdict" | "reasons"> {
  /** Absent where it is not known which reply it was. */
  readonly delivery?: string;
}

/** What the AI bot needs of the program. */
export interface AibotPort extends CallbackPort {
  /** Durable before it resolves; rejects when it cannot store. A repeat carries the same id. */
  accept(message: Message): Promise<{ readonly repeat: boolean }>;
  /** What was said to a message, whether or not it has left; undefined while it is being handled. */
  replyTo(channel: Channel, contact: string, messageId: string): Promise<Reply | undefined>;
  /** Claims a queued reply before its time; undefined when it is not queued. Must be settled. */
  claimReply(delivery: string): Promise<Delivery | undefined>;
  /** Records that so many parts of a claimed reply have left; false when the rest must not. */
  progress(delivery: string, fence: number, parts: number): Promise<boolean>;
  /** False when the claim is no longer the newest. */
  settle(claim: Delivery, result: Settled): Promise<boolean>;
  ownerOf(channel: Channel, contact: string): Promise<Owner | undefined>;
  /**
   * The choice a delivery offered at that place, counted from 0; undefined when the delivery was
   * not to this contact, or offered none there.
   */
  choice(
    channel: Channel,
    contact: string,
    delivery: string,
    index: number,
  ): Promise<Choice | undefined>;
  /** Calls back when a reply to the contact may be there, on a best effort; the result ends that. */
  onReply(contact: string, listener: () => void): () => void;
  /** Takes note of what a contact thinks of a reply. */
  judged(judgement: Judgement): void;
  /** Takes a right for so many milliseconds; undefined while another instance has it. */
  lease(name: string, milliseconds: number): Promise<Lease | undefined>;
}
