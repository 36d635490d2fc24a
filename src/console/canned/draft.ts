import type { Language } from "../visitor.ts";
import type { Topic } from "./port.ts";
import { cannedWords } from "./words.ts";

export const longestTitle = 60;
/** A reply fits into one message. */
export const longestText = 1_000;

/** A canned reply as it stands in the form. */
export interface Draft {
  /** Undefined for a new one. */
  readonly id?: string;
  readonly title: string;
  readonly text: string;
  /** Empty for any. */
  readonly topic: string;
}

/** What keeps a draft from being saved, field by field; nothing where it can be. */
export function problemsOf(
  { title, text }: Draft,
  language: Language,
): { readonly title?: string; readonly text?: string } {
  const say = cannedWords(language);
  const ofTitle =
    title === ""
      ? say.nameMissing
      : title.length > longestTitle
        ? say.nameTooLong(longestTitle)
        : "";
  const ofText =
    text === "" ? say.textMissing : text.length > longestText ? say.textTooLong(longestText) : "";
  return {
    ...(ofTitle === "" ? {} : { title: ofTitle }),
    ...(ofText === "" ? {} : { text: ofText }),
  };
}

/** A form's fields as a draft; a topic that is none of ours is left out. */
export function draftOf(
  form: Readonly<Record<string, unknown>>,
  topics: readonly Topic[],
  id?: string,
): Draft {
  const text = (name: string) => {
    const value = form[name];
    return typeof value === "string" ? value.trim().replaceAll("\r\n", "\n") : "";
  };
  const topic = topics.find((each) => each.id === text("topic"))?.id ?? "";
  return { ...(id === undefined ? {} : { id }), title: text("title"), text: text("text"), topic };
}
