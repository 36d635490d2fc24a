import type { Channel } from "../core/channel.ts";
import type { Reach } from "../core/reach.ts";
import type { StaffRef } from "../core/staff.ts";
import type { Service } from "../knowledge/entry.ts";
import type { DeskConversation, DeskRecord } from "../ledger/deskRecord.ts";
import type { Words } from "./words.ts";

/** How a platform's own client took a conversation, or why it did not. */
export type ClientTook =
  | {
      readonly kind: "servicer";
      readonly userid: string;
      /** Who of staff that is, where an account names them. */
      readonly staff?: StaffRef;
    }
  | { readonly kind: "pool" }
  | {
      readonly kind: "refused";
      readonly reason: string;
      /** Soon it may do. */
      readonly passing?: boolean;
    };

/** What the handoff parts need of the program. */
export interface HandoffPort {
  readonly record: DeskRecord;
  readonly words: Words;
  /** Of the knowledge in service. */
  service(): Service;
  now(): Date;
  /** Whether anybody could come at all: an active account, or servicers of the platform. */
  staffed(channel: Channel): Promise<boolean>;
  /** Ids of staff whose account is active no more; what they hold goes back into the queue. */
  gone?: () => Promise<ReadonlySet<string>>;
  /** Says that a conversation changed, here and at the other instances. */
  changed(conversation: string): void;
  /**
   * Passes a contact to the platform's own client, which tells them `text` itself; undefined where
   * the channel has none.
   */
  handOver?: (channel: Channel, contact: string, text: string) => Promise<ClientTook | undefined>;
  /** Whether conversations of the channel go to its client at once, instead of to our desk. */
  servedInClient(channel: Channel): boolean;
  /** What the channel still allows to send. */
  reach(conversation: DeskConversation): Reach;
  requeue(delivery: string): Promise<boolean>;
}
