/**
 * Day and year as the calendar on a wall in Chongqing shows them, wherever the server stands.
 * China keeps UTC+8 the whole year (no summer time since 1992), so a fixed shift is exact.
 */
const ahead = 8 * 3_600_000;

/** `2026-11-21`. Throws a RangeError for an invalid date. */
export function dayIn(time: Date): string {
  return new Date(time.getTime() + ahead).toISOString().slice(0, 10);
}

/** `2026`. Throws a RangeError for an invalid date. */
export function yearIn(time: Date): number {
  return Number(dayIn(time).slice(0, 4));
}
