/** One message as it looks, sent or not. */

import { element } from "./element.js";

const names = { contact: "您", bot: "知问", staff: "工作人员" };
const clock = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

/** @param {string} [called] the name of a person, in place of what their side is called */
export function article(side, words, at, called = names[side]) {
  const name = element("span", "who", called);
  const time = element("time", "", clock.format(at));
  time.dateTime = at.toISOString();
  const body = element("div", "bubble", element("p", "words", words));
  const made = element("article", `message ${side}`, element("p", "meta", name, " ", time), body);
  made.setAttribute("aria-label", `${called}说`);
  return made;
}
