import type { Contact, Way } from "./contact.ts";
import { ways } from "./contact.ts";
import { judgeMessages } from "./judgeMessages.ts";
import { judgeReplies } from "./judgeReplies.ts";
import type { RecordRows } from "./record.ts";

export type ByWay = Record<Way, number>;

export interface Figures {
  /** Messages that the platform knows to be taken. */
  readonly accepted: ByWay;
  /** Repeats of a message that a platform sent again: recognised, and stored once. */
  readonly repeats: ByWay;
  /** Stored, while the platform gave up before it heard so. */
  readonly unheard: ByWay;
  readonly sent: ByWay;
  readonly uncertain: ByWay;
  readonly failed: ByWay;
  /** Replies a customer saw once more than there are. */
  readonly seenTwice: ByWay;
  /** Replies marked as sent that nobody saw. */
  readonly neverSeen: ByWay;
  /** Of messages the platform gave up or sent twice at once: a cut-off answer held their reply. */
  readonly unheardUnseen: ByWay;
  /** Milliseconds from what was said to the answer on the screen; an AI bot's from its first word. */
  readonly waits: Readonly<Record<Way, number[]>>;
  /** Why replies failed or are uncertain, and how many each. */
  readonly reasons: Record<string, number>;
  /** Forms filled in to their end. */
  forms: number;
}

export type Fault =
  | "lost"
  | "twice"
  | "disorder"
  | "unanswered"
  | "answered twice"
  | "wrong answer"
  | "unsettled"
  | "never seen"
  | "replies in disorder"
  | "unknown reply"
  | "requests"
  | "set aside"
  | "other";

/** Something that must not be, in words that lead to it. */
export interface Violation {
  readonly fault: Fault;
  readonly what: string;
}

export interface Verdict {
  readonly figures: Figures;
  readonly violations: readonly Violation[];
}

/** What one conversation holds in the record. */
export interface Held {
  readonly conversation: RecordRows["conversations"][number] | undefined;
  readonly inbox: RecordRows["inbox"];
  readonly transcript: RecordRows["transcript"];
  readonly outbox: RecordRows["outbox"];
  readonly requests: RecordRows["requests"];
}

/** Compares what customers said and saw with what the record holds. */
export function judge(contacts: readonly Contact[], rows: RecordRows): Verdict {
  const zero = (): ByWay => Object.fromEntries(ways.map((way) => [way, 0])) as ByWay;
  const figures: Figures = {
    accepted: zero(),
    repeats: zero(),
    unheard: zero(),
    sent: zero(),
    uncertain: zero(),
    failed: zero(),
    seenTwice: zero(),
    neverSeen: zero(),
    unheardUnseen: zero(),
    waits: { "wecom-kf": [], "wecom-app": [], "wecom-aibot": [], telegram: [] },
    reasons: {},
    forms: 0,
  };
  const violations: Violation[] = [];
  const tables = {
    inbox: byConversation(rows.inbox),
    transcript: byConversation(rows.transcript),
    outbox: byConversation(rows.outbox),
    requests: byConversation(rows.requests),
  };
  const known = new Map(rows.conversations.map((row) => [`${row.channel} ${row.contact}`, row]));
  for (const contact of contacts) {
    const conversation = known.get(`${contact.way} ${contact.id}`);
    known.delete(`${contact.way} ${contact.id}`);
    const id = conversation?.id ?? "";
    const held: Held = {
      conversation,
      inbox: tables.inbox.get(id) ?? [],
      transcript: tables.transcript.get(id) ?? [],
      outbox: tables.outbox.get(id) ?? [],
      requests: tables.requests.get(id) ?? [],
    };
    const note = (fault: Fault, what: string) =>
      violations.push({ fault, what: `${contact.way} ${contact.id}: ${what}` });
    judgeMessages(contact, held, figures, note);
    judgeReplies(contact, held, figures, note);
  }
  for (const stranger of known.keys()) {
    violations.push({ fault: "other", what: `a conversation with nobody: ${stranger}` });
  }
  return { figures, violations };
}

function byConversation<T extends { readonly conversation: string }>(rows: readonly T[]) {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const list = map.get(row.conversation);
    if (list === undefined) map.set(row.conversation, [row]);
    else list.push(row);
  }
  return map;
}
