/** What follows a conversation with a person: how it was, and whether it helped. */
import { dayIn } from "../core/day.ts";
import type { Handoff } from "../core/handoff.ts";
import type { Choice, Outcome } from "../core/outcome.ts";
import type { HandoffChange } from "../ledger/deskRecord.ts";
import type { TurnInput, TurnResult } from "../ledger/ledger.ts";
import type { HandoffPort } from "./port.ts";
import type { Words } from "./words.ts";

const dayMs = 86_400_000;
/** Who answers later than that answers something else. */
const answerableMs = 7 * dayMs;
const longestQuestion = 30;

/**
 * How a person's part ends: what is set, and the last words. Only where somebody wrote to the
 * customer are they asked how it was, now and, where the service wants it, days later.
 */
export function ended(
  { words, service, now }: Pick<HandoffPort, "words" | "service" | "now">,
  { answeredAt }: Pick<Handoff, "answeredAt">,
  end: "returned" | "closed" | "idle",
) {
  const days = service().followUpDays;
  const asks = answeredAt !== undefined;
  return {
    set: {
      ...{ state: "ended", end },
      ...(asks && days > 0 ? { followUpAt: new Date(now().getTime() + days * dayMs) } : {}),
    },
    event: end,
    notice: asks
      ? { text: `${words(end)}\n${words("how-was-it")}`, choices: ratingChoices(words) }
      : { text: words(end) },
  } satisfies Pick<HandoffChange, "set" | "event" | "notice">;
}

function ratingChoices(words: Words): Choice[] {
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
  const recent = (at: Date) => now().getTime() - at.getTime() < answerableMs;
  const turn = (outcome: Partial<Outcome> & Pick<Outcome, "effects" | "text">): TurnResult => ({
    session: { ...session, choices: [] },
    outcome: { kind: "say", citations: [], choices: [], ...outcome },
    intent: "talk-to-staff",
    confidence: 1,
  });
  // What the bot asks in a form, or offered since, is answered first.
  const asked = session.form !== undefined || session.choices.length > 0;
  const rated = answerIn(ratings, words, said, asked);
  // Only who was asked: nobody has served those to whom nobody wrote.
  const rateable = handoff.answeredAt !== undefined && handoff.rating === undefined;
  if (rated !== undefined && rateable && recent(handoff.endedAt ?? handoff.requestedAt)) {
    const text = words(rated === 1 ? "rated-badly" : "rated");
    return turn({ text, effects: [{ kind: "rate-handoff", handoff: handoff.id, rating: rated }] });
  }
  if (handoff.followedUpAt === undefined || handoff.solved !== undefined) return undefined;
  const effect = { kind: "settle-follow-up", handoff: handoff.id } as const;
  const solved = answerIn(solutions, words, said, asked || !recent(handoff.followedUpAt));
  if (solved === true) {
    return turn({ text: words("solved-thanks"), effects: [{ ...effect, solved: true }] });
  }
  if (solved === false) {
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

interface Answerable<T> {
  readonly value: T;
  /** The button, a key of words.yaml. */
  readonly key: string;
  /** How people say it without the button. */
  readonly said: RegExp;
}

const ratings: readonly Answerable<1 | 2 | 3>[] = [
  {
    ...{ value: 1, key: "dissatisfied" },
    said: /^(?:很|非常|太|有点|真的?)?(?:不(?:太|怎么|是很|够)?满意|差评|差劲)(?:的|了)?$|^3$/,
  },
  {
    ...{ value: 2, key: "so-so" },
    said: /^(?:感觉|服务)?(?:一般(?:般)?|还行|还可以|凑合|马马虎虎)(?:吧|的)?$|^2$/,
  },
  {
    ...{ value: 3, key: "satisfied" },
    said: /^我?(?:很|非常|挺|比较|十分|特别|还算|都)?满意(?:的|了|啊|呀|哦|得很)?$|^好评$|^1$/,
  },
];

const solutions: readonly Answerable<boolean>[] = [
  {
    ...{ value: false, key: "unsolved" },
    said: /^(?:还|仍然?|都|一直)?(?:没有?|未)(?:有)?(?:解决|搞定|办好|弄好|办成)(?:呢|啊)?$|^还没有?呢?$/,
  },
  {
    ...{ value: true, key: "solved" },
    said: /^(?:已经?|都|基本|应该)?(?:解决|搞定|办好|弄好|办成)[了啦]的?$/,
  },
];

/** Said beside the answer: 「满意，谢谢！」. */
const beside = /[\s，,。.！!~～、]|谢谢(?:你们?|您)?|多谢|感谢|辛苦(?:你们?|您)?了/g;

/** Which of the answers this is; undefined where it is about something else. */
function answerIn<T>(
  answers: readonly Answerable<T>[],
  words: Words,
  said: string,
  exactly: boolean,
): T | undefined {
  const bare = said.replaceAll(beside, "");
  return answers.find(
    ({ key, said: pattern }) => said === words(key) || (!exactly && pattern.test(bare)),
  )?.value;
}

function choice(text: string): Choice {
  return { label: text, text };
}
