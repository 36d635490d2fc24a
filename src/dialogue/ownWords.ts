/** Texts the program itself wrote. A figure in them (an example, a hotline) was set down by people. */
import type { Session } from "../core/session.ts";
import type { Catalogue } from "./catalogue.ts";
import { exampleCorrection, type Form } from "./form.ts";
import type { Replies } from "./replies.ts";

/** Every line of words.yaml and of the intents' replies.yaml, placeholders unfilled. */
export function repliesWritten(words: Replies, { intents }: Catalogue): string[] {
  return [words, ...[...intents.values()].map((intent) => intent.words)].flatMap((lines) =>
    Object.values(lines),
  );
}

/** What a form itself says: consent, prompts, labels, choices and its example of a correction. */
export function formWritten(form: Form, state: NonNullable<Session["form"]>): string[] {
  const lines = form
    .slots(state.slots)
    .flatMap(({ label, prompt, choices = [] }) => [
      label,
      typeof prompt === "string" ? prompt : prompt(state.slots),
      ...choices,
    ]);
  return [form.consent, exampleCorrection, ...lines];
}
