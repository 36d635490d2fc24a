/** The quick replies under the newest message. */

import { button, byId } from "./element.js";

/** Replaces the ones before; `pick` is given the text of the chosen one. */
export function showChoices(offered, pick) {
  byId("choices").replaceChildren(
    ...offered.map(({ label, text }) => button("choice", label, () => pick(text))),
  );
}

export function withdrawChoices() {
  showChoices([]);
}
