import type { AccountRecord } from "../core/accountRecord.ts";
import type { Channel } from "../core/channel.ts";
import type { Citation } from "../core/citation.ts";
import type {
  AmbiguityPolicy,
  Delivery,
  DeliveryState,
  Reply,
  SendResult,
} from "../core/delivery.ts";
import type { Handoff } from "../core/handoff.ts";
import type { Lease } from "../core/lease.ts";
import type { Attachment, Message } from "../core/message.ts";
import type { Choice, Outcome, OutcomeKind } from "../core/outcome.ts";
import type { Owner, Served } from "../core/owner.ts";
import type { Page } from "../core/page.ts";
import type { ServiceRequest } from "../core/request.ts";
import type { Session } from "../core/session.ts";
import type { StaffRef } from "../core/staff.ts";
import type { StaffGroupRecord } from "../core/staffGroup.ts";
import type { DeskRecord } from "./deskRecord.ts";
import type { Taken } from "./page.ts";
import type { PlatformEdges } from "./platformOwner.ts";

/** What a step works from. Nothing in it is locked: another instance may be at the same message. */
export interface TurnInput {
  readonly message: Message;
  readonly session: Session;
  /** The contact's own requests, oldest first. */
  readonly requests: readonly ServiceRequest[];
  /** The same on every try of the same message; letters, digits and `-`, at most 28 long. */
  readonly turnId: string;
  /** `waiting` while the contact is in the queue; a person's conversations come to no step. */
  readonly owner: "bot" | "waiting";
  /** The newest handoff, ended or not. */
  readonly handoff?: Handoff;
  /** What could not be sent since the last reply: to stand before this one. */
  readonly nextVisit: readonly string[];
}

export interface TurnResult {
  readonly session: Session;
  readonly outcome: Outcome;
  readonly intent: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Undefined keeps the message for staff and says nothing. */
export type Step = (input: TurnInput) => Promise<TurnResult | undefined>;

export interface TurnOptions {
  /** Told which message is taken up, also where no step is asked. */
  readonly onBegun?: (message: Message) => void;
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
  /** The sender's id of what the contact wrote; the surface's of what staff did. */
  readonly messageId?: string;
  readonly intent?: string;
  readonly confidence?: number;
  readonly attachment?: Attachment;
  /** For `staff`: who. */
  readonly staff?: StaffRef;
}

/** A {@link SendResult} whose retry has its time. */
export type Settlement =
  | Exclude<SendResult, { readonly state: "retry" }>
  | (Extract<SendResult, { readonly state: "retry" }> & { readonly at: Date });

/** The hot copy of sessions in front of the record. Losing it, or all of them, changes nothing. */
export interface SessionCache {
  /** The session of exactly this version; undefined when it is not there. Never rejects. */
  read(conversation: string, version: number): Promise<unknown>;
  /** Never rejects. */
  write(conversation: string, version: number, session: Session): Promise<void>;
  /** Never rejects. */
  drop(conversation: string): Promise<void>;
}

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
 * with a `ZhiwenError` has stored nothing, but where the connection to PostgreSQL broke at the
 * commit: then it may have, and who asks again is recognised.
 */
export interface Ledger {
  /** Stores a message once; a repeat (same channel, contact and message id) is told and not stored. */
  accept(message: Message): Promise<{ readonly conversation: string; readonly repeat: boolean }>;
  /**
   * Stores what a pull gave and where the next one goes on, in one transaction. Undefined, and
   * nothing stored, when the record has meanwhile gone on from elsewhere.
   */
  acceptPage(page: Page, edges?: PlatformEdges): Promise<Taken | undefined>;
  /** Where the next pull from a source goes on. */
  cursor(source: string): Promise<string | undefined>;
  /** Takes a right for so many milliseconds; undefined while another instance has it. */
  lease(name: string, milliseconds: number): Promise<Lease | undefined>;
  /** Calls back after every new message accepted here; the result ends that. */
  watch(listener: () => void): () => void;
  /** Accepted messages not yet handled, by any instance. */
  backlog(): Promise<number>;
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
  /**
   * Records that so many parts of a claimed send have left. False when the rest must not: another
   * has taken it up, or it is the bot's and a person has come since; then it has failed.
   */
  progress(id: string, fence: number, parts: number): Promise<boolean>;
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
  /**
   * Puts an uncertain or failed reply back into the queue; false when it is neither, or nothing of
   * it is kept.
   */
  requeue(id: string): Promise<boolean>;
  /**
   * Puts all failed replies back into the queue, of one channel where one is named; how many. What
   * the bot said before a person came stays where it is.
   */
  requeueAll(channel?: Channel): Promise<number>;

  /** The choice a contact was offered in a reply to them; undefined when there is no such. */
  choice(
    channel: Channel,
    contact: string,
    delivery: string,
    index: number,
  ): Promise<Choice | undefined>;
  /** What was said to a message, whether or not it has left; undefined while it is being handled. */
  replyTo(channel: Channel, contact: string, messageId: string): Promise<Reply | undefined>;
  /** Claims a queued reply before its time; undefined when it is not queued. Must be settled. */
  claimReply(id: string): Promise<Delivery | undefined>;
  ownerOf(channel: Channel, contact: string): Promise<Owner | undefined>;
  /**
   * Takes over from the platform who answers there; a reply or a turn begun under the former owner
   * does not go through. The platform gives back only what its own client had. The conversation,
   * where it changed.
   */
  setOwner(
    channel: Channel,
    contact: string,
    owner: Owner,
    servicer?: string,
    edges?: PlatformEdges,
  ): Promise<string | undefined>;
  /**
   * Notes whether the contact takes messages, as the platform says it; their next message says so
   * too. The conversation, where that changed.
   */
  setReachable(channel: Channel, contact: string, reachable: boolean): Promise<string | undefined>;
  /** Conversations of a channel that the platform's own client has. */
  servedByStaff(channel: Channel): Promise<Served[]>;

  /** Who staff are, their sessions and the log of their acts. */
  readonly accounts: AccountRecord;
  /** What staff work with. */
  readonly desk: DeskRecord;
  /** What the Telegram staff group shows of it. */
  readonly staffGroup: StaffGroupRecord;

  requestsOf(channel: Channel, contact: string): Promise<ServiceRequest[]>;
  request(receipt: string): Promise<ServiceRequest | undefined>;
  /** Questions that could not be answered, most asked first. */
  gaps(limit?: number): Promise<Gap[]>;
  counts(): Promise<Counts>;
  /** Finishes the commit under way, then closes. */
  close(): Promise<void>;
}

export type { DeskConversation } from "./deskRecord.ts";
export type { CrashPoint, LedgerOptions } from "./open.ts";
export { openLedger } from "./open.ts";
export type { PlatformEdges } from "./platformOwner.ts";
