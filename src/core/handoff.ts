import type { Channel } from "./channel.ts";
import type { HandoffReason } from "./outcome.ts";
import type { StaffRef } from "./staff.ts";

/**
 * `promised`: asked for while nobody is there; the bot goes on answering, and staff come back to
 * it. `waiting`: in the queue, the bot is silent. `claimed`: a person serves. `ended`: over.
 */
export const handoffStates = ["promised", "waiting", "claimed", "ended"] as const;
export type HandoffState = (typeof handoffStates)[number];

/**
 * `returned`: given back to the bot. `closed`: done. `left`: the customer left the queue. `idle`:
 * nobody wrote for long. `withdrawn`: the platform took it back.
 */
export const handoffEnds = ["returned", "closed", "left", "idle", "withdrawn"] as const;
export type HandoffEnd = (typeof handoffEnds)[number];

/** Where staff serve: the web desk, the Telegram staff group, the WeCom client. */
export const surfaces = ["console", "telegram", "wecom"] as const;
export type Surface = (typeof surfaces)[number];

/** Whose work it is: district × topic; a part left out stands for all. */
export interface DeskKey {
  readonly district?: string;
  /** An intent's name. */
  readonly topic?: string;
}

/** What staff see before they read the transcript. Plain data. */
export interface Capsule {
  /** What the customer last asked. */
  readonly question?: string;
  /** What the bot had no source for. */
  readonly missing?: string;
  /** What a form under way holds, in the words of the form. */
  readonly slots: readonly { readonly label: string; readonly value: string }[];
  /** Ids of the passages last cited. */
  readonly passages: readonly string[];
  /** Receipts of the customer's open requests. */
  readonly receipts: readonly string[];
}

export const nobodyKnows: Capsule = { slots: [], passages: [], receipts: [] };

/** One passing of a conversation to a person, from the request to its end. */
export interface Handoff {
  /** Letters, digits and `-`. */
  readonly id: string;
  readonly conversation: string;
  readonly channel: Channel;
  readonly contact: string;
  readonly state: HandoffState;
  readonly reason: HandoffReason;
  readonly desk: DeskKey;
  readonly capsule: Capsule;
  /** Grows with every change; who changes it names the one they saw. */
  readonly fence: number;
  readonly requestedAt: Date;
  /** When somebody is back, where that was told. */
  readonly promisedAt?: Date;
  /** When it last came into the queue. */
  readonly waitingSince?: Date;
  /** Since when everybody is told that it waits. */
  readonly escalatedAt?: Date;
  /** Who serves, or served last, and where. */
  readonly staff?: StaffRef;
  readonly surface?: Surface;
  readonly claimedAt?: Date;
  /** When a person first wrote. */
  readonly answeredAt?: Date;
  /** When the oldest message came that no person has answered. */
  readonly unansweredSince?: Date;
  /** When either side last wrote. */
  readonly activeAt: Date;
  readonly endedAt?: Date;
  readonly end?: HandoffEnd;
  /** 3 content, 2 so-so, 1 not. */
  readonly rating?: 1 | 2 | 3;
  readonly followUpAt?: Date;
  readonly followedUpAt?: Date;
  /** What the customer said to the follow-up. */
  readonly solved?: boolean;
  /** What staff wrote at the end. */
  readonly summary?: string;
}

/** A new handoff, before the record has numbered it. */
export interface HandoffRequest {
  readonly state: "promised" | "waiting";
  readonly reason: HandoffReason;
  readonly desk: DeskKey;
  readonly capsule: Capsule;
  readonly promisedAt?: Date;
}

/** What happened to a handoff, as its history keeps it. */
export const handoffEvents = [
  "requested",
  "joined-queue",
  "escalated",
  "claimed",
  "transferred",
  "requeued",
  "promised",
  "returned",
  "closed",
  "left",
  "idle",
  "withdrawn",
  "rated",
  "followed-up",
] as const;
export type HandoffEventKind = (typeof handoffEvents)[number];

export interface HandoffEvent {
  readonly at: Date;
  readonly kind: HandoffEventKind;
  readonly staff?: StaffRef;
  /** To whom, from whom, how many points: in a few words. */
  readonly detail?: string;
}
