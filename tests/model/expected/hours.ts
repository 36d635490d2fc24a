/** When the office is open, counted in half hours of Chongqing. */
import { minute } from "../town.ts";

const half = 30 * minute;

export function isOpen(at: number): boolean {
  const there = new Date(at + 8 * 60 * minute);
  const weekday = there.getUTCDay();
  const time = there.getUTCHours() + there.getUTCMinutes() / 60;
  const works = weekday >= 1 && weekday <= 5;
  return works && ((time >= 9 && time < 12) || (time >= 14 && time < 17.5));
}

/** When it next opens, after a time at which it is closed. */
export function nextOpening(after: number): number {
  let at = Math.floor(after / half + 1) * half;
  while (!isOpen(at)) at += half;
  return at;
}
