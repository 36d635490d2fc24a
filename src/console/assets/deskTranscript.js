/** The lines of the open conversation. */

import { get, post } from "./deskPost.js";
import { address, byId, elements } from "./deskRoot.js";

const scroller = byId("scroll");
const log = byId("log");
const newest = byId("newest");
let readSeq = 0;

const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
const toEnd = () => {
  scroller.scrollTop = scroller.scrollHeight;
};

export function startTranscript() {
  toEnd();
  // Pictures of type that load late would leave the end out of sight.
  document.fonts?.ready.then(() => readSeq === 0 && toEnd());
  // Whoever is at the end stays there when the box below grows.
  let ended = true;
  scroller.addEventListener("scroll", () => {
    ended = atEnd();
  });
  new ResizeObserver(() => ended && toEnd()).observe(scroller);
  newest.addEventListener("click", () => {
    toEnd();
    scroller.focus({ preventScroll: true });
  });
  scroller.addEventListener("scroll", () => seen(), { passive: true });
  document.addEventListener("visibilitychange", () => seen());
  window.addEventListener("focus", () => seen());
  scroller.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-before]");
    if (link === null) return;
    event.preventDefault();
    void showOlder(link);
  });
  seen();
}

/** The newest line the page has. */
export const after = () => Number(log.lastElementChild?.dataset.seq ?? 0);

export function showEntry({ seq, side, markup }) {
  if (byId(`e-${seq}`) !== null || seq < after()) return;
  const follow = atEnd() || side === "staff";
  byId("no-lines")?.remove();
  log.append(...elements(markup));
  if (follow) toEnd();
  else newest.hidden = false;
  seen(true);
}

async function showOlder(link) {
  const markup = await get(`${address}/lines?before=${link.dataset.before}`);
  if (markup === undefined) return;
  const [first, ...rest] = elements(markup).filter((node) => node.nodeType === Node.ELEMENT_NODE);
  const height = scroller.scrollHeight;
  const hasMore = first?.id === "older";
  const lines = hasMore ? rest : [first, ...rest].filter(Boolean);
  // Lines of before are no news to be read out.
  log.ariaLive = "off";
  log.prepend(...lines);
  if (hasMore) byId("older").replaceWith(first);
  else byId("older").remove();
  scroller.scrollTop += scroller.scrollHeight - height;
  (byId("older")?.querySelector("a") ?? scroller).focus({ preventScroll: true });
  setTimeout(() => {
    log.ariaLive = "polite";
  }, 500);
}

/** What stands in sight of somebody is read. */
function seen(alone = false) {
  if (atEnd()) newest.hidden = true;
  const seq = after();
  if (document.hidden || !document.hasFocus() || !atEnd() || seq <= readSeq) return;
  readSeq = seq;
  void post(`${address}/read`, { seq: String(seq) }, alone);
}
