/** A bot small enough to be known by heart: what it says to each message. */
import type { HandoffReason, OutcomeKind } from "../../src/core/outcome.ts";
import type { TurnInput, TurnResult } from "../../src/ledger/ledger.ts";

export const sayings = {
  person: "转人工",
  complaint: "我要投诉",
  money: "补贴多少钱",
  muddle: "嗯嗯呃呃",
  erase: "删除我的数据",
  poison: "出错",
} as const;

export interface BotSaid {
  readonly kind: OutcomeKind;
  readonly text: string;
  readonly reason?: HandoffReason;
  readonly misses: number;
  readonly erases?: true;
}

/** Undefined where it fails. */
export function botSays(said: string, misses: number): BotSaid | undefined {
  switch (said) {
    case sayings.person:
      return { kind: "handoff", text: "好的，帮您找人。", reason: "asked", misses: 0 };
    case sayings.complaint:
      return { kind: "handoff", text: "好的，记下您的投诉。", reason: "complaint", misses: 0 };
    case sayings.money:
      return { kind: "abstain", text: "这笔钱我没有依据。", reason: "money-abstained", misses };
    case sayings.muddle:
      return { kind: "clarify", text: "您指的是哪一项？", misses: misses + 1 };
    case sayings.erase:
      return { kind: "say", text: "已经删除。", misses: 0, erases: true };
    case sayings.poison:
      return undefined;
    default:
      return { kind: "answer", text: `答：${said}`, misses: 0 };
  }
}

export class BotFailure extends Error {}

export async function botStep({ message, session }: TurnInput): Promise<TurnResult> {
  const said = botSays(message.text, session.misses);
  if (said === undefined) throw new BotFailure("the bot fails at this message");
  const { kind, text, reason, misses, erases } = said;
  return {
    session: { ...session, misses },
    outcome: {
      ...{ kind, text, citations: [], choices: [] },
      effects: erases ? [{ kind: "erase-contact" }] : [],
      ...(reason === undefined ? {} : { reason }),
    },
    intent: "help",
    confidence: 1,
  };
}
