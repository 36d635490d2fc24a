/** Which turns ask for a person, and what the customer is told then. */
import type { Channel } from "../core/channel.ts";
import type { Capsule, DeskKey, Handoff, HandoffRequest } from "../core/handoff.ts";
import type { HandoffReason, Outcome } from "../core/outcome.ts";
import { kfRule } from "../core/reach.ts";
import type { TurnInput, TurnResult } from "../ledger/ledger.ts";
import { momentTold, officeHours } from "./hours.ts";
import type { HandoffPort } from "./port.ts";
import { placeOf } from "./queue.ts";

/** Turns in a row that led nowhere, before a person is asked for unasked. */
const mostMisses = 3;

/** What the request says of the conversation. */
export type Briefing = (
  input: TurnInput,
  turn: TurnResult,
) => {
  readonly desk: DeskKey;
  readonly capsule: Capsule;
};

/**
 * The turn with its request for a person, if it makes one: into the queue while the office is
 * open, with a promise while it is not. Where nobody could come at all, the bot's own words stay.
 */
export async function withRequest(
  port: HandoffPort,
  briefing: Briefing,
  input: TurnInput,
  turn: TurnResult,
): Promise<TurnResult> {
  const reason = reasonOf(turn);
  if (reason === undefined) return turn;
  const { outcome } = turn;
  const asked = reason === "asked" || reason === "complaint";
  const filed = (request: Omit<HandoffRequest, "reason" | "desk" | "capsule">) => ({
    kind: "request-handoff" as const,
    request: { ...request, reason, ...briefing(input, turn) },
  });
  if (!(await port.staffed(input.message.channel))) {
    // Whoever asked is on the list all the same, for when somebody comes.
    if (!asked) return turn;
    return {
      ...turn,
      outcome: { ...outcome, effects: [...outcome.effects, filed({ state: "promised" })] },
    };
  }
  const hours = officeHours(port.service().hours);
  const now = port.now();
  if (hours.isOpen(now)) {
    const text = joined(before(port, outcome, reason), await queued(port, input.message.channel));
    return told(turn, text, [...outcome.effects, filed({ state: "waiting" })]);
  }
  // What is promised already need not be said again unasked.
  if (!asked && isOpen(input.handoff)) return turn;
  const when = hours.nextOpening(now);
  const promise =
    when === undefined
      ? port.words("promised-sometime")
      : port.words(reaches(input.message, now, when) ? "promised" : "promised-beyond", {
          ...{ hours: hours.told, when: momentTold(when) },
        });
  const request = {
    state: "promised",
    ...(when === undefined ? {} : { promisedAt: when }),
  } as const;
  return told(turn, joined(before(port, outcome, reason), promise), [
    ...outcome.effects,
    filed(request),
  ]);
}

/** Words for one that has just come into the queue, or asks for their place. */
async function queued(port: HandoffPort, channel: Channel): Promise<string> {
  // There we know neither the place nor a way out of the queue.
  if (port.servedInClient(channel)) return port.words("queued-client");
  return `${await placeTold(port, "queued")}${port.words("queued-then")}`;
}

export async function placeTold(
  port: HandoffPort,
  key: "queued" | "place",
  handoff?: Handoff,
): Promise<string> {
  const { ahead, minutes } = await placeOf(port, handoff);
  const wait = minutes === undefined ? "" : port.words("wait", { minutes });
  return ahead === 0 ? port.words(`${key}-first`, { wait }) : port.words(key, { ahead, wait });
}

function reasonOf({ outcome, session }: TurnResult): HandoffReason | undefined {
  if (outcome.kind === "handoff") return outcome.reason ?? "asked";
  const nowhere = outcome.kind === "abstain" || outcome.kind === "clarify";
  if (nowhere && session.misses >= mostMisses) return "repeated-failure";
  return outcome.kind === "abstain" ? outcome.reason : undefined;
}

/** What stands before the words about the queue. */
function before(port: HandoffPort, outcome: Outcome, reason: HandoffReason): string {
  if (outcome.kind === "abstain") return outcome.text;
  if (reason === "complaint") return port.words("sorry");
  return reason === "repeated-failure" ? port.words("not-understood") : "";
}

function told(turn: TurnResult, text: string, effects: Outcome["effects"]): TurnResult {
  const { outcome, session } = turn;
  return {
    ...turn,
    // The choices of the bot's question would come to a person as riddles.
    outcome: {
      ...outcome,
      kind: outcome.kind === "abstain" ? "abstain" : "handoff",
      text,
      effects,
      choices: [],
    },
    session: { ...session, misses: 0, choices: [] },
  };
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}

/** Whether the channel lets us write then: 微信客服 only so long after the customer's last message. */
function reaches({ channel }: TurnInput["message"], now: Date, when: Date): boolean {
  return channel !== "wecom-kf" || when.getTime() - now.getTime() < kfRule.windowMs;
}

function isOpen(handoff: Handoff | undefined): boolean {
  return handoff !== undefined && handoff.state !== "ended";
}
