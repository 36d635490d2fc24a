/**
 * Differences, sums and averages of figures the evidence states, with the arithmetic shown. An
 * equation may be right and its operands of two different things; so a figure takes part only when
 * it stands right behind what the question names (a place, a year, a day, a thing), and only with
 * figures of one kind and unit. Where that is not so, the figures are told and nothing is reckoned.
 */
import { type Figure, figuresIn } from "../core/figures.ts";
import { figureFit } from "./asks.ts";
import type { Question } from "./question.ts";

export type Operation = "difference" | "sum" | "quotient";

const between =
  /多多少|多[几出]|高出?多少|高[几出]|少了?(?:多少|几)|低了?(?:多少|几)|大多少|再加(?:多少|几)|多出(?:多少|几)|相差|差了?多少|差几|差距|差额/;
/** One measure at two times: 「提高了多少」. */
const change =
  /(?:提高|提升|上升|增加|增多|要加|下降|缩短|减少|压缩|省|降低|涨|升|快|节省|加快)了?(?:多少|几)(?!%|成)|少了?(?:多少|几)/;
const sum =
  /一共|总共|合计|加起来|加在一起|加一起|加一块儿?|总和|共计|加总|相加|两(?:个|项|次|笔|区)?共/;

export function operationAsked(text: string): Operation | undefined {
  if (between.test(text) || change.test(text)) return "difference";
  if (/平均(?:下来)?(?:每|一)|(?:每|一)[件家个项]平均/.test(text)) return "quotient";
  return sum.test(text) ? "sum" : undefined;
}

/** What may be reckoned from one text, shown; undefined where no figures are surely meant. */
export function reckoned(question: Question, text: string): string | undefined {
  const operation = operationAsked(question.own);
  if (operation === undefined) return undefined;
  if (operation === "quotient") return average(question, text);
  if (operation === "difference" && !between.test(question.own)) {
    const pair = changeIn(question, text);
    return pair === undefined ? undefined : equation("difference", pair);
  }
  const figures = labelled(question, text);
  if (figures === undefined) return operation === "sum" ? sumOfRow(question, text) : undefined;
  return equation(operation, figures);
}

interface Label {
  readonly words: readonly string[];
  readonly kind: "place" | "year" | "day" | "thing";
}

function labelsOf(question: Question): Label[] {
  const days = question.own.match(/\d{1,2}月\d{1,2}[日号]/g) ?? [];
  const places = question.regions.map((name) => ({
    words: [name, ...(name.length > 2 ? [name.replace(/[区县市]$/, "")] : [])],
    kind: "place" as const,
  }));
  const marked = [
    ...(places.length > 1 ? places : []),
    ...(question.yearList.length > 1
      ? question.yearList.map((year) => ({ words: [`${year}年`], kind: "year" as const }))
      : []),
    ...days.map((day) => ({ words: [day.replace("号", "日")], kind: "day" as const })),
  ];
  if (marked.length > 1) return marked;
  return question.terms
    .filter(({ weight, figure }) => weight >= 0.5 && figure === undefined)
    .map(({ text, same }) => ({ words: [text, ...same], kind: "thing" as const }));
}

/** The figures that stand right behind two or more of the question's labels, alike and distinct. */
function labelled(question: Question, text: string): readonly Figure[] | undefined {
  const wanted = wantedIn(question, text);
  const labels = labelsOf(question);
  const found: Figure[] = [];
  for (const label of labels) {
    const figure = behind(label, text, wanted);
    if (figure !== undefined && !found.includes(figure)) found.push(figure);
  }
  const marks = labels.filter(({ kind }) => kind !== "thing");
  if (found.length < 2 || (marks.length > 0 && found.length !== marks.length)) return undefined;
  const operation = operationAsked(question.own);
  if (operation === "difference" && found.length !== 2) return undefined;
  // Levels of two years, shares, and what is counted up from the beginning do not add.
  const years = labels.some(({ kind }) => kind === "year");
  const shares = found.some(({ kind }) => kind === "percent" || kind === "points");
  if (operation === "sum" && (years || shares || text.includes("累计"))) return undefined;
  return alike(found) ? found : undefined;
}

/** The figures of the kind that the question asks for. */
function wantedIn(question: Question, text: string): Figure[] {
  const asks = question.asks.filter(({ kind }) =>
    ["amount", "percent", "count", "duration"].includes(kind),
  );
  const share = /百分点|占比|比重|增幅|增速|率/.test(question.own);
  return figuresIn(text).filter((figure) => {
    if (["year", "month", "day", "document", "phone", "link"].includes(figure.kind)) return false;
    // 百强, 第一: names and places, not amounts.
    if (/强|第/.test(figure.raw)) return false;
    if (share) return figure.kind === "percent" || figure.kind === "points";
    return asks.length === 0
      ? figure.kind !== "percent"
      : asks.some((ask) => figureFit(ask, [figure]) >= 0.8);
  });
}

/** The figure behind a label in its own clause; behind a year or a day one comma may stand between. */
function behind(
  { words, kind }: Label,
  text: string,
  wanted: readonly Figure[],
): Figure | undefined {
  const reach = kind === "thing" || kind === "place" ? 10 : 26;
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      const end = at + word.length;
      const figure = wanted.find(({ start }) => start >= end);
      if (figure === undefined || figure.start - end > reach) continue;
      const gap = text.slice(end, figure.start);
      const commas = gap.match(/[，,]/g)?.length ?? 0;
      if (/[。；;、\n]/.test(gap) || commas > (reach > 10 ? 1 : 0) || /\d/.test(gap)) continue;
      return figure;
    }
  }
  return undefined;
}

function alike(figures: readonly Figure[]): boolean {
  const [first] = figures;
  return figures.every(({ kind, unit }) => kind === first?.kind && unit === first.unit);
}

/** 「由21.4%升到80%」「从15天压缩至7天」: one measure at two times, said in one breath. */
function changeIn(question: Question, text: string): readonly [Figure, Figure] | undefined {
  const figures = figuresIn(text);
  for (const [at, from] of figures.entries()) {
    const to = figures[at + 1];
    if (to === undefined || !alike([from, to])) continue;
    const lead = text.slice(Math.max(0, from.start - 4), from.start);
    const gap = text.slice(from.end, to.start);
    if (/[由从]/.test(lead) && /^\D{0,6}(?:到|至|为)$/.test(gap)) return [from, to];
  }
  const found = question.yearList.length === 2 ? labelled(question, text) : undefined;
  const [a, b] = found ?? [];
  return a === undefined || b === undefined ? undefined : [a, b];
}

const counts: Readonly<Record<string, number>> = { 三: 3, 四: 4, 五: 5, 六: 6 };

/** 「最多的三个区加一块儿」: a row of exactly as many alike figures in one sentence. */
function sumOfRow(question: Question, text: string): string | undefined {
  const said = /([三四五六3-6])(?:个|项|类|家|区|笔|种)/.exec(question.own)?.[1];
  const wanted = said === undefined ? undefined : (counts[said] ?? Number(said));
  if (wanted === undefined) return undefined;
  for (const sentence of text.split("。")) {
    const figures = wantedIn(question, sentence).filter(
      ({ kind }) => kind === "count" || kind === "money",
    );
    if (figures.length === wanted && alike(figures)) return equation("sum", figures);
  }
  return undefined;
}

/** 「平均：3447.1万元÷13件≈265.16万元。」: the only amount over the only count of one text. */
function average(question: Question, text: string): string | undefined {
  const figures = figuresIn(text);
  const [count, ...counts] = figures.filter(({ kind }) => kind === "count");
  const [amount, ...amounts] = figures.filter(({ kind }) => kind === "money");
  if (count === undefined || amount === undefined || count.value === 0) return undefined;
  if (counts.length > 0 || amounts.length > 0) return undefined;
  if (!question.asks.some(({ kind }) => ["amount", "figure", "count"].includes(kind))) {
    return undefined;
  }
  const scale = scaleOf(amount);
  const each = Number((amount.value / count.value / scale).toFixed(2));
  return `平均：${bare(amount)}÷${bare(count)}≈${each}${markOf(scale)}元。`;
}

/** 「相差：46件-44.42件=1.58件。」; a bound (以上, 突破) makes it a reckoning with the figures named. */
export function equation(
  operation: Exclude<Operation, "quotient">,
  figures: readonly Figure[],
): string | undefined {
  const [a, b] = figures;
  if (a === undefined || b === undefined || !alike(figures)) return undefined;
  const sorted = operation === "sum" ? figures : [...figures].sort((x, y) => y.value - x.value);
  const value =
    operation === "sum"
      ? figures.reduce((total, figure) => total + figure.value, 0)
      : Math.abs(a.value - b.value);
  if (value === 0) return undefined;
  const unit = a.kind === "percent" && operation === "difference" ? "个百分点" : a.unit;
  const sign = operation === "sum" ? "+" : "-";
  const lead = figures.every(({ bound }) => bound === "exact") ? "" : "按列出的数算，";
  const name = operation === "sum" ? "合计" : "相差";
  return `${lead}${name}：${sorted.map(bare).join(sign)}=${plain(value, figures)}${unit}。`;
}

/** The figure without its bound word; the sentence before it keeps that. */
function bare({ raw }: Figure): string {
  const plain =
    /\d+(?:\.\d+)?(?:万亿|亿|万|千)?(?:余|多)?(?:个百分点|平方米|个月|%|[\p{Script=Han}])?/u;
  return plain.exec(raw)?.[0].replace(/[余多]/, "") ?? raw;
}

function scaleOf({ raw }: Figure): number {
  return /亿/.test(raw) ? 1e8 : /万/.test(raw) ? 1e4 : 1;
}

function markOf(scale: number): string {
  return scale === 1e8 ? "亿" : scale === 1e4 ? "万" : "";
}

/** In the smallest scale the operands are written in: 万 or 亿. */
function plain(value: number, figures: readonly Figure[]): string {
  const scales = figures.map(scaleOf);
  const scale = Math.min(...scales);
  const decimals = Math.max(...figures.map(({ raw }) => /\.(\d+)/.exec(raw)?.[1]?.length ?? 0));
  const mixed = scales.some((one) => one !== scale);
  return `${Number((value / scale).toFixed(decimals + (mixed ? 4 : 0)))}${markOf(scale)}`;
}

/** The one figure of a text that a region's or a year's answer is about; undefined where there are several. */
export function soleFigure(question: Question, text: string): Figure | undefined {
  const wanted = wantedIn(question, text);
  const [region = ""] = question.regions;
  const labels: Label[] = [
    ...(question.yearList.length === 1
      ? [{ words: [`${question.yearList[0]}年`], kind: "year" as const }]
      : []),
    ...(region === "" ? [] : [{ words: [region], kind: "place" as const }]),
  ];
  for (const label of labels) {
    const marked = behind(label, text, wanted);
    if (marked !== undefined) return marked;
  }
  const distinct = wanted.filter(
    (figure, at) =>
      wanted.findIndex(({ value, unit }) => value === figure.value && unit === figure.unit) === at,
  );
  return distinct.length === 1 ? distinct[0] : undefined;
}

const states = ["目标|力争|计划", "累计", "新增|新培育", "高价值", "有效发明", "质押", "高新技术"];

/** Two texts speak of one measure: the same qualifying words in both, or in neither. */
export function sameMeasure(question: Question, a: string, b: string): boolean {
  const words = states.every((state) => new RegExp(state).test(a) === new RegExp(state).test(b));
  const things = question.terms.filter(({ thing, weight }) => thing && weight >= 0.8);
  return (
    words &&
    things.every(
      ({ text, same }) =>
        [text, ...same].some((word) => a.includes(word)) ===
        [text, ...same].some((word) => b.includes(word)),
    )
  );
}
