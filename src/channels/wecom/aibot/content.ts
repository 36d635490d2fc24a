import type { Reply } from "../../../core/delivery.ts";
import { choiceLines, plainReply } from "../../../core/plainReply.ts";
import { splitText, utf8Bytes } from "../../../core/split.ts";
import { longestContent } from "./limits.ts";
import { wording } from "./wording.ts";

/** The part of a reply or a delivery that is shown. */
export type Said = Pick<Reply, "text" | "citations" | "choices">;

/** What a reply says, for where WeCom reads markdown; the choices stand below it as numbered lines. */
export function contentOf(reply: Said, options: { readonly choices?: boolean } = {}): string {
  const { choices = true } = options;
  const lines = choices ? choiceLines(reply.choices) : [];
  const text = [plainReply(reply), ...lines].filter((line) => line !== "").join("\n");
  return fitted(literal(text)) || wording.noReply;
}

/**
 * Text that markdown leaves as it is. What a customer wrote may come back in it: it must neither
 * become a link or a mention, nor be taken for the bot's thinking. WeCom documents no escapes, so
 * the full-width twin stands in.
 */
function literal(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed
      .replaceAll(/[\0-\x08\x0b-\x1f]/g, "")
      .replaceAll(/<(?=[A-Za-z/@!])/g, "＜")
      .replaceAll("](", "]（")
      .replaceAll("*", "＊")
      .replaceAll("`", "｀")
      .replaceAll("~~", "～～")
      .replaceAll(
        /^([ \t]*)(#{1,6})(?=[ \t])/gm,
        (_, space: string, signs: string) => `${space}${"＃".repeat(signs.length)}`,
      )
      .replaceAll(/^([ \t]*)>/gm, "$1＞")
  );
}

function fitted(text: string): string {
  if (utf8Bytes(text) <= longestContent) return text.trim();
  const [head = ""] = splitText(text, longestContent - utf8Bytes(wording.cut));
  return `${head}${wording.cut}`;
}
