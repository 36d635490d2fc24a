import type { Speaker } from "../core/delivery.ts";
import type { HandoffEnd, HandoffState, Surface } from "../core/handoff.ts";
import type { HandoffReason } from "../core/outcome.ts";
import type { Owner } from "../core/owner.ts";
import type { StaffTables } from "./staffTables.ts";

/**
 * The tables as Kysely sees them. Column types are those SQLite and PostgreSQL share: text,
 * integer, double precision. Times are ISO text in UTC, structures are JSON text, flags 0 or 1.
 */
export interface Schema extends StaffTables {
  schema_version: { version: number; name: string; applied_at: string };
  conversations: {
    id: string;
    channel: string;
    contact: string;
    /** Grows with every turn; a turn commits only on the version it started from. */
    version: number;
    session: string;
    /** Place of the newest accepted and of the newest handled message. */
    accepted_seq: number;
    handled_seq: number;
    /** When the oldest unhandled message was accepted; null when none waits. */
    waiting_since: string | null;
    /** The instance that accepted it: the others leave it the first seconds. */
    waiting_at: string | null;
    owner: Owner;
    /**
     * Grows whenever a person takes the conversation or gives it up: a reply of the bot leaves only
     * in the stretch it was made in.
     */
    owner_version: number;
    /** When the contact last wrote, and how many platform messages they were sent since. */
    contact_at: string | null;
    sent_since: number;
    /** Since when the platform takes no messages for the contact; null where it does. */
    unreachable_since: string | null;
    transcript_seq: number;
    /** Set while the confirmation of an erasure is the last thing said: its place, and when. */
    erased_seq: number | null;
    erased_at: string | null;
    created_at: string;
    /** The newest handoff; null where there was none. */
    handoff: string | null;
    /** JSON: texts to be shown with the next reply, because they could not be sent. */
    next_visit: string | null;
  };
  inbox: {
    conversation: string;
    seq: number;
    message_id: string;
    text: string;
    at: string;
    accepted_at: string;
    state: "waiting" | "done" | "set-aside";
    /** Tries that ended in an error. */
    attempts: number;
    /** Tries begun after a restart: a message that takes the process down with it shows here. */
    starts: number;
    /** JSON of attachment, arrival, handle and whether it is only kept; null for plain text. */
    detail: string | null;
  };
  transcript: {
    conversation: string;
    seq: number;
    side: "contact" | "bot" | "staff";
    text: string;
    at: string;
    outcome: string | null;
    message_id: string | null;
    intent: string | null;
    confidence: number | null;
    /** JSON. */
    attachment: string | null;
    /** Who of staff wrote it. */
    staff: string | null;
    staff_name: string | null;
  };
  outbox: {
    id: string;
    conversation: string;
    channel: string;
    /** The reply's place in the transcript, and so its order among the conversation's replies. */
    seq: number;
    message_id: string;
    /**
     * JSON of text, kind, citations and choices, and of what was kept for the next visit that the
     * text begins with; null once it need not be kept.
     */
    body: string | null;
    state: "queued" | "sending" | "sent" | "uncertain" | "failed";
    /** 1 for the confirmation of an erasure: its body goes in every final state. */
    fleeting: number;
    attempts: number;
    fence: number;
    /** The instance that holds the newest claim. */
    claimed_by: string | null;
    created_at: string;
    due_at: string;
    settled_at: string | null;
    reason: string | null;
    /** JSON; empty once the reply has left. */
    handle: string | null;
    /** The conversation's owner_version when the reply was made. */
    owner_version: number;
    /** Parts known to have left. */
    parts_sent: number;
    /** How often the platform said that it had not arrived after all. */
    bounces: number;
    /** Only the bot's words ask whether the bot may speak. */
    speaker: Speaker;
  };
  handoffs: {
    id: string;
    conversation: string;
    state: HandoffState;
    reason: HandoffReason;
    district: string | null;
    topic: string | null;
    /** JSON. */
    capsule: string;
    fence: number;
    requested_at: string;
    promised_at: string | null;
    /** When it last came into the queue. */
    waiting_since: string | null;
    escalated_at: string | null;
    staff: string | null;
    staff_name: string | null;
    surface: Surface | null;
    claimed_at: string | null;
    answered_at: string | null;
    unanswered_since: string | null;
    active_at: string;
    ended_at: string | null;
    ended: HandoffEnd | null;
    rating: number | null;
    follow_up_at: string | null;
    followed_up_at: string | null;
    solved: number | null;
    summary: string | null;
  };
  handoff_events: {
    handoff: string;
    number: number;
    at: string;
    kind: string;
    staff: string | null;
    staff_name: string | null;
    detail: string | null;
  };
  /** What staff write for each other. */
  notes: {
    id: string;
    conversation: string;
    staff: string;
    staff_name: string;
    text: string;
    at: string;
  };
  /** How far each of staff has read. */
  desk_reads: { staff: string; conversation: string; seq: number };
  canned_replies: {
    id: string;
    title: string;
    text: string;
    topic: string | null;
    updated_at: string;
  };
  request_events: {
    receipt: string;
    number: number;
    at: string;
    kind: string;
    staff: string | null;
    staff_name: string | null;
    detail: string | null;
  };
  /** A conversation's forum topic in the Telegram staff group. */
  staff_topics: {
    conversation: string;
    /** Null once it is lost. */
    chat: string | null;
    thread: number | null;
    /** The message at its top, as far as it was written. */
    head: number | null;
    shown_seq: number;
    /** Handoff and fence that its head shows; `erased` where the topic has to go. */
    state: string | null;
    /** 1 while something of it may be left to show. */
    live: number;
  };
  /** `chat/number` of messages in the staff group, and of what they became at the customer. */
  staff_messages: {
    message: string;
    conversation: string;
    delivery: string | null;
    /** What is still to be told next to it. */
    remark: string | null;
    /** Fence of the send whose failure was told. */
    told: number;
  };
  /** Where the next pull from a platform's record goes on. */
  cursors: { source: string; position: string; updated_at: string };
  /** Rights that one instance has at a time. */
  leases: { name: string; holder: string | null; fence: number; until: string };
  requests: {
    receipt: string;
    conversation: string;
    kind: string;
    status: string;
    slots: string;
    created_at: string;
    updated_at: string;
    assignee: string | null;
    assignee_name: string | null;
  };
  gaps: {
    /** The question folded, so that spelling variants meet. */
    folded: string;
    question: string;
    missing: string;
    count: number;
    first_at: string;
    last_at: string;
  };
  /** Who asked a gap's question, so that an erasure can tell whether anyone else did. */
  gap_askers: { folded: string; conversation: string };
  /** That an erasure happened, and on which day (UTC); nothing of whose. */
  erasures: {
    number: number;
    day: string;
    /** Above 0 while deleted text may still be in the file's unused parts. */
    unscrubbed: number;
  };
  instances: { id: string; host: string; pid: number; seen_at: string };
}
