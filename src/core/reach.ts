import type { Channel } from "./channel.ts";
import type { Surface } from "./handoff.ts";

/** What a channel's own rules go by. */
export interface ReachFacts {
  readonly channel: Channel;
  /** For `wecom-aibot`: how the bot is reached; taken for `callback` unless told. */
  readonly aibot?: "callback" | "connection";
  /** Where staff have the conversation now: their client's is closed to us. */
  readonly surface?: Surface | undefined;
  /** When it last ended there: the session is over until the contact writes again. */
  readonly clientEndedAt?: Date | undefined;
}

/** What the record knows of a contact. */
export interface ReachState {
  /** When they last wrote; undefined for one who never did. */
  readonly contactAt: Date | undefined;
  /** Platform messages they were sent since. */
  readonly sentSince: number;
  /** They take no messages, as the platform last said it; false unless told. */
  readonly blocked?: boolean;
  readonly now: Date;
}

/** Why nothing can be sent, in the words a sender's own reasons have; `reasonWords` puts them for staff. */
export const unreachable = {
  neverWrote: "the contact has never written",
  blocked: "the contact blocked the bot or is gone",
  tooLate: "the customer wrote more than 48 h ago",
  spent: "the customer's last message allows no more messages",
  inClient: "the conversation is in the WeCom client",
  sessionOver: "the session has ended or not begun",
  onlyReplies: "a bot that is called back can only reply",
} as const;
export type Unreachable = (typeof unreachable)[keyof typeof unreachable];

export type Reach =
  | {
      readonly can: true;
      /** Platform messages that may still leave before the contact writes again. */
      readonly left?: number;
      /** When the right to write ends, unless they write again. */
      readonly until?: Date;
    }
  | { readonly can: false; readonly why: Unreachable };

/** What a customer of 微信客服 allows by writing (WeCom doc 94677). */
export const kfRule = { messages: 5, windowMs: 48 * 60 * 60_000 } as const;

const anytime: Reach = { can: true };

/** Whether a contact can be written to without having just asked for it. */
export function reachOf(facts: ReachFacts, state: ReachState): Reach {
  switch (facts.channel) {
    case "wecom-kf":
      return facts.surface === "wecom" ? no("inClient") : kfReach(state, facts.clientEndedAt);
    case "wecom-aibot":
      if (facts.aibot !== "connection") return no("onlyReplies");
      // `aibot_send_msg` goes where the member has written before (doc 101463).
      return state.contactAt === undefined ? no("neverWrote") : anytime;
    case "telegram":
      if (state.blocked === true) return no("blocked");
      return state.contactAt === undefined ? no("neverWrote") : anytime;
    case "wecom-app":
    case "web":
    case "terminal":
      return anytime;
    default:
      throw new Error(`unknown channel ${facts.channel satisfies never}`);
  }
}

function kfReach({ contactAt, sentSince, now }: ReachState, endedAt?: Date): Reach {
  if (contactAt === undefined) return no("neverWrote");
  if (endedAt !== undefined && contactAt <= endedAt) return no("sessionOver");
  const until = new Date(contactAt.getTime() + kfRule.windowMs);
  if (now > until) return no("tooLate");
  const left = kfRule.messages - sentSince;
  return left > 0 ? { can: true, left, until } : no("spent");
}

function no(why: keyof typeof unreachable): Reach {
  return { can: false, why: unreachable[why] };
}
