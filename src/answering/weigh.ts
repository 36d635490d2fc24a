/** How well a piece of evidence answers a question: what it accounts for, and the score it is ranked by. */
import { yearIn } from "../core/day.ts";
import type { Evidence } from "./evidence.ts";
import { likeness } from "./likeness.ts";
import type { Question, Term } from "./question.ts";
import type { Rarity } from "./rarity.ts";
import type { Regions } from "./regions.ts";
import { isExpired, regionScope, type Scope, timeScope } from "./scope.ts";
import { fitOf } from "./support.ts";

export interface Weighed {
  readonly evidence: Evidence;
  readonly score: number;
  /** Idf-weighted share of the question's terms, place and time that the evidence accounts for, 0 to 1. */
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

/** What a region or a year held is worth beside the terms, on the scale of their rarity. */
const placeWorth = 1.5;

export interface WeighingOptions {
  readonly regions: Regions;
  readonly now: Date;
  readonly rarity: Pick<Rarity, "term" | "held">;
  /** Topic the recogniser saw. */
  readonly topic?: string | undefined;
}

/** `share`: the piece's search score as a share of the best one's. */
export function weigh(
  question: Question,
  evidence: Evidence,
  share: number,
  options: WeighingOptions,
): Weighed {
  const region = regionScope(question, evidence, options.regions);
  const time = timeScope(question, evidence, options.now);
  const expired = isExpired(evidence, options.now);
  const out = expired || region === "out" || time === "out";
  const scope: Scope = out ? "out" : region === "wider" || time === "wider" ? "wider" : "in";
  const counted = account(question, evidence, { region, time }, options);
  const score =
    counted.cover +
    0.3 * share +
    fitScore(question, evidence) +
    scopeScore(question, evidence, { region, time }) +
    formScore(question, evidence) +
    // Where nothing else tells them apart, the newer document speaks, and the topic seen.
    Math.max(-0.06, (evidence.dated - yearIn(options.now)) * 0.012) +
    (options.topic !== undefined && evidence.topics.includes(options.topic) ? 0.05 : 0);
  return { evidence, score, ...counted, scope, expired };
}

interface Held {
  readonly region: Scope;
  readonly time: Scope;
}

/** Which terms it accounts for, and how much of the whole that is; place and time count as well. */
function account(
  question: Question,
  evidence: Evidence,
  { region, time }: Held,
  { rarity }: WeighingOptions,
): Pick<Weighed, "cover" | "topic" | "known" | "missing"> {
  let total = 0;
  let known = 0;
  const missing: Term[] = [];
  for (const term of question.terms) {
    const worth = term.weight * rarity.term(term);
    const got = rarity.held(term, evidence);
    total += worth;
    known += worth * got;
    if (got < 0.5 && term.thing) missing.push(term);
  }
  if (total === 0) return { cover: 0, topic: 0, known: 0, missing };
  const asked = [
    ...(question.regions.length > 0 ? [region] : []),
    ...(question.years === undefined ? [] : [time]),
  ];
  const place = asked.length * placeWorth;
  const held = asked.filter((scope) => scope === "in").length * placeWorth;
  return { cover: (known + held) / (total + place), topic: known / total, known, missing };
}

/** The kind of answer the question word wants; the first of several counts most. */
function fitScore(question: Question, evidence: Evidence): number {
  const said = /谁(?:说|讲|介绍|表示|透露|提)|说的|讲的/.test(question.text);
  const fits = question.asks.map((ask, at) => fitOf(ask, evidence, said) - at * 0.08);
  const score = fits.length === 0 ? 0 : 0.22 * (Math.max(...fits) - 0.5);
  const asks = new Set(question.asks.map(({ kind }) => kind));
  if (evidence.kind !== "document") return score;
  if (asks.has("document")) return score + 0.25;
  return asks.has("date") || asks.has("who") ? score : score - 0.25;
}

function scopeScore(
  { regions, years, standing }: Question,
  evidence: Evidence,
  { region, time }: Held,
): number {
  let score = 0;
  if (region === "wider") score -= regions.length > 0 ? 0.08 : 0.1;
  const every = regions.every((name) => evidence.regions.includes(name));
  if (region === "in" && regions.length > 0 && every) score += 0.08;
  if (time === "wider") score -= 0.06;
  if (time === "in" && years !== undefined) score += 0.06;
  if (evidence.standing === "target") {
    if (standing === "target") score += 0.08;
    else if (standing === undefined && years === undefined) score -= 0.02;
  }
  return score;
}

/** How the piece is made: an entry like the question, a list for a list, nothing narrower than asked. */
function formScore(question: Question, evidence: Evidence): number {
  const { narrow, silent } = madeOf(evidence);
  let score = -0.09 * narrower(question, narrow);
  if (evidence.kind === "faq") score += 0.25 * likeness(question, evidence) - 0.02;
  if (question.asks.some(({ kind }) => kind === "list")) {
    score += 0.015 * Math.min(4, evidence.figures.length) + enumeration(question, evidence);
  }
  if (question.attributes.length === 0 && silent) score -= 0.05;
  return score;
}

interface Make {
  /** Narrowing words it has. */
  readonly narrow: readonly string[];
  /** Mostly says what is not stated. */
  readonly silent: boolean;
}

const makes = new WeakMap<Evidence, Make>();

/** How a piece is made is the same for every question. */
function madeOf(evidence: Evidence): Make {
  let make = makes.get(evidence);
  if (make === undefined) {
    const { folded } = evidence;
    make = {
      narrow: narrowing.filter((word) => folded.includes(word)),
      silent: /(?:没有|未)(?:写|说明|给出|列)/.test(folded),
    };
    makes.set(evidence, make);
  }
  return make;
}

const narrowing = [
  "百强",
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

/** How many of the evidence's narrowing words the question lacks: 高价值发明专利 is not 发明专利. */
function narrower({ text, terms }: Question, narrow: readonly string[]): number {
  if (narrow.length === 0) return 0;
  const asked = `${text} ${terms.map(({ same }) => same[0] ?? "").join(" ")}`;
  return Math.min(2, narrow.filter((word) => !asked.includes(word)).length);
}

const numbers = "一二三四五六七八九十";

/** 「哪四个特点」: evidence that lists at least as many things. */
function enumeration({ text }: Question, { folded }: Evidence): number {
  const said = /哪([两二三四五六七八九十]|\d)(?:个|种|类|项|家|块|条|方面|大)/.exec(text)?.[1];
  const listed = (folded.match(/[、;；]/g) ?? []).length + 1;
  if (said === undefined) return listed >= 3 ? 0.05 : -0.04;
  const wanted = said === "两" ? 2 : /\d/.test(said) ? Number(said) : numbers.indexOf(said) + 1;
  return listed >= wanted ? 0.1 : -0.05;
}
