/** A customer's wording brought to standard written Chinese, before anything reads it. */
import { fold } from "../core/fold.ts";
import type { Glossary } from "../knowledge/entry.ts";

/** Longer questions are cut: what follows is never part of a question to this bot. */
export const maxQuestion = 500;

export type Standardise = (text: string) => string;

export function createStandard(glossary: Glossary): Standardise {
  const colloquial = replacer(Object.entries(glossary.colloquial).map(([a, b]) => [fold(a), b]));
  const english = replacer(
    Object.entries(glossary.english).map(([a, b]) => [a.toLowerCase(), b]),
    true,
  );
  return (text) => colloquial(joined(english(clean(text))));
}

/** Folded, without control characters, lone surrogates, emoji and markup; white space made single. */
export function clean(text: string): string {
  const plain = fold(text.slice(0, maxQuestion * 4).toWellFormed())
    .replace(/<[^<>]{0,200}>/g, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu, " ")
    .replace(/\p{Extended_Pictographic}/gu, (char) => (/[\d#*]/.test(char) ? char : " "))
    .replace(/\s+/g, " ")
    .trim();
  // The cut may fall inside a character of two units: its first half goes too.
  return joined(plain)
    .slice(0, maxQuestion)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd();
}

/** Chinese is written without spaces: 「多少 天」 out of "how many days" is one question word. */
function joined(text: string): string {
  return text.replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, "");
}

function replacer(pairs: (readonly [string, string])[], whole = false): (text: string) => string {
  if (pairs.length === 0) return (text) => text;
  const to = new Map(pairs);
  const keys = [...to.keys()].sort((a, b) => b.length - a.length).map(RegExp.escape);
  const pattern = new RegExp(whole ? `\\b(?:${keys.join("|")})\\b` : keys.join("|"), "gu");
  return (text) => text.replace(pattern, (key) => to.get(key) ?? key);
}
