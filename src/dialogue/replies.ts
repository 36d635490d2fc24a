/** The words of an intent: replies.yaml, key → text with {placeholders}. */
import { z } from "zod";
import { ZhiwenError } from "../core/errors.ts";

export const replies = z.record(
  z.string().regex(/^[a-z][a-z0-9-]*$/, "use lower-case letters, digits and hyphens"),
  z.string().trim().min(1, "must not be empty"),
);

export type Replies = z.output<typeof replies>;

/** Fills a reply in; a key or value that is not there is a programming error and says so. */
export function fillReply(
  intent: string,
  words: Replies,
  key: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const text = words[key];
  if (text === undefined) {
    throw new ZhiwenError(
      "dialogue",
      `intents/${intent}/replies.yaml has no ${key}`,
      "add the line",
    );
  }
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new ZhiwenError(
        "dialogue",
        `intents/${intent} gives no value for {${name}}`,
        "pass it",
      );
    }
    return String(value);
  });
}
