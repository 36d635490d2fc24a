import { yearIn } from "../core/day.ts";

/** Years as the answers are scoped by them. Both ends inclusive; an open end is null. */
export interface Years {
  readonly from: number | null;
  readonly to: number | null;
}

/** `2025`, `2026-04`, `2021..2025`, `..2025` of an entry → years. */
export function yearsOf(period: string | undefined): Years | undefined {
  if (period === undefined) return undefined;
  const [from = "", to] = period.split("..");
  const year = (text: string) => (text === "" ? null : Number(text.slice(0, 4)));
  if (to === undefined) return { from: year(from), to: year(from) };
  // 「截至2025年底」 counts up to a year and is that year's figure, not each earlier one's.
  return { from: year(from) ?? year(to), to: year(to) };
}

/** Years a text names itself: 2025年, 2021—2025年, 「十四五」. */
export function yearsNamed(text: string): number[] {
  const years = new Set<number>();
  for (const match of text.matchAll(
    /(?<!\d)((?:19|20)\d{2})(?=年|[\s\-—–~～/至到、和与及]{1,3}(?:19|20)\d{2}年)/g,
  )) {
    years.add(Number(match[1]));
  }
  return [...years];
}

const fiveYearPlans: Readonly<Record<string, readonly [number, number]>> = {
  十三五: [2016, 2020],
  十四五: [2021, 2025],
  十五五: [2026, 2030],
};

/** Words for years beside now; not inside 过去年均, 证明年限, 建成后年度, 以上年龄. */
const relative: readonly (readonly [RegExp, number])[] = [
  [/大前年/, -3],
  [/(?<![大以])前年(?![均龄限])/, -2],
  [/(?<!过)去年/, -1],
  [/(?<!以)上年(?![均龄限纪轻])/, -1],
  [/今年(?!轻)/, 0],
  [/(?<!成)本年(?![均限])/, 0],
  [/(?<![证说声表申发])明年/, 1],
  [/(?<![以之今])后年(?![均龄限度])/, 2],
];

/** What makes four digits an amount, a count, a range of them or a document's number, not a year. */
const noYear =
  "\\d|,\\d{3}|\\.\\d+[万亿元%]|号|\\s*(?:万(?![州盛])|[亿余%％元块家件个户亩吨台套天次]|多(?!少)|人(?!才)|名(?!单)|项(?!目))" +
  "|[〕\\]】）)]\\s*第?\\d+号|[-—~～至到]\\d+(?:\\.\\d+)?[万亿元家件个]";
const fullYear = new RegExp(`(?<![\\d.,])(?:19|20)\\d{2}(?!${noYear})`, "g");

/** 2025, 2025年, 2021—2025: the years of a question written with four digits, in order. */
export function fullYears(text: string): number[] {
  return [...text.matchAll(fullYear)].map(([year]) => Number(year));
}

/** 「25年」 is a year, 「20年」 of a term or of experience a span. */
const shortYear =
  /(?<![\d.第期限满近共超达约长多过了头前后整每隔足护])([0-4]\d)年(?!内|前|后|来|以上|以下|以内|左右|期(?![间末])|经验|历史|够)/g;

/**
 * The years a question asks about, resolved against the clock; undefined when it names none.
 * 「头两年」「近三年」 are spans of time, not years, and name none.
 */
export function yearsAsked(text: string, now: Date): Years | undefined {
  const years = fullYears(text);
  for (const match of text.matchAll(shortYear)) {
    // Only years the documents can be about.
    const year = 2000 + Number(match[1]);
    if (year >= 2015 && year <= 2035) years.push(year);
  }
  for (const [word, shift] of relative) {
    if (word.test(text)) years.push(yearIn(now) + shift);
  }
  for (const match of text.matchAll(/[二][〇零]([一二三])([〇零一二三四五六七八九])年?/g)) {
    const digits = "〇一二三四五六七八九";
    const at = (char: string | undefined) => (char === "零" ? 0 : digits.indexOf(char ?? "〇"));
    years.push(2000 + at(match[1]) * 10 + at(match[2]));
  }
  for (const [name, [from, to]] of Object.entries(fiveYearPlans)) {
    if (text.includes(name)) years.push(from, to);
  }
  if (years.length === 0) return undefined;
  return { from: Math.min(...years), to: Math.max(...years) };
}

export function overlaps(a: Years, b: Years): boolean {
  return (
    (a.from === null || b.to === null || a.from <= b.to) &&
    (a.to === null || b.from === null || b.from <= a.to)
  );
}
