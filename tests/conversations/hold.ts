/** Holds a golden conversation with the bot and lists what a careful customer would object to. */
import { outcomeKinds } from "../../src/core/outcome.ts";
import type { Assistant } from "../../src/dialogue/assistant.ts";
import { type Asked, createConversations } from "../../src/evaluation/conversations.ts";
import { judge } from "../../src/evaluation/golden.ts";
import type { DialogueTurn, Expectation } from "./dialogue.ts";

export interface Held {
  /** One line an objection: turn, what was said, what was wrong with the reply. */
  readonly faults: readonly string[];
  readonly replies: readonly Asked[];
}

const firstDay = "2026-11-21";
const receiptNumber = /ZW-\d{8}-[2-9A-Z]{6}/g;

export async function hold(assistant: Assistant, turns: readonly DialogueTurn[]): Promise<Held> {
  let day = firstDay;
  const conversations = await createConversations(
    assistant,
    () => new Date(`${day}T12:00:00+08:00`),
  );
  const faults: string[] = [];
  const replies: Asked[] = [];
  const receipts: string[] = [];
  try {
    for (const [at, turn] of turns.entries()) {
      day = turn.now ?? day;
      const says = wording(turn.says, receipts);
      let reply: Asked;
      try {
        reply = await conversations.ask(says, turn.as ?? "customer");
      } catch (error) {
        faults.push(
          `turn ${at + 1} 「${short(says, 40)}」: no reply, the turn threw ${String(error)}`,
        );
        break;
      }
      replies.push(reply);
      for (const [number] of reply.text.matchAll(receiptNumber)) {
        if (!receipts.includes(number)) receipts.push(number);
      }
      const wrong = [...objections(filled(turn.expect, receipts), reply), ...always(reply)];
      if (wrong.length > 0) {
        faults.push(
          `turn ${at + 1} 「${short(says, 40)}」: ${wrong.join("; ")}\n    ${reply.outcome}/${reply.intent}: ${short(reply.text, 220)}`,
        );
      }
    }
  } finally {
    await conversations.close();
  }
  return { faults, replies };
}

function wording(says: DialogueTurn["says"], receipts: readonly string[]): string {
  return typeof says === "string" ? withReceipts(says, receipts) : says.repeat.repeat(says.times);
}

function filled(expected: Expectation, receipts: readonly string[]): Expectation {
  const put = (texts: readonly string[]) => texts.map((text) => withReceipts(text, receipts));
  return { ...expected, all: expected.all.map(put), none: put(expected.none) };
}

function withReceipts(text: string, receipts: readonly string[]): string {
  return text.replaceAll("{half}", "\ud83d").replace(/\{receipt(\d*)\}/g, (_, place: string) => {
    const number = place === "" ? receipts.at(-1) : receipts[Number(place) - 1];
    if (number === undefined)
      throw new Error(`no receipt number has been seen where 「${text}」 needs it`);
    return number;
  });
}

function objections(expected: Expectation, reply: Asked): string[] {
  const { faults } = judge(
    {
      outcome: expected.outcome ?? [...outcomeKinds],
      all: expected.all,
      none: expected.none,
      source: [],
    },
    { text: reply.text, intent: reply.intent, outcome: reply.outcome, sources: [] },
  );
  const more: string[] = [];
  if (expected.intent !== undefined && !expected.intent.includes(reply.intent)) {
    more.push(`intent ${reply.intent}, not ${expected.intent.join("/")}`);
  }
  for (const text of expected.exact)
    if (!reply.text.includes(text)) more.push(`lacks exactly ${text}`);
  for (const label of expected.choices) {
    if (!reply.choices.some((choice) => choice.label === label))
      more.push(`does not offer ${label}`);
  }
  const cited = reply.citations.map(({ passage }) => passage.split("/")[0]);
  if (expected.cites.length > 0 && !expected.cites.some((digest) => cited.includes(digest))) {
    more.push(`cites ${cited.join(", ") || "nothing"}, not ${expected.cites.join("/")}`);
  }
  return [...faults, ...more];
}

/** One message, and forms with a verdict and a summary are the longest of them. */
const longest = 800;

/** What holds of every reply, whatever was said. */
function always({ text, outcome, citations }: Asked): string[] {
  const wrong: string[] = [];
  const length = [...text].length;
  if (text.trim() === "") wrong.push("is empty");
  if (length > longest) wrong.push(`has ${length} characters, more than ${longest}`);
  if (/undefined|NaN|\[object|\{[a-zA-Z]+\}/.test(text)) wrong.push("shows the program's inside");
  if (/<script|onerror=/i.test(text)) wrong.push("repeats markup");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
  if (/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e]/.test(text))
    wrong.push("holds control characters");
  if (!text.isWellFormed()) wrong.push("holds half a character");
  if (outcome === "answer" && citations.length === 0) wrong.push("answers without a source");
  return wrong;
}

function short(text: string, most: number): string {
  const plain = text.replace(/\s+/g, " ");
  return plain.length <= most ? plain : `${plain.slice(0, most)}…（${[...plain].length}）`;
}
