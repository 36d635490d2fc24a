/** One message as it looks, sent or not. */

import { element } from "./element.js";

const names = { contact: "您", bot: "知问", staff: "工作人员" };
const clock = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

export function article(side, words, at) {
  const name = element("span", "who", names[side]);
  const time = element("time", "", clock.format(at));
  time.dateTime = at.toISOString();
  const body = element("div", "bubble", element("p", "words", words));
  const made = element("article", `message ${side}`, element("p", "meta", name, " ", time), body);
  made.setAttribute("aria-label", `${names[side]}说`);
  return made;
}
