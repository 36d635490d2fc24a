import { type UnsureCodes, unsureCodes } from "./answer.ts";
import type { KfAccountSeed } from "./kf/state.ts";

/** What the admin console of WeCom shows for one callback address, and the address, if known yet. */
export interface Endpoint {
  readonly token: string;
  readonly aesKey: string;
  readonly callbackUrl?: string;
}

export interface WecomOptions {
  readonly corpId: string;
  /** The self-built app's; the KF calls use it as well. */
  readonly secret: string;
  readonly app?: Endpoint & { readonly agentId: number };
  /** Without it KF events go to the app's address, as in a corp that has set up one address. */
  readonly kf?: Endpoint & { readonly accounts?: readonly KfAccountSeed[] };
  readonly bot?: Endpoint & { readonly botId?: string; readonly name?: string };
  readonly botConnection?: { readonly botId: string; readonly secret: string };
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly clock?: () => Date;
  /** Of ids and luck. Two emulators with one seed give out the same message ids. */
  readonly seed?: number;
  readonly settings?: Partial<Settings>;
}

export interface Settings {
  /** Milliseconds a POST callback may take (doc 90238: 5 s), and a GET verification (1 s). */
  readonly answerWithin: number;
  readonly verifyWithin: number;
  /** Milliseconds before each repeat of an unanswered callback. Three repeats are documented, when is not. */
  readonly retryAfter: readonly number[];
  /** Callbacks under way at once. */
  readonly connections: number;
  /** Of the XML: as the documents print it, as captures show it, or different each time. */
  readonly elementOrder: "documented" | "captured" | "mixed";
  /** Card events spell `OpitonIds` and `OpitonId`, as older captures do. */
  readonly oldOptionSpelling: boolean;
  /** API calls, callbacks and refusals kept for a test to look at; 0 keeps none. */
  readonly keep: number;
  /** Wrong secrets before the address is banned from gettoken for an hour. */
  readonly wrongSecrets: number;
  /** Refuses an `agentid` that is no integer; the service is said to, unconfirmed. */
  readonly strictAgentId: boolean;
  /** App messages a member is shown per minute; what is more vanishes. Off unless given; WeCom has 30. */
  readonly memberPerMinute?: number;
  /** sync_msg without a callback's token, for each KF account. */
  readonly tokenlessPerMinute: number;
  /** New KF sessions go straight to a servicer on duty: an account that is not API-managed. */
  readonly autoAssign: boolean;
  /** Milliseconds between two polls of a stream, and how long after the message they go on. */
  readonly pollEvery: number;
  readonly pollFor: number;
  /** Conversations a user may have open with one AI bot at once. */
  readonly openInteractions: number;
  /** Per chat on the long connection, replies and pushes together. */
  readonly botPerMinute: number;
  readonly botPerHour: number;
  readonly codes: UnsureCodes;
}

export const defaultSettings: Settings = {
  answerWithin: 5000,
  verifyWithin: 1000,
  retryAfter: [0, 1000, 1000],
  connections: 256,
  elementOrder: "documented",
  oldOptionSpelling: false,
  keep: 10_000,
  wrongSecrets: 10,
  strictAgentId: true,
  tokenlessPerMinute: 10,
  autoAssign: false,
  pollEvery: 1000,
  pollFor: 6 * 60_000,
  openInteractions: 3,
  botPerMinute: 30,
  botPerHour: 1000,
  codes: unsureCodes,
};
