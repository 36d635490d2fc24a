import type { Channel } from "./channel.ts";

/** What a door hands in: one thing a contact wrote, verified and parsed. */
export interface Message {
  /** The sender's own id of it, unique within channel and contact; a repeat carries the same id. */
  readonly id: string;
  readonly channel: Channel;
  /** The customer as known on the channel; never a display name. */
  readonly contact: string;
  readonly text: string;
  readonly at: Date;
}
