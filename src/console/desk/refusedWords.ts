import { reasonWords } from "../../core/reasonWords.ts";
import type { Refused } from "../../handoff/desk.ts";
import type { Language } from "../visitor.ts";
import { visible } from "./typed.ts";
import { deskWords } from "./words.ts";

/** Why an act was not done, for the person who tried it. */
export function refusedWords(refused: Refused, language: Language): string {
  const say = deskWords(language).refused;
  switch (refused.refused) {
    case "claimed-by-other":
      return say["claimed-by-other"](visible(refused.by.name));
    case "platform":
      return reasonWords(refused.reason, language);
    case "not-found":
    case "ended":
    case "not-claimed":
    case "changed":
      return say[refused.refused];
  }
}
