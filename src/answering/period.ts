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
  for (const match of text.matchAll(/(?<!\d)((?:19|20)\d{2})(?=年|\D{0,3}(?:19|20)\d{2}年)/g)) {
    years.add(Number(match[1]));
  }
  return [...years];
}

const fiveYearPlans: Readonly<Record<string, readonly [number, number]>> = {
  十三五: [2016, 2020],
  十四五: [2021, 2025],
  十五五: [2026, 2030],
};

const relative: Readonly<Record<string, number>> = {
  大前年: -3,
  前年: -2,
  去年: -1,
  上年: -1,
  今年: 0,
  本年: 0,
  明年: 1,
  后年: 2,
};

/**
 * The years a question asks about, resolved against the clock; undefined when it names none.
 * 「头两年」「近三年」 are spans of time, not years, and name none.
 */
export function yearsAsked(text: string, now: Date): Years | undefined {
  const years: number[] = [];
  for (const match of text.matchAll(/(?<![\d.])((?:19|20)\d{2})(?!\d|号)/g))
    years.push(Number(match[1]));
  for (const match of text.matchAll(/(?<![\d.第])([0-4]\d)年(?!内|前|后|来)/g)) {
    // 「25年」 is a year, 「10年」 may be a span: only years the documents can be about.
    const year = 2000 + Number(match[1]);
    if (year >= 2015 && year <= 2035) years.push(year);
  }
  for (const [word, shift] of Object.entries(relative)) {
    if (text.includes(word) && !(word === "前年" && text.includes("大前年"))) {
      years.push(now.getFullYear() + shift);
    }
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
