import type { HandoffEvent } from "../../core/handoff.ts";
import type { Reach } from "../../core/reach.ts";
import type { StaffRef } from "../../core/staff.ts";
import type { Case, DeliveryReceipt, DeskConversation, Note } from "../../ledger/deskRecord.ts";
import type { TranscriptEntry } from "../../ledger/ledger.ts";
import type { Visitor } from "../visitor.ts";
import type { DeskPort, Looking } from "./port.ts";
import type { TranscriptContext } from "./transcriptLine.ts";

/** Lines shown at once, and fetched at once on demand. */
export const linesAtOnce = 60;
/** Receipts of so many newest outgoing lines: older ones have left or never will. */
const receiptsRead = 80;

/** What stands beside the transcript; all of it may change while somebody looks. */
export interface ConversationState {
  readonly conversation: DeskConversation;
  readonly receipts: ReadonlyMap<number, DeliveryReceipt>;
  readonly events: readonly HandoffEvent[];
  readonly notes: readonly Note[];
  readonly cases: readonly Case[];
  readonly looking: readonly Looking[];
  readonly reach: Reach;
  readonly visitor: Visitor;
  readonly now: Date;
}

/** A conversation with its newest lines. */
export interface ConversationContent extends ConversationState {
  readonly lines: readonly TranscriptEntry[];
  /** Whether there may be lines before them. */
  readonly older: boolean;
  readonly colleagues: readonly StaffRef[];
}

/** Undefined where there is no such conversation, or no longer. */
export async function readState(
  port: DeskPort,
  visitor: Visitor,
  id: string,
): Promise<ConversationState | undefined> {
  const conversation = await port.record.conversation(id);
  if (conversation === undefined) return undefined;
  const { handoff } = conversation;
  const [receipts, events, notes, cases, looking] = await Promise.all([
    port.record.receipts(id, receiptsRead),
    handoff === undefined ? [] : port.record.handoffEvents(handoff.id),
    port.record.notes(id),
    port.openCases(id),
    port.presence.list(),
  ]);
  return {
    conversation,
    receipts: new Map(receipts.map((receipt) => [receipt.seq, receipt])),
    events,
    notes,
    cases,
    looking: looking.filter((each) => each.conversation === id && each.staff.id !== visitor.id),
    reach: port.reach(conversation),
    visitor,
    now: port.now(),
  };
}

export async function readConversation(
  port: DeskPort,
  visitor: Visitor,
  id: string,
  before?: number,
): Promise<ConversationContent | undefined> {
  // The lines first: what is added meanwhile comes with the stream, which goes on behind them.
  const lines = await port.record.newestLines(id, linesAtOnce, before);
  const [state, colleagues] = await Promise.all([readState(port, visitor, id), port.colleagues()]);
  if (state === undefined) return undefined;
  return {
    ...state,
    lines,
    older: lines.length === linesAtOnce,
    colleagues: colleagues.filter((each) => each.id !== visitor.id),
  };
}

export function transcriptContext(port: DeskPort, state: ConversationState): TranscriptContext {
  return {
    conversation: state.conversation.id,
    visitor: state.visitor,
    now: state.now,
    receipts: state.receipts,
    passage: (id) => port.passage(id),
  };
}

/** What somebody serves in the platform's own client, they do not hold here. */
export function heldBy({ handoff }: DeskConversation, staff: string): boolean {
  const claimed = handoff?.state === "claimed" && handoff.surface !== "wecom";
  return claimed && handoff.staff?.id === staff;
}
