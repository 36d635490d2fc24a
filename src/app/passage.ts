import type { OpenedPassage } from "../core/openedPassage.ts";
import type { Assistant } from "../dialogue/assistant.ts";

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
