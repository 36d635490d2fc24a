import type { Assistant } from "../dialogue/assistant.ts";

/** A passage in full, as an opened citation shows it to customers and to staff. */
export interface OpenedPassage {
  readonly title: string;
  /** Document number (文号). */
  readonly number?: string;
  readonly publisher: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly section: string;
  readonly text: string;
}

export function openedPassage({ answering }: Assistant, id: string): OpenedPassage | undefined {
  const found = answering.knowledge.passages.get(id);
  if (found === undefined) return undefined;
  const { digest, passage } = found;
  return {
    title: digest.title,
    publisher: digest.publisher,
    date: digest.date,
    section: passage.section,
    text: passage.text,
    ...(digest.number === undefined ? {} : { number: digest.number }),
  };
}
