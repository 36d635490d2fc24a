import { html } from "hono/html";
import type { Html } from "../layout.ts";

/**
 * Characters that show nothing and act on what stands around them: controls, marks and overrides of
 * writing direction, spaces without width. Joiners stay, since emoji are made with them.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be shown
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** A text whose unseen characters are written out: `⟨U+202E⟩`. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(unseen, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
    });
}

/** What a person typed, as text that acts on nothing beside it. */
export function typed(text: string): Html {
  return html`<bdi>${visible(text)}</bdi>`;
}

/** The same on one line, for lists; cut to so many characters. */
export function glimpse(text: string, longest = 80): Html {
  const line = [...visible(text).replaceAll(/\s+/g, " ").trim()];
  return typed(line.length > longest ? `${line.slice(0, longest).join("")}…` : line.join(""));
}
