import { type Answer, refuse } from "../answer.ts";
import { cardChoices, cardProblem, cardText } from "../card.ts";
import { bytes, type Json, listOf, objectOf, textOf } from "../json.ts";
import type { Choice } from "../screen.ts";

/** What a user would see of an AI bot's message. */
export interface BotContent {
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly card?: Json;
  /** What a verdict on it comes back under; without one there is none. */
  readonly feedback?: string;
}

export type Read =
  | { readonly ok: true; readonly content: BotContent }
  | { readonly ok: false; readonly answer: Answer };

export const longestContent = 20_480;

const refused = (errcode: number, problem: string): Read => ({
  ok: false,
  answer: refuse(errcode, problem),
});

/** Reads and checks a message that is not streamed; `kinds` are those the place allows. */
export function readBotContent(
  body: Json,
  kinds: readonly string[],
  hasMedia: (id: string) => boolean,
): Read {
  const kind = textOf(body, "msgtype") ?? "";
  if (!kinds.includes(kind)) return refused(40008, "invalid message type");
  const part = objectOf(body, kind);
  switch (kind) {
    case "text":
    case "markdown": {
      const text = textOf(part, "content") ?? "";
      if (text === "") return refused(44004, "empty content");
      if (bytes(text) > longestContent) return refused(45002, "content size out of limit");
      return withFeedback({ text, choices: [] }, part);
    }
    case "template_card": {
      const problem = cardProblem(part);
      if (problem !== undefined) return refused(40058, `template_card: ${problem}`);
      return withFeedback({ text: cardText(part), choices: cardChoices(part), card: part }, part);
    }
    default: {
      if (!hasMedia(textOf(part, "media_id") ?? "")) return refused(40007, "invalid media_id");
      return { ok: true, content: { text: `[${kind}]`, choices: [] } };
    }
  }
}

function withFeedback(content: BotContent, part: Json): Read {
  if (!Object.hasOwn(part, "feedback")) return { ok: true, content };
  const feedback = feedbackId(part);
  return feedback === undefined
    ? refused(40058, "feedback.id")
    : { ok: true, content: { ...content, feedback } };
}

function feedbackId(part: Json): string | undefined {
  const id = textOf(objectOf(part, "feedback"), "id") ?? "";
  return id === "" || bytes(id) > 256 ? undefined : id;
}

/** One state of a streamed message; `content` is the whole text so far. */
export interface StreamPart {
  readonly id: string;
  readonly content: string;
  readonly finish: boolean;
  readonly feedback?: string;
}

export type StreamRead =
  | { readonly ok: true; readonly part: StreamPart }
  | { readonly ok: false; readonly problem: string };

/** Reads and checks the `stream` of a reply (docs 101031, 101463). */
export function readStream(
  stream: Json,
  on: { readonly first: boolean; readonly images: boolean },
): StreamRead {
  const refusedStream = (problem: string): StreamRead => ({ ok: false, problem });
  const id = textOf(stream, "id") ?? "";
  if (id === "") return refusedStream("stream.id is missing");
  const content = stream["content"] ?? "";
  if (typeof content !== "string") return refusedStream("stream.content is no text");
  if (bytes(content) > longestContent) return refusedStream("stream.content is over 20480 bytes");
  const finish = stream["finish"] ?? false;
  if (typeof finish !== "boolean") return refusedStream("stream.finish is no boolean");
  const images = listOf(stream, "msg_item");
  if (images.length > 0 && (!finish || !on.images || images.length > 10)) {
    return refusedStream("stream.msg_item stands at the end alone, and at most 10");
  }
  const feedback = feedbackId(stream);
  if (Object.hasOwn(stream, "feedback") && (!on.first || feedback === undefined)) {
    return refusedStream("stream.feedback stands in the first reply alone");
  }
  const text = `${content}${images.map(() => "\n[图片]").join("")}`;
  const part = { id, content: text, finish };
  return { ok: true, part: feedback === undefined ? part : { ...part, feedback } };
}
