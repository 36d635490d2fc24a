import type { Standing } from "../entry.ts";
import { calendar } from "./dates.ts";

/** What a passage's time and mood are read against. */
export interface Context {
  readonly kind: "rules" | "plan" | "news" | "report";
  /** YYYY-MM-DD of the article. */
  readonly date: string;
  /** A year that the title sets for the whole: 「工作要点（2025年）」. */
  readonly titleYear?: string;
  /** A news text that tells what a set of rules says. */
  readonly tellsRules?: boolean;
}

/** A passage's place in the article, as far as it bears on time and mood. */
export interface Place {
  /** It stands in a numbered clause. */
  readonly clause?: boolean;
  /** Headings above it. */
  readonly heading?: string;
}

/** When a passage holds and how it may be stated. */
export interface Timing {
  period?: string;
  standing: Standing;
}

const towards = /(?:到|至)\s*(20\d{2})年/gu;
const aim = /力争|预期目标|目标是|目标[:：]|有望|预计|计划到|争取/u;
/** Figures of what is yet to be built or reached, without a year. */
const ahead =
  /(?:达产|建成|投产|竣工)后|(?:全力|着力|努力)打造|拟(?:建|投)|将(?:达|实现|突破|新增|建成)/u;
const figure = /\d/u;
const ruling = /补助|奖励|资助|申报(?:单位|主体|条件)|应当|应为|不得|可以申请|不超过\d/u;
const paidOut = /(?:已|累计)(?:经)?(?:发放|兑现|拨付|补助|补贴|奖励|资助)/u;
const done = /同比|增长|累计|已(?!完成年度)|达|突破/u;

/** Years a text sets as the end of something still to be reached, ascending. */
export function targetYears(text: string, date: string): string[] {
  const own = date.slice(0, 4);
  const years = new Set<string>();
  for (const match of text.matchAll(towards)) {
    const year = match[1] ?? "";
    if (year > own || (year === own && aim.test(text))) years.add(year);
  }
  return [...years].sort();
}

/** Time and standing of a passage, by its own words first, then by its heading and document. */
export function timing(text: string, context: Context & Place): Timing {
  const target = asTarget(text, context);
  if (target !== undefined) return target;
  const period = past(text, context.date) ?? since(context.heading ?? "");
  if (context.kind === "rules") return dated("rule", period);
  if (context.kind === "plan") {
    return context.clause === true || context.titleYear !== undefined
      ? dated("task", context.titleYear)
      : dated("fact", period);
  }
  const rule = ruling.test(text) && !paidOut.test(text);
  if (rule || (context.tellsRules === true && period === undefined)) return { standing: "rule" };
  const reported =
    figure.test(text) && !ahead.test(text) && (period !== undefined || done.test(text));
  return dated(reported ? "achieved" : "fact", period);
}

function asTarget(text: string, context: Context): Timing | undefined {
  const years = targetYears(text, context.date);
  const first = years[0];
  const last = years.at(-1);
  if (first !== undefined && last !== undefined) {
    return { period: first === last ? first : `${first}..${last}`, standing: "target" };
  }
  if (!figure.test(text)) return undefined;
  if (aim.test(text)) {
    const year = text.match(/(20\d{2})年/u)?.[1];
    const ownYear = year !== undefined && year >= context.date.slice(0, 4) ? year : undefined;
    return dated("target", context.titleYear ?? ownYear);
  }
  // Where the same words also report what is done, neither may be claimed of the whole.
  return ahead.test(text) && !/已/u.test(text) ? { standing: "target" } : undefined;
}

function dated(standing: Standing, period: string | undefined): Timing {
  return period === undefined ? { standing } : { period, standing };
}

/**
 * The one time a text's figures are of: a year that stands before the first of them and does not
 * merely describe a thing (「2020年推出的」). Undefined where it names several.
 */
function past(text: string, date: string): string | undefined {
  const own = date.slice(0, 4);
  const years = new Set<string>();
  let first = Number.POSITIVE_INFINITY;
  for (const match of text.matchAll(/((?:19|20)\d{2})年(?![^，。,；]{0,8}?[建设出立户行]的)/gu)) {
    if (match[1]) years.add(match[1]);
    first = Math.min(first, match.index);
  }
  const relative = text.search(/今年|年初以来/u);
  if (relative >= 0) years.add(own);
  const before = text.search(/去年|上年/u);
  if (before >= 0) years.add(String(Number(own) - 1));
  for (const at of [relative, before]) if (at >= 0) first = Math.min(first, at);
  if (years.size > 1) return undefined;
  const [year] = years;
  if (year === undefined) return since(text) ?? day(text, own);
  if (figuresBefore(text, first)) return undefined;
  if (new RegExp(`截[至止]${year}年(?:底|末)`, "u").test(text)) return `..${year}`;
  const month = text.match(new RegExp(`${year}年(\\d{1,2})月`, "u"))?.[1];
  const several = text.split(`${year}年`).length > 2;
  if (month !== undefined && !several && Number(month) >= 1 && Number(month) <= 12) {
    return `${year}-${month.padStart(2, "0")}`;
  }
  return year;
}

/** True when an amount stands before position `at`; days of the month are none. */
function figuresBefore(text: string, at: number): boolean {
  const head = text
    .slice(0, at)
    .replace(/\d{1,2}月|\d{1,2}日|[“‘《][^”’》]{0,20}[”’》]|第\d+/gu, "");
  return figure.test(head);
}

/** 「“十四五”以来」 → 2021.., where the plan period begins in a year ending on 1 or 6. */
function since(text: string): string | undefined {
  const plan = text.match(/“?十([二三四五六])五”?(?:时期)?以来/u)?.[1];
  if (plan === undefined) return undefined;
  return `${2011 + ("二三四五六".indexOf(plan)) * 5}..`;
}

function day(text: string, year: string): string | undefined {
  const match = text.slice(0, 60).match(/(\d{1,2})月(\d{1,2})日/u);
  return match ? calendar(Number(year), Number(match[1]), Number(match[2])) : undefined;
}
