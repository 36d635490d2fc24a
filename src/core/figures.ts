/**
 * Figures in Chinese text: amounts, shares, counts, dates, durations, document numbers, phone
 * numbers and links, each with its value in a base unit, its unit and its qualifier.
 * One reader for the guard, for answer types and for the test that digests keep every figure.
 */
import { fold } from "./fold.ts";

export type FigureKind =
  | "money"
  | "percent"
  | "points"
  | "multiple"
  | "count"
  | "duration"
  | "area"
  | "year"
  | "month"
  | "day"
  | "temperature"
  | "number"
  | "document"
  | "phone"
  | "link";

/** What the words around a figure make of it. */
export type Bound = "exact" | "over" | "under" | "about" | "most";

export interface Figure {
  readonly kind: FigureKind;
  /** Yuan for money, days for durations given in days, plain value otherwise; NaN for names. */
  readonly value: number;
  /** The measure word (家, 件, 天 …) or, for names, the name itself. */
  readonly unit: string;
  readonly bound: Bound;
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

const digits = "零〇一二三四五六七八九";
const numeral = "零〇一二两三四五六七八九十百千半";
const scales: Readonly<Record<string, number>> = { 千: 1e3, 百: 1e2, 万: 1e4, 亿: 1e8, 万亿: 1e12 };

const durations = new Set(["天", "日", "个工作日", "工作日", "小时", "分钟", "个月", "年", "周"]);
const areas = new Set(["亩", "平方米", "平方公里", "公顷", "立方米"]);

/** Longest first, so that 个百分点 is not read as 个. */
const measures = [
  "个百分点",
  "个工作日",
  "平方公里",
  "平方米",
  "立方米",
  "工作日",
  "个月",
  "小时",
  "分钟",
  "公顷",
  "块钱",
  "元",
  "块",
  "亩",
  "家次",
  "台套",
  "家",
  "件",
  "个",
  "项",
  "次",
  "例",
  "单",
  "起",
  "条",
  "位",
  "名",
  "人",
  "场",
  "座",
  "所",
  "支",
  "只",
  "款",
  "种",
  "类",
  "套",
  "台",
  "辆",
  "吨",
  "片",
  "枚",
  "篇",
  "批",
  "处",
  "国",
  "户",
  "笔",
  "期",
  "届",
  "级",
  "层",
  "度",
  "天",
  "日",
  "周",
  "年",
  "月",
  "倍",
  // 三成 is a share; 3成果, 三成员 are not.
  "成(?![果立员功本效熟交都绩分为品因长就型套])",
  "字",
  "强",
  "大",
  "颗",
  "区县",
  "区",
  "街",
  "镇",
] as const;

const measure = `(?:${measures.join("|")})`;
/** Groups of three only if all are: 「第5,2024年」 is two numbers. */
const arabic = "(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?";
const chinese = `(?:[${numeral}]+(?:点[${digits}]+)?)`;
const scale = "(?:万亿|亿|万|千(?!米|克)|百(?!分))";
const before =
  "(?:不超过|不高于|不低于|不少于|超过|超|逾|接近|将近|(?<![最附接邻])近|(?<![签合契节制条公协预])约|大约|突破|最高|至多|最多|至少|不足|不到|低于|高于)";

/** A letter of an issuing body's short name, not a word that leads up to it (文号是, 依据). */
const issuing = "(?![是为见按据照和与及由在以即了的于号元年月日])\\p{Script=Han}";

const pattern = new RegExp(
  [
    "(?<link>https?:\\/\\/[^\\s，、。；）)]+|www\\.[a-z0-9.-]+)",
    `(?<document>(?:${issuing}){1,12}[〔\\[【（(]\\s*\\d{4}\\s*[〕\\]】）)]\\s*第?\\d+号)`,
    "(?<phone>(?<![\\d.])(?:1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8}|400-?\\d{3}-?\\d{4}|12[3]\\d{2}|9\\d{4}(?=热线))(?![\\d.]))",
    `(?<share>百分之(?<shareOf>${arabic}|${chinese}))`,
    `(?<part>(?<partOf>[${numeral}]*万|[${numeral}]+)分之(?<partIs>${arabic}|${chinese}))`,
    "(?<year>(?<![\\d.])(?:19|20)\\d{2}(?=年|[-/—~至到]?(?:19|20)\\d{2}年))",
    `(?<cyear>[二一][〇零九][${digits}]{2}(?=年))`,
    `(?<plain>(?<q>${before})?(?:(?<n>${arabic})|(?<c>${chinese}))\\s*(?<s>${scale})?(?<more>余|多|来)?\\s*(?<s2>${scale})?(?<more2>余|多)?(?<u>%|％|℃|${measure})?(?<after>以上|以下|以内|左右|上下|余)?)`,
  ].join("|"),
  "gu",
);

/** Reads a Chinese numeral such as 十五, 二十三, 一百二十, 一千零五, 三点五. NaN when it is none. */
export function readNumeral(text: string): number {
  const [whole = "", fraction] = text.split("点");
  if (whole === "半") return 0.5;
  let total = 0;
  let current = 0;
  let seen = false;
  if (/^[零〇一二三四五六七八九]{2,}$/.test(whole)) {
    total = Number([...whole].map((c) => digitOf(c)).join(""));
    seen = true;
  } else {
    for (const char of whole) {
      const unit = char === "十" ? 10 : char === "百" ? 100 : char === "千" ? 1000 : 0;
      if (unit > 0) {
        total += (current === 0 ? 1 : current) * unit;
        current = 0;
        seen = true;
      } else {
        const digit = digitOf(char);
        if (digit < 0) return Number.NaN;
        current = digit;
        seen = true;
      }
    }
    total += current;
  }
  if (!seen) return Number.NaN;
  if (fraction === undefined) return total;
  return total + Number(`0.${[...fraction].map((c) => digitOf(c)).join("")}`);
}

function digitOf(char: string): number {
  if (char === "两") return 2;
  if (char === "零") return 0;
  const at = digits.indexOf(char);
  return at <= 0 ? at : at - 1;
}

function boundOf(
  lead: string | undefined,
  more: string | undefined,
  after: string | undefined,
): Bound {
  if (lead !== undefined) {
    if (/^(?:不超过|不高于|最高|至多|最多|低于)$/.test(lead)) return "most";
    if (/^(?:近|接近|将近|不足|不到)$/.test(lead)) return "under";
    if (/^(?:约|大约)$/.test(lead)) return "about";
    return "over";
  }
  if (after === "以上" || after === "余" || more !== undefined) return "over";
  if (after === "以下" || after === "以内") return "most";
  if (after !== undefined) return "about";
  return "exact";
}

function kindOf(unit: string): FigureKind {
  if (unit === "元") return "money";
  if (unit === "%") return "percent";
  if (unit === "个百分点") return "points";
  if (unit === "倍") return "multiple";
  if (unit === "℃" || unit === "度") return "temperature";
  if (unit === "月") return "month";
  if (areas.has(unit)) return "area";
  if (durations.has(unit)) return "duration";
  if (unit === "") return "number";
  return "count";
}

/** A bare 一 before a measure word is grammar (一个, 一批), not a figure. */
const bareOne = /^[一两半]?$/;

/** Every figure of a text, in order. */
export function figuresIn(text: string): Figure[] {
  const found: Figure[] = [];
  // A full-width comma is a pause, never the mark between thousands: it must not be folded to one.
  const source = fold(text.replaceAll("，", "、"));
  for (const match of source.matchAll(pattern)) {
    const groups = match.groups ?? {};
    const start = match.index;
    const raw = match[0];
    const end = start + raw.length;
    const push = (kind: FigureKind, value: number, unit: string, bound: Bound = "exact") =>
      found.push({ kind, value, unit, bound, raw, start, end });
    if (groups["link"] !== undefined) push("link", Number.NaN, raw);
    else if (groups["document"] !== undefined) push("document", Number.NaN, documentKey(raw));
    else if (groups["phone"] !== undefined) push("phone", Number.NaN, raw.replaceAll("-", ""));
    else if (groups["share"] !== undefined) {
      const value = numberOf(groups["shareOf"] ?? "");
      if (!Number.isNaN(value)) push("percent", value, "%");
    } else if (groups["part"] !== undefined) {
      const value = numberOf(groups["partIs"] ?? "") / wholeOf(groups["partOf"] ?? "");
      if (Number.isFinite(value)) push("percent", value * 100, "%");
    } else if (groups["year"] !== undefined) push("year", Number(raw), "年");
    else if (groups["cyear"] !== undefined) {
      push("year", Number([...raw].map((c) => digitOf(c)).join("")), "年");
    } else plain(groups, source, start, push);
  }
  return found;
}

/** Digits or a Chinese numeral. */
function numberOf(text: string): number {
  return /\d/.test(text) ? Number(text.replaceAll(",", "")) : readNumeral(text);
}

/** What 五分之, 万分之, 十万分之 divide by. */
function wholeOf(text: string): number {
  if (!text.endsWith("万")) return readNumeral(text);
  return text === "万" ? 1e4 : readNumeral(text.slice(0, -1)) * 1e4;
}

/** A Chinese numeral before 成 is a share only where something is measured: 增长三成, 六成以上. */
const shareLead = /(?:增长|增加|下降|减少|降低|提高|提升|占比?|达到?|升|(?:升|降|增)[至到])了?$/;

function plain(
  groups: Record<string, string | undefined>,
  source: string,
  start: number,
  push: (kind: FigureKind, value: number, unit: string, bound?: Bound) => void,
): void {
  const numeralText = groups["c"];
  let unit = groups["u"] ?? "";
  const scaleText = groups["s"];
  const base = numberOf(numeralText ?? groups["n"] ?? "");
  if (Number.isNaN(base)) return;
  const lead = groups["q"] ?? leadBefore(source, start);
  const bound = boundOf(lead, groups["more"] ?? groups["more2"], groups["after"]);
  if (unit === "成" && scaleText === undefined) {
    const measured = bound !== "exact" || shareLead.test(source.slice(0, start));
    if (numeralText === undefined || measured) push("percent", base * 10, "%", bound);
    return;
  }
  if (numeralText !== undefined) {
    // Chinese numerals are words of the language as often as figures: keep those that measure.
    if (unit === "" && scaleText === undefined) return;
    if (
      scaleText === undefined &&
      bareOne.test(numeralText) &&
      !/^(?:天|个月|年|元|%|个工作日|倍)$/.test(unit)
    )
      return;
    if (numeralText === "一" && unit === "年" && /[到至]$/.test(source.slice(0, start))) return;
    if (["区", "度", "级", "大", "街", "镇", "层", "字", "处", "期"].includes(unit)) return;
  }
  const value =
    base *
    (scaleText ? (scales[scaleText] ?? 1) : 1) *
    (groups["s2"] ? (scales[groups["s2"]] ?? 1) : 1);
  if (unit === "％") unit = "%";
  if (unit === "块" || unit === "块钱") unit = "元";
  if (unit === "日" && /月\s*$/.test(source.slice(Math.max(0, start - 3), start))) {
    push("day", value, "日", bound);
    return;
  }
  if (unit === "年" && numeralText === undefined && value >= 1900 && value < 2100) {
    push("year", value, "年");
    return;
  }
  push(kindOf(unit), value, unit, bound);
}

/** 「最高可补助50万元」: the bounding word may stand a few characters before its figure. */
function leadBefore(source: string, start: number): string | undefined {
  const lead = source.slice(Math.max(0, start - 8), start);
  const match = /(不超过|最高|上限为?|至少|突破)[\p{Script=Han}]{0,5}$/u.exec(lead);
  if (match === null) return undefined;
  const word = match[1] ?? "";
  return word.startsWith("上限") ? "最高" : word;
}

const documentNumber = new RegExp(
  `((?:${issuing})*)[〔[【（(]\\s*(\\d{4})\\s*[〕\\]】）)]\\s*第?(\\d+)号`,
  "u",
);

/** A document number with its brackets and spaces made alike. */
export function documentKey(text: string): string {
  const [whole, name = "", year = "", number = ""] = documentNumber.exec(text) ?? [];
  return whole === undefined ? text : `${name}〔${year}〕${number}号`;
}

/** Year and number are one, and one issuing name ends with the other: words may stand before it. */
function sameDocument(a: string, b: string): boolean {
  const [first = "", firstNumber] = a.split("〔");
  const [second = "", secondNumber] = b.split("〔");
  if (firstNumber !== secondNumber || Math.min(first.length, second.length) < 2) return a === b;
  return first.endsWith(second) || second.endsWith(first);
}

/** Two measure words for one thing: 天 and 日, 项 and 个, 个 and 家. */
export function sameUnit(a: string, b: string): boolean {
  const units = new Set([a, b]);
  return (
    a === b ||
    (units.has("天") && units.has("日")) ||
    (units.has("项") && units.has("个")) ||
    (units.has("个") && units.has("家"))
  );
}

/** Two figures say the same: kind, unit and value; a bare number may lack the unit of the other. */
export function sameFigure(a: Figure, b: Figure): boolean {
  if (a.kind === "document" && b.kind === "document") return sameDocument(a.unit, b.unit);
  if (Number.isNaN(a.value) || Number.isNaN(b.value)) return a.kind === b.kind && a.unit === b.unit;
  if (Math.abs(a.value - b.value) > Math.abs(a.value) * 1e-9) return false;
  // 900万 and 900万元, 3 and 3类: one of the two leaves the measure word out.
  if (a.unit === "" || b.unit === "")
    return a.unit === b.unit || (a.kind !== "percent" && b.kind !== "percent");
  return sameUnit(a.unit, b.unit);
}
