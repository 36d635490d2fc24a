import type { Channel } from "./channel.ts";
import type { Attachment, Handle, Message } from "./message.ts";
import type { Owner } from "./owner.ts";

/** A stretch of a platform's record, as one pull of it gave. */
export interface Page {
  /** Whose record it is, such as `wecom-kf/wk…`. */
  readonly source: string;
  /** Where the pull began; undefined for the very first. */
  readonly from: string | undefined;
  /** Where the next pull goes on. */
  readonly next: string;
  /** In the order they happened. */
  readonly steps: readonly PageStep[];
}

/** What a page can tell of a contact. */
export type PageStep =
  | { readonly kind: "message"; readonly message: Message }
  /** Written before the bot's time: kept on the transcript, never answered. */
  | { readonly kind: "history"; readonly message: Message }
  /** A person of the service team wrote to the contact in the platform's own client. */
  | {
      readonly kind: "staff";
      readonly channel: Channel;
      readonly contact: string;
      readonly id: string;
      readonly text: string;
      readonly at: Date;
      readonly attachment?: Attachment;
      /** The member who wrote it, where the platform tells. */
      readonly servicer?: string;
    }
  | {
      readonly kind: "owner";
      readonly channel: Channel;
      readonly contact: string;
      readonly owner: Owner;
      /** The member who serves, where the platform tells. */
      readonly servicer?: string;
      /** The platform takes one message for the change, by this; `id` is the platform's own of it. */
      readonly edge?: { readonly id: string; readonly handle: Handle };
    }
  /** The contact took a message back: what it said is no longer kept, nor answered. */
  | {
      readonly kind: "recall";
      readonly channel: Channel;
      readonly contact: string;
      readonly id: string;
    }
  /** A reply that was taken as sent has not arrived. */
  | {
      readonly kind: "bounce";
      readonly delivery: string;
      /** The delivery's own when it left: an older sending's bounce says nothing of a newer one. */
      readonly bounces: number;
      readonly reason: string;
    };
