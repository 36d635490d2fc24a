import { html } from "hono/html";
import { dayIn } from "../../core/day.ts";
import type { Html } from "../layout.ts";
import type { Language } from "../visitor.ts";
import { deskWords } from "./words.ts";

const hourMs = 3_600_000;

/** `14:05` today, `11-20 14:05` in this year, `2025-11-20 14:05` before; on Chongqing's clock. */
export function clockTime(at: Date, now: Date): string {
  const local = new Date(at.getTime() + 8 * hourMs).toISOString();
  const time = local.slice(11, 16);
  const day = dayIn(at);
  if (day === dayIn(now)) return time;
  return day.slice(0, 4) === dayIn(now).slice(0, 4) ? `${day.slice(5)} ${time}` : `${day} ${time}`;
}

export function moment(at: Date, now: Date): Html {
  return html`<time datetime="${at.toISOString()}">${clockTime(at, now)}</time>`;
}

/** How long ago, in a few characters: the page's script counts on in the same words. */
export function lapse(since: Date, now: Date, language: Language): string {
  const say = deskWords(language).lapse;
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 1) return say.now;
  if (minutes < 60) return `${minutes} ${say.minutes}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} ${say.hours}` : `${Math.floor(hours / 24)} ${say.days}`;
}

/** A lapse that the page's script keeps true. */
export function running(since: Date, now: Date, language: Language): Html {
  return html`<time class="lapse" datetime="${since.toISOString()}" data-since="${since.getTime()}">${lapse(since, now, language)}</time>`;
}
