import type { Citation } from "./citation.ts";
import type { Choice } from "./outcome.ts";

/** A reply as plain text: what is said, then where it stands. */
export function plainReply(reply: {
  readonly text: string;
  readonly citations: readonly Citation[];
}): string {
  return [reply.text, ...sourceLines(reply.citations)].filter((line) => line !== "").join("\n");
}

/** One line a document, with the sections of it that are cited. */
export function sourceLines(citations: readonly Citation[]): string[] {
  const sections = new Map<string, Set<string>>();
  const dates = new Map<string, string>();
  for (const { document, section, date } of citations) {
    sections.set(document, (sections.get(document) ?? new Set()).add(section));
    dates.set(document, date);
  }
  return [...sections].map(
    ([document, cited]) =>
      `出处：${document} · ${[...cited].join("；")} · ${dates.get(document) ?? ""}`,
  );
}

/** Choices for a channel without buttons; the dialogue takes the number for the choice. */
export function choiceLines(choices: readonly Choice[]): string[] {
  return choices.map(({ label }, at) => `${at + 1}. ${label}`);
}
