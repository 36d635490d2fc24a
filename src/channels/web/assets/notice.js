/** What a visitor should know first: shown until understood, called back from the bar. */

import { restFocus } from "./composer.js";
import { byId } from "./element.js";
import { remembered } from "./remembered.js";

const notice = byId("notice");
const about = byId("about");
const understood = remembered("localStorage", "zhiwen.understood");

/** Shows it to those who have not put it away yet. */
export function startNotice() {
  show(understood.get() === "");
}

function show(open) {
  notice.hidden = !open;
  about.setAttribute("aria-expanded", String(open));
}

byId("understood").addEventListener("click", () => {
  understood.set("1");
  show(false);
  restFocus();
});
about.addEventListener("click", () => {
  show(notice.hidden);
  if (notice.hidden) return;
  byId("scroll").scrollTop = 0;
  notice.focus({ preventScroll: true });
});
