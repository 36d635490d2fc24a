/**
 * How well a piece of evidence answers a question. Two things are kept apart: whether it is in
 * scope at all (region, period, standing), and how much of the question it accounts for.
 */
import { dayIn, yearIn } from "../core/day.ts";
import { sameFigure } from "../core/figures.ts";
import { type Ask, type AskKind, figureFit, kindNamed, standingWords, textFit } from "./asks.ts";
import type { Evidence } from "./evidence.ts";
import { overlaps } from "./period.ts";
import type { Question, Term } from "./question.ts";
import type { Rarity } from "./rarity.ts";
import type { Regions } from "./regions.ts";

export type Scope = "in" | "wider" | "out";

export interface Weighed {
  readonly evidence: Evidence;
  readonly score: number;
  /** Idf-weighted share of the question's terms that the evidence accounts for, 0 to 1. */
  readonly cover: number;
  /** The same without region and year. */
  readonly topic: number;
  /** What it accounts for in absolute worth: a rare word held says more than three common ones. */
  readonly known: number;
  /** Terms naming a thing that the evidence does not know. */
  readonly missing: readonly Term[];
  readonly scope: Scope;
  /** Its document is no longer in force. */
  readonly expired: boolean;
}

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

/** How far evidence fits what an ask wants, figure or text, 0 to 1. */
export function fitOf(ask: Ask, evidence: Evidence, said = false): number {
  return figureKinds.has(ask.kind)
    ? figureFit(ask, evidence.figures)
    : textFit(ask.kind, evidence.text, said);
}

const figureKinds = new Set<AskKind>([
  "amount",
  "percent",
  "count",
  "duration",
  "date",
  "document",
  "figure",
]);

/** How far a text accounts for a term, 0 to 1. */
export function support(term: Term, evidence: Evidence, worth: GramWorth): number {
  if (term.figure !== undefined) {
    const { figure } = term;
    return evidence.figures.some((other) => sameFigure(figure, other)) ? 1 : 0;
  }
  let best = 0;
  const kind = kindNamed(term.text);
  if (kind !== undefined && fitOf({ kind }, evidence) >= 0.45) return 1;
  if (
    standingWords.has(term.text) &&
    (evidence.standing === "target" || evidence.standing === "achieved")
  )
    return 1;
  for (const word of [term.text, ...term.same]) {
    if (evidence.folded.includes(word)) return 1;
    if (evidence.context.includes(word))
      best = Math.max(best, evidence.kind === "faq" ? 0.95 : 0.75);
    if (best < 0.75 && word.length > 2) best = Math.max(best, 0.85 * shared(word, evidence, worth));
  }
  return best;
}

/** What two characters say: little where every other sentence has them (知识, 产权), much where few do. */
export type GramWorth = (gram: string) => number;

/** Share of the word's bigrams, by worth, that stand in the evidence; those of its context count less. */
function shared(word: string, { folded, context }: Evidence, worth: GramWorth): number {
  let sum = 0;
  let all = 0;
  for (let at = 0; at + 2 <= word.length; at += 1) {
    const gram = word.slice(at, at + 2);
    const value = worth(gram);
    all += value;
    if (folded.includes(gram)) sum += value;
    else if (context.includes(gram)) sum += 0.6 * value;
  }
  return all === 0 ? 0 : sum / all;
}

/** What a region or a year held is worth beside the terms, on the scale of their rarity. */
const placeWorth = 1.5;

export interface WeighingOptions {
  readonly regions: Regions;
  readonly now: Date;
  readonly rarity: Pick<Rarity, "term" | "held">;
  /** Topic the recogniser saw. */
  readonly topic?: string | undefined;
}

export function weigh(
  question: Question,
  evidence: Evidence,
  /** The piece's search score as a share of the best one's. */
  share: number,
  options: WeighingOptions,
): Weighed {
  const region = regionScope(question, evidence, options.regions);
  const time = timeScope(question, evidence, options.now);
  const expired = evidence.validTo !== undefined && evidence.validTo < dayIn(options.now);
  const scope: Scope =
    expired || region === "out" || time === "out"
      ? "out"
      : region === "wider" || time === "wider"
        ? "wider"
        : "in";

  // Place and time asked for and held are part of what the evidence accounts for.
  let total = 0;
  let covered = 0;
  let place = 0;
  let held = 0;
  if (question.regions.length > 0) {
    place += placeWorth;
    if (region === "in") held += placeWorth;
  }
  if (question.years !== undefined) {
    place += placeWorth;
    if (time === "in") held += placeWorth;
  }
  const missing: Term[] = [];
  for (const term of question.terms) {
    const worth = term.weight * options.rarity.term(term);
    const got = options.rarity.held(term, evidence);
    total += worth;
    covered += worth * got;
    if (got < 0.5 && term.thing) missing.push(term);
  }
  const topic = total === 0 ? 0 : covered / total;
  const cover = total === 0 ? 0 : (covered + held) / (total + place);

  const said = /谁(?:说|讲|介绍|表示|透露|提)|说的|讲的/.test(question.text);
  const fits = question.asks.map((ask) => fitOf(ask, evidence, said));
  const fit = fits.length === 0 ? 0.5 : Math.max(...fits.map((value, at) => value - at * 0.08));

  let score = cover + 0.3 * share + 0.22 * (fit - 0.5);
  if (question.asks.some(({ kind }) => kind === "document")) {
    score += evidence.kind === "document" ? 0.25 : 0;
  } else if (
    evidence.kind === "document" &&
    !question.asks.some(({ kind }) => kind === "date" || kind === "who")
  ) {
    score -= 0.25;
  }
  if (evidence.kind === "faq") score += 0.25 * likeness(question, evidence) - 0.02;
  if (region === "wider") score -= question.regions.length > 0 ? 0.08 : 0.1;
  if (
    region === "in" &&
    question.regions.length > 0 &&
    question.regions.every((name) => evidence.regions.includes(name))
  )
    score += 0.08;
  if (time === "wider") score -= 0.06;
  if (time === "in" && question.years !== undefined) score += 0.06;
  if (question.standing === "target" && evidence.standing === "target") score += 0.08;
  if (
    question.standing === undefined &&
    question.years === undefined &&
    evidence.standing === "target"
  )
    score -= 0.02;
  const lists = question.asks.some(({ kind }) => kind === "list");
  if (lists)
    score += 0.015 * Math.min(4, evidence.figures.length) + enumeration(question, evidence);
  if (question.attributes.length === 0 && silent.test(evidence.folded)) score -= 0.05;
  score -= 0.09 * narrower(question, evidence);
  // Where nothing else tells them apart, the newer document speaks.
  score += Math.max(-0.06, (evidence.dated - yearIn(options.now)) * 0.012);
  if (options.topic !== undefined && evidence.topics.includes(options.topic)) score += 0.05;
  return { evidence, score, cover, topic, known: covered, missing, scope, expired };
}

/** Likeness of the question to the nearest of a FAQ's own wordings, by shared bigrams, 0 to 1. */
export function likeness(question: Question, evidence: Evidence): number {
  const own = bigrams(question.own);
  let best = 0;
  for (const variant of evidence.variants) {
    const other = bigrams(variant);
    let both = 0;
    for (const gram of own) if (other.has(gram)) both += 1;
    best = Math.max(best, (2 * both) / (own.size + other.size || 1));
  }
  return best;
}

function bigrams(text: string): Set<string> {
  const plain = text.replace(/[^\p{L}\p{N}]/gu, "");
  const grams = new Set<string>();
  for (let at = 0; at + 2 <= plain.length; at += 1) grams.add(plain.slice(at, at + 2));
  return grams;
}

const narrowing = [
  "高价值",
  "有效发明",
  "高新技术",
  "涉农",
  "密集型",
  "优势示范",
  "惩罚性",
  "国有",
  "民营",
  "外商",
  "前十",
];

/** How many narrowing words the evidence has that the question lacks: 高价值发明专利 is not 发明专利. */
function narrower(question: Question, evidence: Evidence): number {
  const asked = `${question.text} ${question.terms.map(({ same }) => same[0] ?? "").join(" ")}`;
  return Math.min(
    2,
    narrowing.filter((word) => evidence.folded.includes(word) && !asked.includes(word)).length,
  );
}

/** An entry that mostly says what is not stated. */
const silent = /(?:没有|未)(?:写|说明|给出|列)/;

const numbers = "一二三四五六七八九十";

/** 「哪四个特点」: evidence that lists at least as many things. */
function enumeration({ text }: Question, { folded }: Evidence): number {
  const said = /哪([两二三四五六七八九十]|\d)(?:个|种|类|项|家|块|条|方面|大)/.exec(text)?.[1];
  const listed = (folded.match(/[、;；]/g) ?? []).length + 1;
  if (said === undefined) return listed >= 3 ? 0.05 : -0.04;
  const wanted = said === "两" ? 2 : /\d/.test(said) ? Number(said) : numbers.indexOf(said) + 1;
  return listed >= wanted ? 0.1 : -0.05;
}
