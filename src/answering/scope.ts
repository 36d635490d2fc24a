/**
 * Whether evidence is in scope of a question at all: its region, its period, and whether it states a
 * target or what was reached. Out of scope is not told, however near its words are.
 */
import { dayIn, yearIn } from "../core/day.ts";
import type { Evidence } from "./evidence.ts";
import { overlaps } from "./period.ts";
import type { Question } from "./question.ts";
import type { Regions } from "./regions.ts";

/** `wider`: a city's rule for its district, a fact without a year: told where nothing closer is. */
export type Scope = "in" | "wider" | "out";

/** The city that questions are about when they name no region. */
export const home = "重庆市";

/** Regions that are no place to be scoped by: 全国 in 「居全国第二」. */
const everywhere = new Set(["全国", "中国", "国家"]);

/**
 * Region scope. A city rule holds in its districts; a city figure is not a district's, and a
 * district's is not the city's.
 */
export function regionScope(question: Question, evidence: Evidence, regions: Regions): Scope {
  const asked = question.regions.filter((name) => !everywhere.has(name));
  const own = evidence.regions[0];
  if (own === undefined) return "in";
  const country = question.regions.some((name) => everywhere.has(name));
  const counted = question.asks.some(({ kind }) => kind === "count" || kind === "percent");
  if (country && asked.length === 0 && own !== undefined && !everywhere.has(own)) {
    // 「全国第几」「占全国多少」 ask about the city in the country; 「全国一共多少」 does not.
    return /第|排|占|名次|位次|首/.test(question.text) ? "in" : "out";
  }
  const plan = evidence.planned && evidence.figures.length > 0;
  if (asked.length === 0) {
    if (own === home || everywhere.has(own)) return "in";
    // A district plan's figures have the same names in every district: a year does not make one the city's.
    return plan && question.years !== undefined && !evidence.regions.includes(home)
      ? "out"
      : "wider";
  }
  const held = new Set(evidence.regions);
  if (asked.every((name) => held.has(name))) return "in";
  if (asked.some((name) => held.has(name))) return "in";
  const general =
    !counted &&
    (evidence.standing === "rule" ||
      (evidence.standing === "fact" && evidence.figures.length === 0));
  if (general && asked.some((name) => regions.within(name, own))) return "wider";
  // Asked about the city: a district's statement says less than was asked, but it says so itself.
  if (asked.includes(home) && asked.length === 1 && regions.within(own, home)) {
    return plan || wholeCity.test(question.text) ? "out" : "wider";
  }
  return "out";
}

const wholeCity = /全市|全重庆|整个重庆|市里|我市/;

/** Period and standing scope: another year is out, a target is no achievement. */
export function timeScope(question: Question, evidence: Evidence, now: Date): Scope {
  const future = question.years?.from != null && question.years.from > yearIn(now);
  if (question.standing === "achieved" && evidence.standing === "target" && !future) return "out";
  if (question.standing === "achieved" && future) return "out";
  // What was reached is no target; where the question names the year of the target, it is not near one.
  if (question.standing === "target" && evidence.standing === "achieved") {
    return question.years === undefined ? "wider" : "out";
  }
  if (question.years === undefined) return "in";
  const years = question.years;
  if (evidence.named.length > 0) {
    if (evidence.named.some((year) => overlaps(years, { from: year, to: year }))) return "in";
    // 「2025年…，2024年数据」 names both; a text that names only other years is about those.
    if (
      evidence.years !== undefined &&
      overlaps(years, evidence.years) &&
      evidence.kind !== "statement"
    )
      return "in";
    return "out";
  }
  if (evidence.titled.some((year) => overlaps(years, { from: year, to: year }))) return "in";
  if (evidence.years !== undefined) return overlaps(years, evidence.years) ? "in" : "out";
  if (overlaps(years, { from: evidence.dated, to: evidence.dated })) {
    return evidence.figures.length > 0 ? "wider" : "in";
  }
  return evidence.standing === "achieved" ||
    evidence.standing === "target" ||
    evidence.figures.length > 0
    ? "out"
    : "wider";
}

/** Its document is no longer in force on the day. */
export function isExpired({ validTo }: Evidence, now: Date): boolean {
  return validTo !== undefined && validTo < dayIn(now);
}
