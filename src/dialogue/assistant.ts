/** The dialogue of one knowledge release, ready to take turns: recogniser fitted, index built. */
import { fileURLToPath } from "node:url";
import { createAnswering } from "../answering/answer.ts";
import type { Polish } from "../answering/polish.ts";
import { parseEntries } from "../knowledge/parse.ts";
import type { Knowledge } from "../knowledge/read.ts";
import { readCatalogue } from "./catalogue.ts";
import { createCompletion } from "./followup.ts";
import type { IntentFactory } from "./intent.ts";
import { createRecogniser } from "./recogniser.ts";
import { replies } from "./replies.ts";
import { type DialogueParts, type TurnInput, type TurnOutput, takeTurn } from "./turn.ts";

export interface Assistant extends DialogueParts {
  turn(input: TurnInput): Promise<TurnOutput>;
}

export interface AssistantOptions {
  readonly knowledge: Knowledge;
  /** Folder of intents/, for examples and replies. */
  readonly intentsFolder: string;
  readonly intents: Readonly<Record<string, IntentFactory>>;
  /** Rewords a verified answer, where a model is configured. */
  readonly polish?: Polish | undefined;
}

/** Throws when an intent's examples or replies are malformed. */
export function createAssistant({
  knowledge,
  intentsFolder,
  intents,
  polish,
}: AssistantOptions): Assistant {
  const answering = createAnswering(knowledge);
  const catalogue = readCatalogue(intentsFolder, intents, { answering });
  const { reader } = answering;
  const questions = knowledge.faqs
    .filter(({ intent }) => catalogue.intents.has(intent))
    .flatMap(({ intent, questions: all }) => all.map((text) => ({ text, intent })));
  const recogniser = createRecogniser([...catalogue.examples, ...questions], {
    standardise: reader.standardise,
    words: (text) => reader.terms(text).flatMap((term) => [term.text, ...term.same.slice(0, 1)]),
  });
  const [words = {}] = parseEntries(
    fileURLToPath(new URL("words.yaml", import.meta.url)),
    replies,
  ).entries;
  const parts = {
    answering,
    catalogue,
    recogniser,
    complete: createCompletion(reader),
    words,
    ...(polish === undefined ? {} : { polish }),
  };
  return { ...parts, turn: (input) => takeTurn(parts, input) };
}
