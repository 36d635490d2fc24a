import type { Channel } from "../../core/channel.ts";
import type { Citation } from "../../core/citation.ts";
import type { DeskKey } from "../../core/handoff.ts";
import type { Attachment } from "../../core/message.ts";
import type { OpenedPassage } from "../../core/openedPassage.ts";
import type { Reach } from "../../core/reach.ts";
import type { StaffRef } from "../../core/staff.ts";
import type { Desk } from "../../handoff/desk.ts";
import type { Case, DeskConversation, DeskRecord } from "../../ledger/deskRecord.ts";
import type { TranscriptEntry } from "../../ledger/ledger.ts";
import type { Visitor } from "../visitor.ts";

export interface Suggestion {
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** A file of a customer as the platform gives it, or why it gives none, in words for staff. */
export type FetchedAttachment =
  | {
      readonly content: ReadableStream<Uint8Array>;
      /** Where the platform told it. */
      readonly bytes?: number;
      readonly name?: string;
    }
  | { readonly reason: string };

/** Whether staff are there now; outside the hours, when they next are. */
export interface Office {
  readonly open: boolean;
  readonly opens?: Date;
}

/** What one tab of somebody's browser says of itself. */
export interface Looking {
  readonly staff: StaffRef;
  readonly conversation: string;
  readonly writing: boolean;
}

/** Who of staff looks at which conversation, at all instances. */
export interface DeskPresence {
  /** To be repeated well within half a minute. Never rejects. */
  beat(tab: string, looking: Looking): Promise<void>;
  leave(tab: string): Promise<void>;
  list(): Promise<readonly Looking[]>;
}

/** Reads of the record that the desk pages make. */
export type DeskReads = Pick<
  DeskRecord,
  | "inbox"
  | "inboxTally"
  | "conversation"
  | "newestLines"
  | "receipts"
  | "handoffEvents"
  | "notes"
  | "addNote"
  | "markRead"
  | "cannedReplies"
>;

/** What is kept of who did what; never what was said. */
export interface DeskDeed {
  readonly action:
    | "conversation.read"
    | "conversation.claim"
    | "conversation.transfer"
    | "conversation.return"
    | "conversation.close"
    | "conversation.resend"
    | "attachment.fetch";
  readonly conversation: string;
  readonly detail?: Readonly<Record<string, string>>;
}

/** What the desk pages need of the program. */
export interface DeskPort {
  readonly desk: Desk;
  readonly record: DeskReads;
  readonly presence: DeskPresence;
  now(): Date;
  /** Entries after a position, oldest first. */
  transcript(conversation: string, after: number, limit: number): Promise<TranscriptEntry[]>;
  /** The open service requests of a conversation. */
  openCases(conversation: string): Promise<readonly Case[]>;
  /** Which desks somebody serves; none stands for all. */
  desksOf(staff: string): Promise<readonly DeskKey[]>;
  /** Active accounts that a conversation can be given to. */
  colleagues(): Promise<readonly StaffRef[]>;
  /** What a conversation may be about, as the intents call it. */
  topics(): readonly { readonly id: string; readonly title: string }[];
  districts(): readonly string[];
  office(): Office;
  /** What the channel still allows. */
  reach(conversation: DeskConversation): Reach;
  /** Answers that the knowledge holds for a question, best first. */
  suggest(question: string, topic?: string): Promise<readonly Suggestion[]>;
  passage(id: string): OpenedPassage | undefined;
  attachment(channel: Channel, attachment: Attachment): Promise<FetchedAttachment>;
  /** Calls back with an account whose rights or sessions changed; the result ends that. */
  onStaffChange(listener: (staff: string) => void): () => void;
  /** Whether the session still lives and its account is active, asked while a stream is open. */
  stillSignedIn(visitor: Visitor): Promise<boolean>;
  audit(visitor: Visitor, deed: DeskDeed): Promise<void>;
  report(error: unknown, where: string): void;
}
