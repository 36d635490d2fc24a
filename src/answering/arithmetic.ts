/**
 * Differences and sums of figures the evidence states, with the arithmetic shown. The guard checks
 * the equation again: a figure that is not in the evidence cannot come out of it.
 */
import { type Figure, figuresIn } from "../core/figures.ts";
import { figureFit } from "./asks.ts";
import type { Question } from "./question.ts";

export type Operation = "difference" | "sum" | "quotient";

const difference =
  /多多少|多[几出]|高出?多少|高[几出]|少了?(?:多少|几)|低了?(?:多少|几)|大多少|再加(?:多少|几)|多出(?:多少|几)|相差|差了?多少|差几|差距|差额|(?:提高|提升|上升|增加|增多|要加|再加|下降|缩短|减少|压缩|省|降低|涨|升|快|节省|加快)了?(?:多少|几)(?!%|成)/;
const sum =
  /一共|总共|合计|加起来|加在一起|加一起|加一块儿?|总和|共计|加总|相加|两(?:个|项|次|笔|区)?共/;

export function operationAsked(text: string): Operation | undefined {
  if (difference.test(text)) return "difference";
  if (/平均(?:下来)?(?:每|一)|(?:每|一)[件家个项]平均/.test(text)) return "quotient";
  return sum.test(text) ? "sum" : undefined;
}

/**
 * The figure of a text that a question is about: of the kind asked for, with the asked year nearest
 * before it, and with the question's terms close by.
 */
export function focusFigure(question: Question, text: string): Figure | undefined {
  const figures = figuresIn(text).filter(
    ({ kind }) => !["year", "month", "day", "document", "phone", "link"].includes(kind),
  );
  let best: { figure: Figure; score: number } | undefined;
  for (const figure of figures) {
    let score = Math.max(0, ...question.asks.map((ask) => figureFit(ask, [figure])));
    const lead = text.slice(Math.max(0, figure.start - 24), figure.start);
    for (const term of question.terms) {
      const words = [term.text, ...term.same];
      if (words.some((word) => lead.includes(word))) score += term.weight;
      else if (words.some((word) => word.length > 2 && lead.includes(word.slice(-2))))
        score += 0.3 * term.weight;
    }
    const year = /(?:19|20)\d{2}(?=年[^年]*$)/.exec(text.slice(0, figure.start))?.[0];
    if (
      question.years?.from != null &&
      question.years.from === question.years.to &&
      year !== undefined
    ) {
      score += Number(year) === question.years.from ? 1.5 : -2;
    }
    if (best === undefined || score > best.score + 1e-9) best = { figure, score };
  }
  return best?.figure;
}

/** The two figures of one text that an operation is about: alike in kind and unit, and only two. */
export function pairIn(question: Question, text: string): readonly [Figure, Figure] | undefined {
  const measured = question.asks.find(({ measure }) => measure !== undefined);
  const money = measured === undefined && question.asks[0]?.kind === "amount";
  const groups = new Map<string, Figure[]>();
  for (const figure of figuresIn(text)) {
    if (["year", "month", "day", "document", "phone", "link"].includes(figure.kind)) continue;
    if (money && figure.kind !== "money") continue;
    if (measured !== undefined && figureFit(measured, [figure]) < 0.9) continue;
    const key = `${figure.kind}/${figure.unit}`;
    if (groups.get(key)?.some((other) => other.value === figure.value) === true) continue;
    groups.set(key, [...(groups.get(key) ?? []), figure]);
  }
  const pairs = [...groups.values()].filter((group) => group.length === 2);
  const [pair] = pairs;
  if (pair !== undefined && pairs.length === 1) {
    const [a, b] = pair;
    return a === undefined || b === undefined ? undefined : [a, b];
  }
  return namedPair(question, text, [...groups.values()]);
}

/** Of several alike figures, the two that follow things the question names: 民营企业…, 国有企业…. */
function namedPair(
  question: Question,
  text: string,
  groups: readonly Figure[][],
): readonly [Figure, Figure] | undefined {
  for (const group of groups) {
    const named = new Set<Figure>();
    for (const term of question.terms) {
      for (const word of [term.text, ...term.same]) {
        const at = text.indexOf(word);
        // A word that stands before several figures (出口) names none of them.
        if (at < 0 || text.includes(word, at + word.length)) continue;
        const after = group.find(
          ({ start }) => start >= at + word.length && start - at - word.length <= 12,
        );
        if (after !== undefined) named.add(after);
        break;
      }
    }
    const [a, b] = [...named];
    if (named.size === 2 && a !== undefined && b !== undefined) return [a, b];
  }
  return undefined;
}

const counts: Readonly<Record<string, number>> = { 三: 3, 四: 4, 五: 5, 六: 6 };

/** 「最多的三个区加一块儿」: all of a group of as many alike figures as the question counts. */
export function sumOfAll(question: Question, text: string): string | undefined {
  const said = /([三四五六3-6])(?:个|项|类|家|区|笔|种)/.exec(question.text)?.[1];
  const wanted = said === undefined ? undefined : (counts[said] ?? Number(said));
  if (wanted === undefined) return undefined;
  const groups = Map.groupBy(
    figuresIn(text).filter(({ kind }) => kind === "count" || kind === "money"),
    ({ kind, unit }) => `${kind}/${unit}`,
  );
  const group = [...groups.values()].find(({ length }) => length === wanted);
  if (group === undefined) return undefined;
  const [first, second] = group;
  if (first === undefined || second === undefined) return undefined;
  const total = group.reduce((sum, { value }) => sum + value, 0);
  return `合计：${group.map(bare).join("+")}=${plain(total, first, second)}${first.unit}。`;
}

/** 「平均：3447.1万元÷13件≈265.16万元。」: the amount over the count of one text. */
export function average(question: Question, text: string): string | undefined {
  const figures = figuresIn(text);
  const counts = figures.filter(({ kind }) => kind === "count");
  const amounts = figures.filter(({ kind }) => kind === "money");
  const [count] = counts;
  const [amount] = amounts;
  if (
    counts.length !== 1 ||
    amounts.length !== 1 ||
    count === undefined ||
    amount === undefined ||
    count.value === 0
  )
    return undefined;
  if (!question.asks.some(({ kind }) => kind === "amount" || kind === "figure" || kind === "count"))
    return undefined;
  const scale = /亿/.test(amount.raw) ? 1e8 : /万/.test(amount.raw) ? 1e4 : 1;
  const mark = scale === 1e8 ? "亿" : scale === 1e4 ? "万" : "";
  const each = Number((amount.value / count.value / scale).toFixed(2));
  return `平均：${bare(amount)}÷${bare(count)}≈${each}${mark}元。`;
}

/** 「相差：46件-44.42件=1.58件。」; undefined when the two are not alike. */
export function equation(
  operation: Exclude<Operation, "quotient">,
  a: Figure,
  b: Figure,
): string | undefined {
  if (a.kind !== b.kind || (a.unit !== b.unit && a.unit !== "" && b.unit !== "")) return undefined;
  const unit = a.unit === "" ? b.unit : a.unit;
  const [more, less] = a.value >= b.value ? [a, b] : [b, a];
  const value = operation === "sum" ? a.value + b.value : more.value - less.value;
  if (value === 0) return "两个数相同。";
  const result = `${plain(value, a, b)}${a.kind === "percent" && operation === "difference" ? "个百分点" : unit}`;
  return operation === "sum"
    ? `合计：${bare(a)}+${bare(b)}=${result}。`
    : `相差：${bare(more)}-${bare(less)}=${result}。`;
}

/** The figure without its bound word; the sentence before it keeps that. */
function bare({ raw }: Figure): string {
  return (
    /\d+(?:\.\d+)?(?:万亿|亿|万|千)?(?:余|多)?(?:个百分点|平方米|个月|%|[\p{Script=Han}])?/u
      .exec(raw)?.[0]
      .replace(/[余多]/, "") ?? raw
  );
}

/** In the scale the operands are written in: 万 or 亿. */
function plain(value: number, a: Figure, b: Figure): string {
  const scales = [a, b].map(({ raw }) => (/亿/.test(raw) ? 1e8 : /万/.test(raw) ? 1e4 : 1));
  const scale = Math.min(...scales);
  const decimals = Math.max(...[a, b].map(({ raw }) => /\.(\d+)/.exec(raw)?.[1]?.length ?? 0));
  const mark = scale === 1e8 ? "亿" : scale === 1e4 ? "万" : "";
  return `${Number((value / scale).toFixed(Math.max(decimals, 0) + (scales[0] === scales[1] ? 0 : 4)))}${mark}`;
}
