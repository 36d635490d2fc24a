import type { Recognition } from "./recogniser.ts";

const social = new Set([
  "greet",
  "thanks",
  "goodbye",
  "affirm",
  "deny",
  "help",
  "out-of-scope",
  "complaint",
  "feedback-wrong",
  "more",
]);
const aboutOneself = new Set(["my-requests", "talk-to-staff", "privacy", "policy-alerts"]);

/** Small talk and talk about the talk: it continues no question. */
export function isSocial({ intent, confidence }: Recognition): boolean {
  return social.has(intent) && confidence >= 0.5;
}

/** A message that stands by itself whatever was asked before. */
export function onItsOwn(seen: Recognition, text: string): boolean {
  if (/^那|[呢嘞喃哩][?？]?$/.test(text) && !aboutOneself.has(seen.intent)) return false;
  return isSocial(seen) || (aboutOneself.has(seen.intent) && seen.confidence >= 0.55);
}
