/** The forms of a conversation, sent without leaving the page; a refusal stands beside its control. */

import { insert, leaving, sent, written } from "./deskAnswer.js";
import { get, post } from "./deskPost.js";
import { byId, elements, fromHere, tell } from "./deskRoot.js";

const busy = new WeakSet();

export function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-act]");
    if (form === null) return;
    event.preventDefault();
    void send(form);
  });
  byId("suggest-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void suggest(event.target);
  });
  byId("canned").addEventListener("toggle", (event) => event.newState === "open" && showCanned());
  byId("canned-filter").addEventListener("input", filterCanned);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button === null) return;
    button.closest("[popover]")?.hidePopover();
    insert(button.dataset.insert);
  });
}

async function send(form) {
  // A double click is one click; the key would make it one at the server as well.
  if (busy.has(form)) return;
  busy.add(form);
  const fields = Object.fromEntries(new FormData(form));
  const act = form.dataset.act;
  const moveOn = fromHere();
  if (act === "say") leaving();
  form.ariaBusy = "true";
  const { done, problem } = await post(form.action, fields);
  form.ariaBusy = null;
  busy.delete(form);
  problemOf(form).textContent = problem ?? "";
  if (problem !== undefined) return;
  tell(JSON.parse(done).done);
  form.closest("[popover]")?.hidePopover();
  if (act === "say") sent(fields.text);
  else if (act === "note" || act === "close" || act === "return") form.reset();
  if (act === "claim" || act === "say") moveOn(byId("answer"));
}

function problemOf(form) {
  return form.querySelector(".problem") ?? byId("standing-problem");
}

async function suggest(form) {
  const box = byId("suggested");
  if (!box.hidden) {
    box.hidden = true;
    return;
  }
  const moveOn = fromHere();
  const { done, problem } = await post(form.action, { text: written() });
  box.replaceChildren(...(problem === undefined ? elements(done) : [problem]));
  box.hidden = false;
  moveOn(box);
}

/** Closes the suggestions; false when they were not open. */
export function hideSuggestions() {
  const box = byId("suggested");
  if (box.hidden) return false;
  box.hidden = true;
  byId("answer").focus();
  return true;
}

async function showCanned() {
  const list = byId("canned-list");
  if (list.childElementCount > 0) return;
  const markup = await get("/console/desk/canned");
  if (markup !== undefined) list.replaceChildren(...elements(markup));
}

function filterCanned({ target }) {
  const words = target.value.trim().toLowerCase();
  for (const item of byId("canned-list").querySelectorAll("li")) {
    const own = `${item.textContent} ${item.firstElementChild.dataset.insert}`.toLowerCase();
    item.hidden = !own.includes(words);
  }
}
