/** The intents with their examples and words, read from intents/ and checked. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ZhiwenError } from "../core/errors.ts";
import { parseEntries } from "../knowledge/parse.ts";
import { problemText } from "../knowledge/problem.ts";
import type { Form } from "./form.ts";
import type { Given, IntentDefinition, IntentFactory } from "./intent.ts";
import type { Example } from "./recogniser.ts";
import { type Replies, replies } from "./replies.ts";

const examples = z.strictObject({
  examples: z.array(z.string().trim().min(1)).min(15, "give at least 15 examples"),
  /** Near misses: they look like this intent and are another's. */
  not: z.array(z.strictObject({ text: z.string().trim().min(1), is: z.string() })).default([]),
});

export interface Intent extends IntentDefinition {
  readonly name: string;
  readonly words: Replies;
}

export interface Catalogue {
  readonly intents: ReadonlyMap<string, Intent>;
  readonly examples: readonly Example[];
  readonly forms: ReadonlyMap<string, { readonly form: Form; readonly intent: string }>;
}

/** Throws a {@link ZhiwenError} that names file, line and field of the first thing wrong. */
export function readCatalogue(
  folder: string,
  definitions: Readonly<Record<string, IntentFactory>>,
  given: Given,
): Catalogue {
  const intents = new Map<string, Intent>();
  const all: Example[] = [];
  const forms = new Map<string, { form: Form; intent: string }>();
  for (const [name, factory] of Object.entries(definitions)) {
    const definition = factory(given);
    const [known] = readOne(join(folder, name, "examples.yaml"), examples);
    const file = join(folder, name, "replies.yaml");
    const [words = {}] = existsSync(file) ? readOne(file, replies) : [];
    intents.set(name, { ...definition, name, words });
    for (const text of known?.examples ?? []) all.push({ text, intent: name });
    for (const { text, is } of known?.not ?? []) {
      if (!(is in definitions)) {
        throw new ZhiwenError(
          "dialogue",
          `intents/${name}/examples.yaml names the intent ${is}`,
          "name a folder of intents/",
        );
      }
      all.push({ text, intent: is });
    }
    for (const form of definition.forms ?? []) forms.set(form.name, { form, intent: name });
  }
  return { intents, examples: all, forms };
}

function readOne<S extends z.ZodType>(file: string, schema: S): z.output<S>[] {
  if (!existsSync(file)) throw new ZhiwenError("dialogue", `${file} is missing`, "add it");
  const { entries, problems } = parseEntries(file, schema);
  const [first] = problems;
  if (first !== undefined) throw new ZhiwenError("dialogue", problemText(first), "mend the line");
  return entries;
}
