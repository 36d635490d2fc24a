import type { Answering } from "../answering/answer.ts";
import type { Citation } from "../core/citation.ts";

export interface Suggestion {
  readonly text: string;
  readonly citations: readonly Citation[];
}

const most = 4;
/** Below it a piece is about something else. */
const leastCover = 0.5;

/** What the knowledge says to a question: the bot's own answer first, then single statements. */
export function suggestions(
  answering: Answering,
  text: string,
  topic: string | undefined,
  now: Date,
): Suggestion[] {
  const question = answering.reader.read(text, now);
  const options = { now, ...(topic === undefined ? {} : { topic }) };
  const answer = answering.answer(question, options);
  const found: Suggestion[] =
    answer.kind === "answer"
      ? [{ text: answer.text, citations: answering.citations(answer.passages) }]
      : [];
  for (const { evidence, cover, scope, expired } of answering.weighed(question, options)) {
    if (found.length >= most || cover < leastCover) break;
    const said = found.some(({ text: told }) => told.includes(evidence.text));
    if (scope === "out" || expired || said) continue;
    found.push({ text: evidence.text, citations: answering.citations(evidence.passages) });
  }
  return found;
}
