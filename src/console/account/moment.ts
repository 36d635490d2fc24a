import { html } from "hono/html";
import type { Html } from "../layout.ts";

const beijing = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** A moment in Beijing time, `2026-11-21 15:04:05`. */
export function moment(at: Date): Html {
  const part = Object.fromEntries(
    beijing.formatToParts(at).map(({ type, value }) => [type, value]),
  );
  const day = [part["year"], part["month"], part["day"]].join("-");
  const time = [part["hour"], part["minute"], part["second"]].join(":");
  return html`<time datetime="${at.toISOString()}">${day} ${time}</time>`;
}
