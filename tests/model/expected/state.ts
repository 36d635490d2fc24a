/** What should be the case: who owns each conversation, and what each customer was to be told. */
import type { Channel } from "../../../src/core/channel.ts";
import type { HandoffEnd, HandoffState, Surface } from "../../../src/core/handoff.ts";
import type { Owner } from "../../../src/core/owner.ts";
import { contacts, start } from "../town.ts";
import type { Meeting } from "../transitions.ts";
import type { Property } from "../violation.ts";

export interface Line {
  readonly side: "contact" | "bot" | "staff";
  readonly text: string;
  /** Which property fails where it is missing, doubled or different. */
  readonly property: Property;
  /** The confirmation of an erasure goes with the next turn. */
  readonly fleeting?: boolean;
}

/** A line on its way to the customer. */
export interface Row {
  readonly speaker: "bot" | "staff" | "notice";
  readonly text: string;
  readonly fleeting: boolean;
  /** The stretch of ownership it was said in. */
  stretch: number;
  state: "queued" | "sending" | "sent" | "uncertain" | "failed";
  dueAt: number;
  /** A person asked for it again, knowing who answers. */
  resent: boolean;
  /** What was kept for the next visit, with which it begins. */
  readonly carried: readonly string[];
  /** Its words are no longer kept, so it cannot be sent again. */
  emptied: boolean;
}

export interface Served {
  state: HandoffState;
  fence: number;
  requestedAt: number;
  activeAt: number;
  waitingSince?: number | undefined;
  promisedAt?: number | undefined;
  escalated: boolean;
  staff?: string | undefined;
  surface?: Surface | undefined;
  claimedAt?: number;
  /** From the request to the first who came; undefined for one that staff or the platform began. */
  waited?: number | undefined;
  readonly begunByStaff: boolean;
  answered: boolean;
  unansweredSince?: number | undefined;
  endedAt?: number;
  end?: HandoffEnd;
  summary?: string;
  rating?: 1 | 2 | 3;
  followUpAt?: number;
  followedUp: boolean;
  solved?: boolean;
}

export interface Written {
  readonly side: "contact" | "staff";
  readonly text: string;
  readonly at: number;
  failures: number;
  /** Turns begun with it: a message that many programs died over is set aside. */
  begun: number;
}

export interface Conversation {
  readonly channel: Channel;
  readonly contact: string;
  /** Whether the record knows it at all. */
  known: boolean;
  /** Grows with all a turn under way must not overlook. */
  version: number;
  /** Grows whenever a person comes or goes. */
  stretch: number;
  handoffs: Served[];
  inbox: Written[];
  lines: Line[];
  rows: Row[];
  nextVisit: string[];
  misses: number;
  contactAt?: number;
  sentSince: number;
  erasedAt?: number | undefined;
}

export interface Sending {
  readonly conversation: Conversation;
  readonly row: Row;
  readonly instance: 0 | 1;
}

/** Something begun at an instance that has looked and not yet written. */
export interface Begun {
  readonly instance: 0 | 1;
  readonly property: Property;
  readonly finish: () => unknown;
}

export interface Expected {
  now: number;
  /** Whether anybody has an account. */
  staffed: boolean;
  /** How the platform's client takes a conversation; `atOnce` as soon as it waits. */
  readonly atOnce: boolean;
  client: "servicer" | "pool" | "refuses";
  readonly conversations: Conversation[];
  sending: Sending[];
  begun: Begun[];
  /** How often the platform was asked to take a conversation. */
  handedOver: number;
  /** Called with every transition. */
  readonly took: (from: Place, event: string, to: Place) => void;
  /** Called where two things have met that seldom do. */
  readonly saw: (meeting: Meeting) => void;
}

/** Where a conversation stands, with the platform's client told from our desk. */
export type Place = "bot" | "promised" | "waiting" | "claimed" | "pool" | "client";

export function expected(atOnce: boolean, { took, saw }: Pick<Expected, "took" | "saw">): Expected {
  return {
    now: start,
    staffed: true,
    atOnce,
    client: "servicer",
    conversations: contacts.map(fresh),
    sending: [],
    begun: [],
    handedOver: 0,
    took,
    saw,
  };
}

export function fresh({ channel, contact }: Pick<Conversation, "channel" | "contact">) {
  const none = { handoffs: [], inbox: [], lines: [], rows: [], nextVisit: [] };
  const counts = { version: 0, stretch: 0, misses: 0, sentSince: 0 };
  return structuredClone({ channel, contact, known: false, ...none, ...counts }) as Conversation;
}

export function newest({ handoffs }: Conversation): Served | undefined {
  return handoffs.at(-1);
}

export function open(conversation: Conversation): Served | undefined {
  const last = newest(conversation);
  return last?.state === "ended" ? undefined : last;
}

export function ownerOf(conversation: Conversation): Owner {
  const state = open(conversation)?.state;
  return state === "claimed" ? "staff" : state === "waiting" ? "waiting" : "bot";
}

export function placeOf(conversation: Conversation): Place {
  const last = open(conversation);
  if (last === undefined || last.state === "ended") return "bot";
  if (last.surface !== "wecom" || last.state === "promised") return last.state;
  return last.state === "claimed" ? "client" : "pool";
}
