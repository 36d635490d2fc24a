import { dayIn, dayStart } from "../../core/day.ts";

/** Days shown, today included. */
export const periods = [1, 7, 30, 90] as const;
export type Period = (typeof periods)[number];

/** What an address names; a week for anything else. */
export function periodNamed(text: string | undefined): Period {
  return periods.find((period) => String(period) === text) ?? 7;
}

export interface Span {
  readonly since: Date;
  readonly until: Date;
  /** Every day of it in Chongqing, first to last, also those on which nothing happened. */
  readonly days: readonly string[];
}

const day = 86_400_000;

/** The last days up to the end of today. */
export function spanOf(period: Period, now: Date): Span {
  const today = dayStart(dayIn(now)).getTime();
  const starts = Array.from({ length: period }, (_, i) => today - (period - 1 - i) * day);
  return {
    since: new Date(today - (period - 1) * day),
    until: new Date(today + day),
    days: starts.map((start) => dayIn(new Date(start))),
  };
}
