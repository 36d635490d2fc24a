import { yearIn } from "../../core/day.ts";

const digits = "〇零一二三四五六七八九";

/** 「2025年6月16日」「二〇二五年六月十六日」「2025-06-16」 alone on its line → 2025-06-16. */
export function wholeDate(line: string): string | undefined {
  const text = line.replace(/\s+/g, "").replace(/^[（(]|[）)]$/g, "");
  const plain = text.match(
    /^(?:发布日期|日期|成文日期)?[:：]?(\d{4})[年\-./](\d{1,2})[月\-./](\d{1,2})日?$/u,
  );
  if (plain) return calendar(Number(plain[1]), Number(plain[2]), Number(plain[3]));
  const han = text.match(
    /^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$/u,
  );
  if (!han) return undefined;
  const year = Number([...(han[1] ?? "")].map((c) => Math.max(0, digits.indexOf(c) - 1)).join(""));
  return calendar(year, hanNumber(han[2] ?? ""), hanNumber(han[3] ?? ""));
}

function hanNumber(text: string): number {
  const at = text.indexOf("十");
  const one = (part: string): number => Math.max(0, digits.indexOf(part) - 1);
  if (at < 0) return one(text);
  return (
    (at === 0 ? 1 : one(text.slice(0, at))) * 10 +
    (at === text.length - 1 ? 0 : one(text.slice(at + 1)))
  );
}

/** ISO date, or undefined where the calendar has no such day. */
export function calendar(year: number, month: number, day: number): string | undefined {
  const iso = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const time = Date.parse(iso);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso) return undefined;
  return iso;
}

/** A day of the year without its year. */
export interface Day {
  readonly month: number;
  readonly day: number;
  readonly year?: number;
}

/**
 * The day a news text reports: the first 「1月26日」 in its lead, with the year where it is given;
 * of a span 「4月26日至28日」 the last day, as it is told afterwards.
 */
export function reportedDay(text: string): Day | undefined {
  // 「继1月18日…后」 looks back, and a day in brackets is that of something else.
  const lead = text.slice(0, 200).replace(/[（(][^（）()]{0,30}[）)]/gu, "");
  const match = lead.match(
    /(?<!继|自|从|早在|此前的?)(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:[至到—–~-]+(?:(\d{1,2})月)?(\d{1,2})日)?/u,
  );
  if (!match) return undefined;
  const month = Number(match[4] ?? match[2]);
  const day = Number(match[5] ?? match[3]);
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return match[1] === undefined ? { month, day } : { month, day, year: Number(match[1]) };
}

/**
 * The year an issue without a printed year appeared in: the latest its texts speak of as begun,
 * one more when they speak of a month of that year that on `day` was still to come.
 * @returns undefined when the texts name no year up to `now`
 */
export function issueYear(text: string, day: Day | undefined, now: Date): number | undefined {
  const latest = yearIn(now);
  let year: number | undefined;
  let month = 0;
  for (const match of text.matchAll(
    /(到|至|力争|预计|计划)?\s*((?:19|20)\d{2})年(?:(\d{1,2})月|(底|末))?/gu,
  )) {
    const found = Number(match[2]);
    if (
      found > latest ||
      (match[1] !== undefined && match[3] === undefined && match[4] === undefined)
    ) {
      continue;
    }
    const within = match[3] === undefined ? (match[4] === undefined ? 0 : 12) : Number(match[3]);
    if (year === undefined || found > year) {
      year = found;
      month = within;
    } else if (found === year) month = Math.max(month, within);
  }
  if (year === undefined) return undefined;
  if (day !== undefined && month > day.month && year < latest) return year + 1;
  return year;
}
