/** Where a message is written. */

import { byId } from "./element.js";
import { remembered } from "./remembered.js";

const text = byId("text");
const form = byId("form");
const problem = byId("problem");
const draft = remembered("sessionStorage", "zhiwen.draft");
const longest = Number(text.dataset.longest);
const tallest = 160;

const onPhone = () => matchMedia("(pointer: coarse)").matches;

/** Brings back the draft; from now on `send` is given what is submitted. */
export function startWriting(send) {
  text.value = draft.get();
  typed();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value.trim() === "" || !typed()) return text.focus();
    send(text.value.trim());
    text.value = "";
    typed();
    text.focus();
  });
  if (!onPhone()) text.focus();
}

/** Puts words back to be mended, above what has been written since. */
export function writeAgain(words) {
  text.value = text.value.trim() === "" ? words : `${words}\n${text.value}`;
  typed();
  text.focus();
}

/** After a button has gone: to the text field, but on a phone that would bring the keyboard up. */
export function restFocus() {
  (onPhone() ? byId("scroll") : text).focus({ preventScroll: true });
}

/** Keeps the draft and the field's height; false when the text is too long. */
function typed() {
  draft.set(text.value);
  text.style.height = "auto";
  text.style.height = `${Math.min(tallest, text.scrollHeight + 2)}px`;
  const over = [...text.value].length - longest;
  const message = over > 0 ? `超出 ${over} 字，一次最多 ${longest} 字，请分几次发送。` : "";
  // Written only when it differs: a screen reader would read it again at every key.
  if (problem.textContent !== message) problem.textContent = message;
  return over <= 0;
}

text.addEventListener("input", typed);
text.addEventListener("keydown", (event) => {
  // While an input method composes, Enter picks a word. Safari reports that only as code 229.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  form.requestSubmit();
});
