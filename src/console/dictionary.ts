import type { Language } from "./visitor.ts";

type Word = string | ((...values: never[]) => string);
/** What a page says, by the name of the place it is said in. */
export interface Words {
  readonly [place: string]: Word | Words;
}

const known = new Set<unknown>();

/**
 * What a page says in both languages. The compiler holds them to the same places; a page reads
 * one with `words(visitor.language)`.
 *
 * @example
 * export const requestWords = dictionary({ title: "申请" }, { title: "Requests" });
 */
export function dictionary<W extends Words>(
  zh: W,
  en: NoInfer<W>,
): { (language: Language): W; readonly zh: W; readonly en: W } {
  const words = Object.assign((language: Language) => (language === "en" ? en : zh), { zh, en });
  known.add(words);
  return words;
}

/** Whether a value was made by {@link dictionary}. */
export function isDictionary(value: unknown): value is ReturnType<typeof dictionary> {
  return known.has(value);
}
