/** Where staff write: the draft that survives, the key that makes a repeat one, the count. */

import { post } from "./deskPost.js";
import { address, byId, newKey, open, remembered, root, say, tab, tell } from "./deskRoot.js";

const text = byId("answer");
const form = byId("answer-form");
const key = form.elements.key;
const count = byId("count");
const draft = remembered(`zhiwen.desk.${root.dataset.staff}.${open}`);
const most = Number(text.dataset.most);
const encoder = new TextEncoder();
/** Whether the words under this key may have been sent: other words need another key. */
let tried = "";
let toldWriting = 0;

export function startAnswering() {
  restore();
  text.addEventListener("input", () => {
    typed();
    sayWriting();
  });
  text.addEventListener("keydown", (event) => {
    // An Enter that ends the choice of a character sends nothing (229: Safari's word for it).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    form.requestSubmit();
  });
  typed();
}

/** What a crash, a reload or a new log-in left unsent. */
function restore() {
  const kept = readDraft();
  if (kept === undefined || text.value !== "") return;
  text.value = kept.text;
  key.value = kept.key;
  tried = kept.tried ? kept.text : "";
  tell(say.restored);
}

function readDraft() {
  try {
    const { text, key, tried } = JSON.parse(draft.get());
    return typeof text === "string" && typeof key === "string" ? { text, key, tried } : undefined;
  } catch {
    return undefined;
  }
}

function keep() {
  const kept = { text: text.value, key: key.value, tried: tried === text.value };
  draft.set(text.value === "" ? "" : JSON.stringify(kept));
}

function typed() {
  if (tried !== "" && tried !== text.value) {
    tried = "";
    key.value = newKey();
  }
  keep();
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 2, 220)}px`;
  const size =
    text.dataset.unit === "bytes" ? encoder.encode(text.value).length : text.value.length;
  const unit = text.dataset.unit === "bytes" ? say.bytes : say.characters;
  const parts = Math.ceil(size / most);
  const split = parts > 1 ? ` · ${say.parts.replace("{count}", String(parts))}` : "";
  count.textContent = size === 0 ? "" : `${size} / ${most} ${unit}${split}`;
  count.classList.toggle("over", parts > 1);
}

/** At most every 3 s: the others forget it after 6. */
function sayWriting() {
  if (text.value === "" || Date.now() - toldWriting < 3_000) return;
  toldWriting = Date.now();
  void post(`${address}/presence`, { tab, writing: "1" });
}

/** Before the words leave: from here on a repeat is known by the key. */
export function leaving() {
  tried = text.value;
  keep();
}

/** They were taken. */
export function sent(words) {
  if (text.value === words) text.value = "";
  tried = "";
  key.value = newKey();
  typed();
}

/** Puts words where they can be edited; what stands there already stays in front. */
export function insert(words) {
  text.value = text.value.trim() === "" ? words : `${text.value.trimEnd()}\n${words}`;
  typed();
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
}

export const written = () => text.value;
