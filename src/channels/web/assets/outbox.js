/** What is being sent. It stands below the transcript until the event stream brings it back. */

import { article } from "./article.js";
import { withdrawChoices } from "./choices.js";
import { restFocus, writeAgain } from "./composer.js";
import { button, byId, element } from "./element.js";
import { post } from "./post.js";
import { remembered } from "./remembered.js";
import { followEnd } from "./scrolling.js";
import { startWorking } from "./working.js";

const list = byId("outbox");
/** Messages not yet known to be stored: { id, text, failed? }. Survives a reload of the tab. */
const kept = remembered("sessionStorage", "zhiwen.outbox");
const outbox = readKept();
const shown = new Map();
let sending = false;

export function send(words) {
  const item = { id: newId(), text: words };
  outbox.push(item);
  keep();
  withdrawChoices();
  byId("welcome").hidden = true;
  show(item);
  followEnd();
  void sendNext();
}

/** Shows and sends what a reload left unsent; true when there was any. */
export function resume() {
  for (const item of outbox) show(item);
  if (outbox.length > 0) withdrawChoices();
  void sendNext();
  return outbox.length > 0;
}

/** The transcript holds this message now. */
export function arrived(id) {
  const item = outbox.find((candidate) => candidate.id === id);
  if (item) remove(item);
}

function readKept() {
  try {
    const read = JSON.parse(kept.get() || "[]");
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}

function keep() {
  const waiting = outbox.filter((item) => !item.stored);
  kept.set(waiting.length === 0 ? "" : JSON.stringify(waiting));
}

/** crypto.randomUUID would need HTTPS. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function show(item) {
  const before = shown.get(item.id);
  const made = article("contact", item.text, new Date());
  const status = element("p", "status");
  if (item.failed) {
    made.classList.add("failed");
    status.append(element("span", "", item.failed));
    status.append(button("quiet", "重新发送", () => resend(item)));
    if (item.refused) status.append(button("quiet", "修改", () => edit(item)));
  } else status.append(item.stored ? "已送达" : (item.waiting ?? "发送中…"));
  status.setAttribute("role", item.failed ? "alert" : "status");
  made.append(status);
  if (before) before.replaceWith(made);
  else list.append(made);
  shown.set(item.id, made);
}

function update(item, change) {
  Object.assign(item, change);
  keep();
  if (outbox.includes(item)) show(item);
}

function remove(item) {
  const at = outbox.indexOf(item);
  if (at >= 0) outbox.splice(at, 1);
  shown.get(item.id)?.remove();
  shown.delete(item.id);
  keep();
}

function resend(item) {
  update(item, { failed: undefined, refused: undefined });
  void sendNext();
  restFocus();
}

function edit(item) {
  remove(item);
  writeAgain(item.text);
}

/** One at a time, so that messages arrive in the order they were written. */
async function sendNext() {
  const item = outbox.find((candidate) => !candidate.failed && !candidate.stored);
  if (sending || !item) return;
  sending = true;
  try {
    await deliver(item);
  } finally {
    sending = false;
  }
  void sendNext();
}

const later = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Tries a few times under the same id: the server knows a repeat by it. */
async function deliver(item) {
  for (let attempt = 1; outbox.includes(item); attempt++) {
    const { outcome, message, seconds } = await post(item);
    if (outcome === "stored") {
      update(item, { stored: true, waiting: undefined });
      if (outbox.includes(item)) startWorking();
      return;
    }
    if (outcome === "refused" || attempt === 3) {
      update(item, { failed: message, refused: outcome === "refused", waiting: undefined });
      return;
    }
    update(item, { waiting: outcome === "slow" ? `${seconds} 秒后自动发送…` : "正在重试…" });
    await later(outcome === "slow" ? seconds : attempt * 1.5);
  }
}
