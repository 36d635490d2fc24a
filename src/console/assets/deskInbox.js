/** The list of conversations: kept in order, without moving what somebody looks at. */

import { notify } from "./deskNotify.js";
import { byId, elements, open, renewAll, root, say } from "./deskRoot.js";

const list = byId("lines");
const scroller = byId("inbox-scroll");
const title = document.title;
const place = `zhiwen.desk.scroll${root.dataset.query}`;

/** Brings back where the list was scrolled to before another conversation was opened. */
export function startInbox() {
  scroller.scrollTop = Number(sessionStorage.getItem(place) ?? 0);
  window.addEventListener("pagehide", () => {
    sessionStorage.setItem(place, String(scroller.scrollTop));
  });
  setInterval(countOn, 10_000);
  countUnread();
}

/** `lines` are new or changed, `out` stand here no more; `all`, where it is told, is the whole list. */
export function showInbox({ lines, out = [], all }) {
  const gone = all === undefined ? out : idsHere().filter((id) => !all.includes(id));
  for (const id of gone) byId(`c-${id}`)?.remove();
  for (const line of lines) put(line);
  byId("inbox-empty").hidden = list.childElementCount > 0;
  countUnread();
}

/** Parts of the page; the numbers at the tabs are among them. */
export function showParts(parts) {
  renewAll(parts);
  countUnread();
}

const idsHere = () => [...list.children].map((item) => item.dataset.id);

function put({ id, rank, unread, waiting, markup }) {
  const old = byId(`c-${id}`);
  const [made] = elements(markup);
  if (old?.isEqualNode(made)) return;
  const before = Number(old?.dataset.unread ?? 0);
  const focused = old?.contains(document.activeElement) ?? false;
  const next = [...list.children].find((item) => item !== old && Number(item.dataset.rank) > rank);
  const above = old === null && next !== undefined && next.offsetTop < scroller.scrollTop;
  if (old?.nextElementSibling === (next ?? null)) old.replaceWith(made);
  else {
    old?.remove();
    list.insertBefore(made, next ?? null);
  }
  // What comes in above does not push what is being read.
  if (above) scroller.scrollTop += made.offsetHeight;
  if (focused) made.querySelector("a").focus({ preventScroll: true });
  if (waiting && unread > before && id !== open) notify(say.waiting, id);
}

/** Conversations with something unread: one's own, which are seldom in this list, and others in it. */
function countUnread() {
  const others = list.querySelectorAll('li:not([data-unread="0"], [data-mine])').length;
  const sum = others + Number(byId("tabs")?.dataset.unread ?? 0);
  document.title = sum === 0 ? title : `(${sum > 99 ? "99+" : sum}) ${title}`;
}

/** As `lapse` of the server says it. */
export function countOn() {
  for (const time of document.querySelectorAll("time[data-since]")) {
    const minutes = Math.max(0, Math.floor((Date.now() - Number(time.dataset.since)) / 60_000));
    const hours = Math.floor(minutes / 60);
    const words =
      minutes < 1
        ? say.now
        : minutes < 60
          ? `${minutes} ${say.minutes}`
          : hours < 48
            ? `${hours} ${say.hours}`
            : `${Math.floor(hours / 24)} ${say.days}`;
    if (time.textContent !== words) time.textContent = words;
  }
}

/** The line before or behind the open or focused one gets the focus. */
export function step(by) {
  const links = [...list.querySelectorAll("a")];
  const here = links.indexOf(document.activeElement);
  const at = here >= 0 ? here : links.findIndex((link) => link.ariaCurrent === "page");
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}
