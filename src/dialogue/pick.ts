import { fold } from "../core/fold.ts";
import type { Choice } from "../core/outcome.ts";

const places = "一二三四五六七八九";
const placed = /^(?:选?第?)?\s*([1-9一二三四五六七八九])\s*(?:个|项|号|吧)?[。.!！]?$/;

/** 「1」, 「第二个」 or a typed label picks one of the choices offered; other texts stay as they are. */
export function pick(text: string, choices: readonly Choice[]): string {
  const labelled = choices.find(({ label }) => fold(label) === fold(text));
  if (labelled !== undefined) return labelled.text;
  const place = placed.exec(text)?.[1];
  if (place === undefined) return text;
  const at = /\d/.test(place) ? Number(place) : places.indexOf(place) + 1;
  return choices[at - 1]?.text ?? text;
}

/** A place or a number alone: it means something only where it picks or answers something. */
export function isBareNumber(text: string): boolean {
  return placed.test(text) || /^(?=.*\d)[\d\s\p{P}]+$/u.test(text);
}
