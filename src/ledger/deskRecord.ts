import type { Handoff, HandoffEvent, HandoffState } from "../core/handoff.ts";
import type { StaffRef } from "../core/staff.ts";
import {
  type Case,
  type CaseChange,
  type CaseEvent,
  type CaseFilter,
  caseEvents,
  cases,
  changeCase,
} from "./casework.ts";
import {
  addNote,
  type CannedReply,
  cannedReplies,
  type DeliveryReceipt,
  type DeskConversation,
  deleteCannedReply,
  deskConversation,
  inform,
  markRead,
  type Note,
  notes,
  receipts,
  type StaffWords,
  saveCannedReply,
  say,
  type WordsRefused,
} from "./desk.ts";
import { type DeskFigures, deskFigures } from "./deskFigures.ts";
import {
  changeHandoff,
  type HandoffChange,
  type HandoffOpening,
  openHandoff,
} from "./handoffChange.ts";
import {
  dueFollowUps,
  handoff,
  handoffEventsOf,
  handoffsIn,
  newestHandoff,
  recentWaits,
} from "./handoffs.ts";
import { type InboxFilter, type InboxLine, type InboxTally, inbox, inboxTally } from "./inbox.ts";
import type { TranscriptEntry } from "./ledger.ts";
import type { Store } from "./store.ts";
import { newestLines } from "./transcript.ts";

export type { Case, CaseChange, CaseEvent, CaseFilter } from "./casework.ts";
export type {
  CannedReply,
  DeliveryReceipt,
  DeskConversation,
  Note,
  StaffWords,
  WordsRefused,
} from "./desk.ts";
export type { BegunHandoff, DeskFigures } from "./deskFigures.ts";
export type { HandoffChange, HandoffFields, HandoffOpening } from "./handoffChange.ts";
export type { InboxFilter, InboxLine, InboxTally } from "./inbox.ts";
export type { Notice } from "./utterance.ts";

/** The part of the record that staff work with. Its promises keep what {@link Ledger} says. */
export interface DeskRecord {
  handoff(id: string): Promise<Handoff | undefined>;
  /** The newest of a conversation, ended or not. */
  newestHandoff(conversation: string): Promise<Handoff | undefined>;
  /** Those that wait longest first. */
  handoffsIn(states: readonly HandoffState[], limit: number): Promise<Handoff[]>;
  dueFollowUps(now: Date, limit: number): Promise<Handoff[]>;
  handoffEvents(id: string): Promise<HandoffEvent[]>;
  /** Milliseconds from request to claim of the newest claims. */
  recentWaits(since: Date, limit: number): Promise<number[]>;
  /** Undefined, and nothing changed, when the handoff is no longer as it was seen. */
  change(change: HandoffChange): Promise<Handoff | undefined>;
  /** Undefined when one is open already, or the conversation does not exist. */
  open(opening: HandoffOpening): Promise<Handoff | undefined>;
  /** A person's words to the customer. */
  say(words: StaffWords): Promise<{ delivery: string; repeat: boolean } | WordsRefused>;
  /** The service's words to a contact about something of theirs, outside any handoff. */
  inform(
    conversation: string,
    key: string,
    text: string,
  ): Promise<{ delivery: string; repeat: boolean }>;

  inbox(filter: InboxFilter): Promise<InboxLine[]>;
  /** What waits and what is served, in all. */
  inboxTally(staff: string): Promise<InboxTally>;
  /** The newest lines before a position, or of all, oldest first. */
  newestLines(conversation: string, limit: number, before?: number): Promise<TranscriptEntry[]>;
  conversation(id: string): Promise<DeskConversation | undefined>;
  /** Newest first. */
  receipts(conversation: string, limit: number): Promise<DeliveryReceipt[]>;
  addNote(conversation: string, staff: StaffRef, text: string): Promise<void>;
  notes(conversation: string): Promise<Note[]>;
  markRead(staff: string, conversation: string, seq: number): Promise<void>;
  cannedReplies(): Promise<CannedReply[]>;
  saveCannedReply(reply: Omit<CannedReply, "id"> & { readonly id?: string }): Promise<string>;
  deleteCannedReply(id: string): Promise<void>;

  cases(filter: CaseFilter): Promise<Case[]>;
  caseEvents(receipt: string): Promise<CaseEvent[]>;
  changeCase(change: CaseChange): Promise<boolean>;
  figures(since: Date, until: Date): Promise<DeskFigures>;
}

export function deskRecord(store: Store, wake: () => void): DeskRecord {
  /** Something may have to leave. */
  const woken = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work;
    wake();
    return done;
  };
  return {
    handoff: (id) => handoff(store, id),
    newestHandoff: (conversation) => newestHandoff(store, conversation),
    handoffsIn: (states, limit) => handoffsIn(store, states, limit),
    dueFollowUps: (now, limit) => dueFollowUps(store, now, limit),
    handoffEvents: (id) => handoffEventsOf(store, id),
    recentWaits: (since, limit) => recentWaits(store, since, limit),
    change: (change) => woken(changeHandoff(store, change)),
    open: (opening) => woken(openHandoff(store, opening)),
    say: (words) => woken(say(store, words)),
    inform: (conversation, key, text) => woken(inform(store, conversation, key, text)),
    inbox: (filter) => inbox(store, filter),
    inboxTally: (staff) => inboxTally(store, staff),
    newestLines: (conversation, limit, before) => newestLines(store, conversation, limit, before),
    conversation: (id) => deskConversation(store, id),
    receipts: (conversation, limit) => receipts(store, conversation, limit),
    addNote: (conversation, staff, text) => addNote(store, conversation, staff, text),
    notes: (conversation) => notes(store, conversation),
    markRead: (staff, conversation, seq) => markRead(store, staff, conversation, seq),
    cannedReplies: () => cannedReplies(store),
    saveCannedReply: (reply) => saveCannedReply(store, reply),
    deleteCannedReply: (id) => deleteCannedReply(store, id),
    cases: (filter) => cases(store, filter),
    caseEvents: (receipt) => caseEvents(store, receipt),
    changeCase: (change) => woken(changeCase(store, change)),
    figures: (since, until) => deskFigures(store, since, until),
  };
}
