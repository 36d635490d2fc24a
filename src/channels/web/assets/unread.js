/** The window's title counts what arrived while nobody looked. */

const title = document.title;
let unread = 0;

export function countUnread() {
  if (document.hidden) document.title = `(${++unread}) ${title}`;
}

function looked() {
  if (document.hidden) return;
  unread = 0;
  document.title = title;
}
document.addEventListener("visibilitychange", looked);
window.addEventListener("focus", looked);
