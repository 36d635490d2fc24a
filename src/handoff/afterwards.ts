/** What follows a conversation with a person: how it was, and whether it helped. */
import { dayIn } from "../core/day.ts";
import type { Handoff } from "../core/handoff.ts";
import type { Choice, Outcome } from "../core/outcome.ts";
import type { TurnInput, TurnResult } from "../ledger/ledger.ts";
import type { HandoffPort } from "./port.ts";
import type { Words } from "./words.ts";

/** Who answers later than that answers something else. */
const rateableMs = 7 * 86_400_000;
const longestQuestion = 30;

export function ratingChoices(words: Words): Choice[] {
  return ["satisfied", "so-so", "dissatisfied"].map((key) => choice(words(key)));
}

/** The question whether it helped, in the words of the customer's own. */
export function followUp(words: Words, { capsule, endedAt, requestedAt }: Handoff) {
  const [, month = "", day = ""] = dayIn(endedAt ?? requestedAt).split("-");
  const when = `${Number(month)}月${Number(day)}日`;
  const question = capsule.question?.replaceAll(/\s+/g, " ").slice(0, longestQuestion);
  return {
    text:
      question === undefined
        ? words("follow-up-plain", { day: when })
        : words("follow-up", { day: when, question }),
    choices: [choice(words("solved")), choice(words("unsolved"))],
  };
}

/** The turn of somebody who answers one of the two questions; undefined for any other message. */
export function afterwards(
  { words, now }: Pick<HandoffPort, "words" | "now">,
  { handoff, message, session }: TurnInput,
): TurnResult | undefined {
  if (handoff === undefined || handoff.state !== "ended") return undefined;
  const said = message.text.trim();
  const since = now().getTime() - (handoff.endedAt ?? handoff.requestedAt).getTime();
  const turn = (outcome: Partial<Outcome> & Pick<Outcome, "effects" | "text">): TurnResult => ({
    session: { ...session, choices: [] },
    outcome: { kind: "say", citations: [], choices: [], ...outcome },
    intent: "talk-to-staff",
    confidence: 1,
  });
  const rated = ratingOf(words, said);
  // Only who was asked: nobody has served those to whom nobody wrote.
  const rateable = handoff.answeredAt !== undefined && handoff.rating === undefined;
  if (rated !== undefined && rateable && since < rateableMs) {
    const text = words(rated === 1 ? "rated-badly" : "rated");
    return turn({ text, effects: [{ kind: "rate-handoff", handoff: handoff.id, rating: rated }] });
  }
  if (handoff.followedUpAt === undefined || handoff.solved !== undefined) return undefined;
  const effect = { kind: "settle-follow-up", handoff: handoff.id } as const;
  if (said === words("solved")) {
    return turn({ text: words("solved-thanks"), effects: [{ ...effect, solved: true }] });
  }
  if (said === words("unsolved")) {
    // A person has tried already: it goes back to one.
    return turn({
      kind: "handoff",
      reason: "unsolved",
      text: words("sorry"),
      effects: [{ ...effect, solved: false }],
    });
  }
  return undefined;
}

function ratingOf(words: Words, said: string): 1 | 2 | 3 | undefined {
  if (said === words("satisfied")) return 3;
  if (said === words("so-so")) return 2;
  return said === words("dissatisfied") ? 1 : undefined;
}

function choice(text: string): Choice {
  return { label: text, text };
}
