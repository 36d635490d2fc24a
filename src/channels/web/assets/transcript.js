/** What was said, as the event stream tells it, and from nowhere else. */

import { article } from "./article.js";
import { showChoices } from "./choices.js";
import { restFocus } from "./composer.js";
import { byId, element } from "./element.js";
import { arrived, resume, send } from "./outbox.js";
import { isFollowing, showEnd, tellOfNewest } from "./scrolling.js";
import { sources } from "./sources.js";
import { countUnread } from "./unread.js";
import { replied } from "./working.js";

const log = byId("log");
const welcome = byId("welcome");
const calendar = new Intl.DateTimeFormat("zh-CN", {
  month: "long",
  day: "numeric",
  weekday: "short",
});
let lastSeq = 0;
let lastDay = "";
let ready = false;

/** The `seq` of the newest entry shown, 0 before the first. */
export const lastShown = () => lastSeq;

export function showEntry(entry) {
  if (entry.seq <= lastSeq) return;
  lastSeq = entry.seq;
  const at = new Date(entry.at);
  showDay(at);
  const made = article(entry.side, entry.text, at, entry.name);
  const citations = entry.outcome?.citations ?? [];
  const offered = entry.outcome?.choices ?? [];
  if (citations.length > 0) made.querySelector(".bubble").append(sources(citations));
  if (offered.length > 0) {
    // The buttons stand outside the log: a screen reader hears of them here.
    const labels = offered.map((choice) => choice.label).join("、");
    made.append(element("p", "unseen", `可选：${labels}`));
  }
  if (entry.messageId) arrived(entry.messageId);
  log.append(made);
  showChoices(offered, pick);
  welcome.hidden = true;
  if (entry.side !== "contact") {
    replied(entry);
    if (ready) countUnread();
  }
  settle(made);
}

/** The stored transcript is complete: from here on, what arrives is new. */
export function begin() {
  if (ready) return;
  ready = true;
  log.setAttribute("aria-busy", "false");
  log.setAttribute("aria-live", "polite");
  const waiting = resume();
  const begun = lastSeq > 0 || waiting;
  welcome.hidden = begun;
  if (begun) showEnd();
}

function showDay(at) {
  const day = calendar.format(at);
  if (day !== lastDay) log.append(element("p", "day", day));
  lastDay = day;
}

function pick(words) {
  send(words);
  restFocus();
}

function settle(made) {
  if (!ready || isFollowing()) showEnd(ready ? made : undefined);
  else tellOfNewest();
}
