import { fileURLToPath } from "node:url";
import { z } from "zod";
import { ZhiwenError } from "../core/errors.ts";
import { parseEntries } from "../knowledge/parse.ts";

/** A text of words.yaml with its {placeholders} filled in. */
export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export function readWords(): Words {
  const file = fileURLToPath(new URL("words.yaml", import.meta.url));
  const [texts = {}] = parseEntries(file, z.record(z.string(), z.string().min(1))).entries;
  return (key, values = {}) => {
    const text = texts[key];
    if (text === undefined) {
      throw new ZhiwenError("handoff", `src/handoff/words.yaml has no ${key}`, "add the line");
    }
    return text.replace(/\{([a-z]+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) {
        throw new ZhiwenError("handoff", `nothing is given for {${name}} of ${key}`, "pass it");
      }
      return String(value);
    });
  };
}
