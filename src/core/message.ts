import type { Channel } from "./channel.ts";

export const attachmentKinds = [
  "image",
  "voice",
  "video",
  "file",
  "location",
  "link",
  "card",
  "other",
] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/** What a contact sent that is not text. The bot cannot read it; a person can open it. */
export interface Attachment {
  readonly kind: AttachmentKind;
  /** What the platform gives the content for: a media id, an address. */
  readonly reference?: string;
  /** A file's name, a place's name, a link's title. */
  readonly name?: string;
}

/**
 * What the platform wants back with the reply to a message: a welcome code, a stream's id, an
 * address. Only the channel that made it reads it.
 */
export type Handle = Readonly<Record<string, string>>;

/** What a door hands in: one thing a contact did, verified and parsed. */
export interface Message {
  /** The sender's own id of it, unique within channel and contact; a repeat carries the same id. */
  readonly id: string;
  readonly channel: Channel;
  /** The customer as known on the channel, and where replies go; never a display name. */
  readonly contact: string;
  /** Empty for an arrival, and for an attachment without a caption. */
  readonly text: string;
  readonly at: Date;
  readonly attachment?: Attachment;
  /** The contact opened the conversation and wrote nothing yet: it is welcomed, not answered. */
  readonly arrival?: boolean;
  /** With `arrival`: they did not open it, a person who served them has given it back. */
  readonly returned?: boolean;
  /** Belongs to another message, as the further pictures of an album do: kept, with no reply of its own. */
  readonly kept?: boolean;
  readonly handle?: Handle;
}
