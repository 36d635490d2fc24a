/** Notifications of the desktop: asked for on a click, and without a word of what was written. */

import { byId, say, tell } from "./deskRoot.js";

const button = byId("notify");

export function startNotifying() {
  if (!("Notification" in window)) return;
  button.hidden = Notification.permission === "granted";
  button.addEventListener("click", async () => {
    const answer = await Notification.requestPermission();
    button.hidden = answer === "granted";
    if (answer !== "granted") button.textContent = say.notifyOff;
    tell(answer === "granted" ? say.notifyOn : say.notifyOff);
  });
}

export function notify(words, conversation) {
  if (!document.hidden || !("Notification" in window)) return;
  if (Notification.permission !== "granted") return;
  try {
    const shown = new Notification(words, { tag: conversation });
    shown.addEventListener("click", () => {
      window.focus();
      location.assign(`/console/conversations/${conversation}`);
    });
  } catch {
    // Chrome on Android forbids the constructor: the mark in the title stays.
  }
}

const alerted = new Set();

/** A stream that opens again tells once more what the page may have missed. */
export function showAlert({ kind, conversation, key }) {
  if (alerted.has(key)) return;
  alerted.add(key);
  notify(say[kind], conversation);
}
