/**
 * Reads one quantity (number with unit) written with Arabic or Chinese digits, so that
 * 65亿元 and 6,500,000,000元, 百分之三十 and 30%, 二〇二五年 and 2025年 become the same term.
 * Works on folded UTF-16 units in place: it runs at every digit of every indexed text.
 */
export interface Quantity {
  /** Position after the number and its unit. */
  end: number;
  /** The number itself, multiplied out (65亿 = 6500000000). */
  value: number;
  /** UTF-16 unit of the unit's deciding character: 元 年 月 % …; 0 when none is known. */
  unit: number;
  /** Position after the digits proper, before 万/亿 and the unit. */
  digitsEnd: number;
}

const DIGITS = new Map(
  [..."〇零一二三四五六七八九"].map((c, i) => [c.charCodeAt(0), i < 2 ? 0 : i - 1]),
);
DIGITS.set("两".charCodeAt(0), 2);
DIGITS.set("○".charCodeAt(0), 0);
const SMALL = new Map([
  ["十".charCodeAt(0), 10],
  ["百".charCodeAt(0), 100],
  ["千".charCodeAt(0), 1000],
]);
const LARGE = new Map([
  ["万".charCodeAt(0), 1e4],
  ["亿".charCodeAt(0), 1e8],
]);
const UNITS = new Set(
  [..."元年月日天周号人家件项户倍岁级名次种类批亩吨米分时"].map((c) => c.charCodeAt(0)),
);
const numeral = new Uint8Array(65_536);
for (const unit of [...DIGITS.keys(), ...SMALL.keys()]) numeral[unit] = 1;

const PERCENT = 0x25;
const GE = "个".charCodeAt(0);
const WORK = "工".charCodeAt(0);
const HUNDRED = "百".charCodeAt(0);
const PART = "分".charCodeAt(0);
const OF = "之".charCodeAt(0);
const BLOCK = "块".charCodeAt(0);
const YUAN = "元".charCodeAt(0);
const MORE = new Set([..."余多"].map((c) => c.charCodeAt(0)));

/** True for a Chinese digit or 十/百/千: where a quantity in Chinese digits may begin. */
export function isNumeral(unit: number): boolean {
  return numeral[unit] === 1;
}

const quantity: Quantity = { end: 0, value: 0, unit: 0, digitsEnd: 0 };

/**
 * The quantity that begins at `start`, or undefined when no number stands there.
 * The result is one shared object, overwritten by the next call.
 */
export function readQuantity(
  units: Uint16Array,
  length: number,
  start: number,
): Quantity | undefined {
  let at = start;
  let percent = false;
  if (units[at] === HUNDRED && units[at + 1] === PART && units[at + 2] === OF && at + 3 < length) {
    percent = true;
    at += 3;
  }
  const first = units[at] ?? 0;
  if (first >= 0x30 && first <= 0x39) at = readArabic(units, length, at);
  else if (isNumeral(first)) at = readChinese(units, length, at);
  else return undefined;
  quantity.digitsEnd = at;
  let large = LARGE.get(units[at] ?? 0);
  if (large === undefined && SMALL.has(units[at] ?? 0) && at < length) {
    // 3千万, 5百: an Arabic number with a small multiplier.
    quantity.value *= SMALL.get(units[at] ?? 0) ?? 1;
    at++;
    large = LARGE.get(units[at] ?? 0);
  }
  while (large !== undefined && at < length) {
    quantity.value *= large;
    at++;
    large = LARGE.get(units[at] ?? 0);
  }
  // Floating point leaves 1.1亿 at 110000000.00000001; amounts are exact to the fen.
  quantity.value = Math.round(quantity.value * 1e4) / 1e4;
  if (percent) {
    quantity.unit = PERCENT;
    quantity.end = at;
    return quantity;
  }
  if (at < length && MORE.has(units[at] ?? 0)) at++;
  let counted = 0;
  if (units[at] === GE && at + 1 < length) {
    counted = 0x8000;
    at++;
  }
  const unit = at < length ? (units[at] ?? 0) : 0;
  quantity.end = at + 1;
  if (unit === PERCENT) quantity.unit = PERCENT;
  else if (unit === BLOCK) quantity.unit = YUAN;
  // 12个月 is a duration, 12月 a month of the year; 个 is of no weight before other units.
  else if (unit === 0x6708 && counted) quantity.unit = unit ^ counted;
  else if (unit === WORK || UNITS.has(unit)) quantity.unit = unit;
  else {
    quantity.unit = 0;
    quantity.end = at;
  }
  return quantity;
}

function readArabic(units: Uint16Array, length: number, start: number): number {
  let at = start;
  let value = 0;
  for (; at < length; at++) {
    const unit = units[at] ?? 0;
    if (unit >= 0x30 && unit <= 0x39) value = value * 10 + unit - 0x30;
    else if (!(unit === 0x2c && isGroup(units, length, at + 1))) break;
  }
  if (units[at] === 0x2e && isDigit(units[at + 1]) && at + 1 < length) {
    let share = 0.1;
    for (at++; at < length && isDigit(units[at]); at++, share /= 10)
      value += ((units[at] ?? 0) - 0x30) * share;
  }
  quantity.value = value;
  return at;
}

/** Three digits and no fourth: the comma before them groups thousands. */
export function isGroup(units: Uint16Array, length: number, at: number): boolean {
  return (
    at + 2 < length &&
    isDigit(units[at]) &&
    isDigit(units[at + 1]) &&
    isDigit(units[at + 2]) &&
    !isDigit(units[at + 3])
  );
}

export function isDigit(unit: number | undefined): boolean {
  return unit !== undefined && unit >= 0x30 && unit <= 0x39;
}

function readChinese(units: Uint16Array, length: number, start: number): number {
  let at = start;
  let total = 0;
  let section = 0;
  let digit = -1;
  for (; at < length; at++) {
    const unit = units[at] ?? 0;
    const next = DIGITS.get(unit);
    if (next !== undefined) {
      // 二〇二五: digits written one after another, without multipliers.
      digit = digit < 0 ? next : digit * 10 + next;
      continue;
    }
    const small = SMALL.get(unit);
    if (small !== undefined) {
      if (units[at] === HUNDRED && units[at + 1] === PART && units[at + 2] === OF) break;
      section += (digit <= 0 ? 1 : digit) * small;
      digit = -1;
      continue;
    }
    const large = LARGE.get(unit);
    if (large === undefined || (section === 0 && digit < 0)) break;
    total += (section + Math.max(digit, 0)) * large;
    section = 0;
    digit = -1;
  }
  quantity.value = total + section + Math.max(digit, 0);
  return at;
}
