/** The window onto the conversation: it follows the end unless someone reads further up. */

import { byId } from "./element.js";

const scroll = byId("scroll");
const newest = byId("newest");
let following = true;

const nearEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;

export const isFollowing = () => following;

/** Shows the end; of an article taller than the window, its beginning. */
export function showEnd(article) {
  if (article && article.offsetHeight > scroll.clientHeight - 40) {
    article.scrollIntoView({ block: "start" });
  } else scroll.scrollTop = scroll.scrollHeight;
  newest.hidden = true;
}

export function followEnd() {
  following = true;
  showEnd();
}

/** Tells someone who reads further up that there is more below. */
export function tellOfNewest() {
  newest.hidden = false;
}

scroll.addEventListener("scroll", () => {
  following = nearEnd();
  if (following) newest.hidden = true;
});
newest.addEventListener("click", () => {
  followEnd();
  byId("text").focus();
});
