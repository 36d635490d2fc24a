import { bad } from "./refused.ts";
import type { Entity } from "./types.ts";

const patterns: readonly (readonly [string, RegExp])[] = [
  ["bot_command", /(?<![\w/])\/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?/g],
  ["mention", /(?<![\w/])@[A-Za-z]\w{2,31}/g],
  ["url", /https?:\/\/[^\s，。；！？、）】」]+/g],
  ["hashtag", /(?<![\p{L}\d_])#[\p{L}\d_]+/gu],
];

/** What Telegram marks by itself in plain text. */
export function detected(text: string): Entity[] {
  return patterns
    .flatMap(([type, pattern]) =>
      [...text.matchAll(pattern)].map((found) => ({
        type,
        offset: found.index,
        length: found[0].length,
      })),
    )
    .sort((a, b) => a.offset - b.offset);
}

const tags: Readonly<Record<string, string>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  "tg-spoiler": "spoiler",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  a: "text_link",
};

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** Text and entities of `parse_mode: "HTML"`; what Telegram cannot parse is refused. */
export function fromHtml(source: string): { text: string; entities: Entity[] } {
  const entities: Entity[] = [];
  const open: { tag: string; offset: number; url?: string }[] = [];
  let text = "";
  const parts = /<(\/?)([a-zA-Z][\w-]*)([^<>]*)>|&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));|<|[^<&]+|&/g;
  for (const {
    0: whole,
    1: closing,
    2: tag,
    3: attributes,
    4: dec,
    5: hex,
    6: name,
  } of source.matchAll(parts)) {
    if (tag !== undefined) {
      const type = tags[tag.toLowerCase()];
      if (type === undefined) throw bad(`can't parse entities: Unsupported start tag "${tag}"`);
      if (closing !== "/") {
        const url = /\bhref\s*=\s*["']([^"']*)["']/.exec(attributes ?? "")?.[1];
        open.push({
          tag: tag.toLowerCase(),
          offset: text.length,
          ...(url === undefined ? {} : { url }),
        });
        continue;
      }
      const started = open.pop();
      if (started?.tag !== tag.toLowerCase()) {
        throw bad(`can't parse entities: Unmatched end tag, found "</${tag}>"`);
      }
      const { offset, url } = started;
      if (text.length > offset) {
        entities.push({
          type,
          offset,
          length: text.length - offset,
          ...(url === undefined ? {} : { url }),
        });
      }
    } else if (whole === "<") {
      throw bad("can't parse entities: Unsupported start tag");
    } else if (dec !== undefined) text += String.fromCodePoint(Number(dec));
    else if (hex !== undefined) text += String.fromCodePoint(Number.parseInt(hex, 16));
    else text += (name === undefined ? undefined : named[name]) ?? whole;
  }
  const last = open.at(-1);
  if (last !== undefined) {
    throw bad(`can't parse entities: Can't find end tag corresponding to start tag "${last.tag}"`);
  }
  return { text, entities: entities.sort((a, b) => a.offset - b.offset) };
}
