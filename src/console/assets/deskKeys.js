/** Shortcuts: single letters where no field has the focus, and only while they are wanted (WCAG 2.1.4). */

import { step } from "./deskInbox.js";
import { byId, remembered, root, say } from "./deskRoot.js";

const wanted = remembered("zhiwen.desk.keys");
const box = byId("keys-on");
const focusOn = { r: "answer", n: "note" };

/** `leave` closes what is open and says whether anything was. */
export function startKeys(leave = () => false) {
  box.checked = wanted.get() !== "off";
  box.addEventListener("change", () => wanted.set(box.checked ? "" : "off"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !leave()) pressed(event);
  });
  byId("step")?.addEventListener("click", turn);
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !box.checked) return;
  const here = event.target;
  if (here.closest("input, textarea, select, [popover], [contenteditable]") !== null) return;
  if (run(event.key)) event.preventDefault();
}

function run(key) {
  if (key === "j" || key === "k") {
    step(key === "j" ? 1 : -1);
    return true;
  }
  const field = byId(focusOn[key] ?? "");
  if (field !== null) {
    if (key === "n") showStep("details");
    if (key === "r") showStep("dialogue");
    field.focus();
    return true;
  }
  const control = /^[a-z?]$/.test(key) ? document.querySelector(`[data-key="${key}"]`) : null;
  control?.click();
  return control !== null;
}

/** On a phone the conversation and what is known about it are steps. */
function turn() {
  showStep(root.dataset.step === "details" ? "dialogue" : "details");
}

function showStep(name) {
  root.dataset.step = name;
  const button = byId("step");
  button.ariaExpanded = String(name === "details");
  button.textContent = name === "details" ? say.dialogue : say.details;
}
