import { type Answer, refuse } from "../answer.ts";
import { cardChoices, cardProblem, cardText } from "../card.ts";
import { bytes, headOf, type Json, listOf, objectOf, textOf } from "../json.ts";
import type { Media } from "../media.ts";
import type { Choice } from "../screen.ts";

/** What a member would see of an app message. */
export interface AppContent {
  readonly text: string;
  readonly choices: readonly Choice[];
  /** The card, where it is one. */
  readonly card?: Json;
}

export type Read =
  | { readonly ok: true; readonly content: AppContent }
  | { readonly ok: false; readonly answer: Answer };

const longestText = 2048;

const refused = (errcode: number, problem: string): Read => ({
  ok: false,
  answer: refuse(errcode, problem),
});
const plain = (text: string): Read => ({ ok: true, content: { text, choices: [] } });

const mediaWords: Readonly<Record<string, string>> = {
  image: "[图片]",
  voice: "[语音]",
  video: "[视频]",
  file: "[文件]",
};

/** Reads and checks the content of message/send (doc 90236). All limits are bytes. */
export function readAppContent(body: Json, media: Media): Read {
  const kind = textOf(body, "msgtype") ?? "";
  const part = objectOf(body, kind);
  const words = mediaWords[kind];
  if (words !== undefined) {
    if (media.find(textOf(part, "media_id") ?? "") === undefined) {
      return refused(40007, "invalid media_id");
    }
    return plain(words);
  }
  switch (kind) {
    case "text": {
      const text = textOf(part, "content") ?? "";
      if (text === "") return refused(44004, "empty content");
      // The one limit that is not refused: the rest is lost without a word.
      return plain(headOf(text, longestText));
    }
    case "markdown": {
      const text = textOf(part, "content") ?? "";
      if (text === "") return refused(44004, "empty content");
      return bytes(text) > longestText ? refused(45002, "content size out of limit") : plain(text);
    }
    case "textcard": {
      const title = headOf(textOf(part, "title") ?? "", 128);
      const description = headOf(textOf(part, "description") ?? "", 512);
      const url = textOf(part, "url") ?? "";
      if (title === "" || description === "" || url === "")
        return refused(40063, "empty parameter");
      return plain(`${title}\n${description}\n${url}`);
    }
    case "news": {
      const articles = listOf(part, "articles");
      if (articles.length < 1 || articles.length > 8)
        return refused(45008, "articles out of limit");
      if (articles.some((each) => !textOf(each, "title"))) return refused(40063, "empty parameter");
      return plain(
        articles
          .map((each) => `${textOf(each, "title") ?? ""}\n${textOf(each, "description") ?? ""}`)
          .join("\n"),
      );
    }
    case "template_card": {
      const problem = cardProblem(part);
      if (problem !== undefined) return refused(40058, `template_card: ${problem}`);
      return {
        ok: true,
        content: { text: cardText(part), choices: cardChoices(part), card: part },
      };
    }
    default:
      return refused(40008, "invalid message type");
  }
}
