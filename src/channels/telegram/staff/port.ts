import type { Channel } from "../../../core/channel.ts";
import type { Citation } from "../../../core/citation.ts";
import type { Handoff } from "../../../core/handoff.ts";
import type { Attachment } from "../../../core/message.ts";
import type { StaffRef } from "../../../core/staff.ts";
import type { StaffGroupRecord } from "../../../core/staffGroup.ts";
import type { Act, Desk, Refused, Words } from "../../../handoff/desk.ts";

export type { Act, Refused, Words };

/** One line of a conversation, as the group shows it. */
export interface Line {
  readonly seq: number;
  readonly side: "contact" | "bot" | "staff";
  readonly text: string;
  readonly at: Date;
  readonly outcome?: { readonly citations: readonly Citation[] };
  readonly messageId?: string;
  readonly attachment?: Attachment;
  readonly staff?: StaffRef;
}

export interface Served {
  readonly channel: Channel;
  readonly contact: string;
  /** The newest, ended or not. */
  readonly handoff?: Handoff;
}

/** What the staff group needs from the program, beside what the channel needs. */
export interface StaffGroupPort {
  readonly desk: Pick<
    Desk,
    "claim" | "giveBack" | "close" | "say" | "resend" | "onChange" | "changed"
  >;
  readonly record: StaffGroupRecord;
  /** Whose active account names this Telegram user. */
  staffByTelegram(user: number): Promise<StaffRef | undefined>;
  conversation(id: string): Promise<Served | undefined>;
  /** Lines behind a place, oldest first. */
  transcript(conversation: string, after: number, limit: number): Promise<readonly Line[]>;
  /** An intent's title, such as 「专利质押融资」. */
  topicTitle(topic: string): string | undefined;
  /** The conversation's page at the web desk, where it can be opened from anywhere. */
  deskLink(conversation: string): string | undefined;
}

export interface StaffGroupConfig {
  /** Number of the supergroup. */
  readonly chat: number;
  /** The bot's own. */
  readonly bot: number;
}
