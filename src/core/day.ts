/**
 * Day and year as the calendar on a wall in Chongqing shows them, wherever the server stands.
 * China keeps UTC+8 the whole year (no summer time since 1992), so a fixed shift is exact.
 */
const ahead = 8 * 3_600_000;
const dayLength = 24 * 3_600_000;
/** The day asked for last: one question asks for it a hundred times. */
let last = { number: Number.NaN, day: "" };

/** `2026-11-21`. Throws a RangeError for an invalid date. */
export function dayIn(time: Date): string {
  const number = Math.floor((time.getTime() + ahead) / dayLength);
  if (number !== last.number) {
    last = { number, day: new Date(time.getTime() + ahead).toISOString().slice(0, 10) };
  }
  return last.day;
}

/** `2026`. Throws a RangeError for an invalid date. */
export function yearIn(time: Date): number {
  return Number(dayIn(time).slice(0, 4));
}

/** When a day begins: `2026-11-21` → 2026-11-20T16:00Z. */
export function dayStart(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - ahead);
}

/** `2026-11-21 16:05`. Throws a RangeError for an invalid date. */
export function minuteIn(time: Date): string {
  return new Date(time.getTime() + ahead).toISOString().slice(0, 16).replace("T", " ");
}
