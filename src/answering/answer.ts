/**
 * From a question to what may be said about it: search, weigh, choose, and abstain when the
 * evidence does not cover what was asked. Nothing here knows channels or sessions.
 */
import { figuresIn, sameFigure } from "../core/figures.ts";
import { fold } from "../core/fold.ts";
import type { Citation } from "../core/citation.ts";
import type { Knowledge } from "../knowledge/read.ts";
import { buildIndex } from "../retrieval/build.ts";
import { ZhiwenRetriever } from "../retrieval/retriever.ts";
import { average, equation, focusFigure, operationAsked, pairIn, sumOfAll } from "./arithmetic.ts";
import { type AskKind, type Attribute, figureFit, kindNamed, textFit } from "./asks.ts";
import { type Evidence, gatherEvidence, sentencesOf } from "./evidence.ts";
import { createReader, type Question, type Reader, type Term } from "./question.ts";
import { home, support, type Weighed, weigh } from "./weigh.ts";

export type Answer =
  | {
      readonly kind: "answer";
      readonly text: string;
      readonly passages: readonly string[];
      /** Ids of the evidence said. */
      readonly told: readonly string[];
    }
  | {
      readonly kind: "abstain";
      /** What is missing, in the customer's terms. */
      readonly missing: string;
      /** What an entry says about the gap, if one does. */
      readonly text?: string;
      readonly passages: readonly string[];
      /** Questions near this one that can be answered; without figures. */
      readonly near: readonly string[];
      readonly money: boolean;
    }
  | { readonly kind: "nothing"; readonly near: readonly string[] };

export interface AnswerOptions {
  readonly now: Date;
  /** Topic the recogniser saw. */
  readonly topic?: string;
  /** Evidence already told: 「详细点」 continues behind it. */
  readonly told?: readonly string[];
}

export interface Answering {
  readonly reader: Reader;
  readonly knowledge: Knowledge;
  readonly retriever: ZhiwenRetriever;
  answer(question: Question, options: AnswerOptions): Answer;
  /** The pieces weighed for a question, best first; what the explain view shows. */
  weighed(question: Question, options: AnswerOptions): Weighed[];
  /** More of the same passages, behind what was told. */
  more(told: readonly string[]): { text: string; passages: string[]; told: string[] } | undefined;
  /** Who said what these passages state, or introduced it; undefined where no one is named. */
  speaker(passages: readonly string[], question: Question): { text: string; passages: readonly string[] } | undefined;
  citations(passages: readonly string[]): Citation[];
  /** What the guard may check a reply against. */
  evidenceOf(passages: readonly string[]): string[];
}

/** Below this share of the question accounted for, nothing is near. */
const nearShare = 0.3;
/** Below this share the evidence does not cover what was asked. */
const coverShare = 0.5;
/** Above this share of unknown things the answer is not in the evidence. */
const missingShare = 0.34;
/** For a question in the customer's own words: the least share, and the least worth accounted for. */
const lowShare = 0.28;
const leastKnown = 2.2;
/** The topic alone must be covered this far: a region and a year that fit make no answer. */
const topicShare = 0.42;
/** How far down the list, and below the best score, a piece may be taken as the answer. */
const tries = 8;
const margin = 0.3;
/** One message; longer answers are cut at a sentence and continued on demand. */
const maxAnswer = 420;

const silence = /(?:没有?|未|并未)(?:写|说明|给出|提到|公布|列|注明|规定|说)/;

export function createAnswering(knowledge: Knowledge): Answering {
  const reader = createReader(knowledge.glossary);
  const { regions } = reader;
  const evidence = gatherEvidence(knowledge, regions);
  const byId = new Map(evidence.map((item) => [item.id, item]));
  const index = buildIndex(
    evidence.map((item) => ({
      id: item.id,
      text: item.folded,
      title: titleOf(item, knowledge),
      extra: item.variants.join(" "),
      parent: item.passages[0]?.split("/")[0] ?? item.id,
    })),
    { profile: "passages" },
  );
  const retriever = new ZhiwenRetriever({ index, textOf: (id) => byId.get(id)?.text ?? "" });

  // Rarity needs an estimate only; of a large library a sample gives it in time.
  const stride = Math.ceil(evidence.length / 4_000);
  const sample = evidence.filter((_, at) => at % stride === 0);
  const grams = new Map<string, number>();
  const worth = (gram: string): number => {
    let known = grams.get(gram);
    if (known === undefined) {
      const count = sample.reduce((sum, { folded }) => sum + (folded.includes(gram) ? 1 : 0), 0);
      known = Math.log(1 + sample.length / (1 + count));
      if (grams.size > 50_000) grams.clear();
      grams.set(gram, known);
    }
    return known;
  };
  const held = (term: Term, item: Evidence): number => support(term, item, worth);
  const rarities = new Map<string, number>();
  const rarity = (term: Term): number => {
    let known = rarities.get(term.text);
    if (known === undefined) {
      const count = sample.reduce((sum, item) => sum + (held(term, item) >= 0.75 ? 1 : 0), 0);
      known = Math.log(1 + sample.length / (1 + count));
      // A word no document has may be the customer's own way of putting it.
      if (count === 0) known *= term.thing ? 0.8 : 0.15;
      if (rarities.size > 20_000) rarities.clear();
      rarities.set(term.text, known);
    }
    return known;
  };

  const weighed = (question: Question, options: AnswerOptions): Weighed[] => {
    const same = question.terms.flatMap(({ same }) => same.slice(0, 2)).join(" ");
    const query = `${question.text} ${same}`;
    const scoped = question.regions.length > 1 ? question.regions.map((name) => `${name} ${query}`) : [query];
    const shares = new Map<string, number>();
    for (const text of scoped) {
      const hits = retriever.hits(text, 80);
      const best = hits[0]?.score ?? 1;
      for (const { id, score } of hits) shares.set(id, Math.max(shares.get(id) ?? 0, score / best));
    }
    return [...shares]
      .flatMap(([id, share]) => {
        const item = byId.get(id);
        if (item === undefined || expired(item, options.now)) return [];
        if (item.kind === "document" && !asksDocument(question)) return [];
        return [weigh(question, item, { share }, { regions, now: options.now, rarity, worth, topic: options.topic })];
      })
      .sort((a, b) => b.score - a.score);
  };

  const answerOne = (question: Question, options: AnswerOptions): Answer => {
    const all = weighed(question, options);
    const near = nearQuestions(all);
    const top = all[0];
    if (top === undefined || top.cover < nearShare || question.terms.length === 0) return { kind: "nothing", near };
    const within = all.filter(({ scope }) => scope !== "out");
    const best = within[0];
    const money = isMoney(question);
    const abstain = (missing: string, extra: { text?: string; passages?: readonly string[] } = {}): Answer => ({
      kind: "abstain",
      missing,
      passages: extra.passages ?? [],
      near,
      money,
      ...(extra.text === undefined ? {} : { text: extra.text }),
    });
    if (best === undefined || (best.cover < coverShare && top.scope === "out" && top.cover > best.cover)) {
      return abstain(scopeMissing(question, top, options.now));
    }
    // Much better evidence lies outside the scope asked for: what is in scope is about something else.
    if (top.scope === "out" && top.cover - best.cover > 0.15 && best.cover < 0.8) {
      return abstain(scopeMissing(question, top, options.now));
    }
    // The best piece may lack what a slightly lesser one says: the first that covers the question speaks.
    let reason: Answer | undefined;
    for (const [at, lead] of within.entries()) {
      if (at >= tries || lead.score < best.score - margin) break;
      if (!(lead.cover >= coverShare && lead.topic >= topicShare) && !modest(question, lead)) continue;
      const chosen = choose(question, [lead, ...within.filter((item) => item !== lead)]);
      const lacks = lacking(question, chosen, rarity);
      if (lacks === undefined) return withVerdict(question, compose(chosen));
      reason ??= abstain(lacks.what, lacks.silent);
    }
    return reason ?? { kind: "nothing", near };
  };

  /**
   * A question told in the customer's own words shares few of the documents'. It is still answered
   * where the thing next to its question word is held, with enough that is rare, and the figure fits.
   */
  function modest(question: Question, lead: Weighed): boolean {
    if (lead.scope !== "in" || lead.known < leastKnown || lead.cover < lowShare) return false;
    const focus = question.terms.find((term) => term.focus);
    if (focus !== undefined && held(focus, lead.evidence) < 0.7) return false;
    const strict = question.asks.filter(({ kind }) => figureName[kind] !== undefined);
    if (strict.length > 0) return strict.some((ask) => figureFit(ask, lead.evidence.figures) >= 0.8);
    return focus !== undefined && lead.cover >= 0.4;
  }

  /** What a chosen set does not cover; undefined when it covers the question. */
  function lacking(
    question: Question,
    chosen: readonly Weighed[],
    rare: (term: Term) => number,
  ): { what: string; silent?: { text: string; passages: readonly string[] } } | undefined {
    const attribute = lackingAttribute(question.attributes, chosen);
    if (attribute !== undefined) {
      const silent = chosen.find(({ evidence: item }) => saysAttribute(attribute, item) === "silent");
      return silent === undefined
        ? { what: attribute.name }
        : { what: attribute.name, silent: { text: silences(silent.evidence), passages: silent.evidence.passages } };
    }
    // Where a figure is asked for, the piece that has it must be about the thing, not its neighbour.
    const strict = question.asks.filter(({ kind }) => figureName[kind] !== undefined);
    const bearing = chosen.filter(({ evidence: item }) => strict.some((ask) => figureFit(ask, item.figures) >= leastFit));
    const [lead] = chosen;
    if (lead !== undefined && modest(question, lead)) return undefined;
    const [first] = question.asks;
    if (first?.kind === "who" && !chosen.some(({ evidence: item }) => textFit("who", item.text, false) >= 0.6)) {
      return { what: "具体的人或单位" };
    }
    if (first?.kind === "why" && !chosen.some(({ evidence: item }) => textFit("why", item.text, false) >= 0.6)) {
      return { what: "原因" };
    }
    const what = unmetFigure(question, chosen) ?? missingTerms(question, bearing.length > 0 ? bearing : chosen, rare, held);
    return what === undefined ? undefined : { what };
  }

  const answering: Answering = {
    reader,
    knowledge,
    retriever,
    weighed,
    answer(question, options) {
      const parts = split(question);
      if (question.yearList.length === 2 && parts.length === 2) {
        // One entry may state both years; it is told once.
        const whole = answerOne(question, options);
        if (whole.kind === "answer" && question.yearList.every((year) => whole.text.includes(String(year)))) {
          const lines = compared(question, parts, [whole, whole]);
          if (lines.length > 0 || operationAsked(question.text) === undefined) return { ...whole, text: [whole.text, ...lines].join("") };
        }
      }
      if (parts.length === 1) return computed(question, answerOne(question, options));
      const answers = parts.map((part) => answerOne(part, options));
      const good = answers.filter((part) => part.kind === "answer");
      if (good.length === 0) return answers[0] ?? { kind: "nothing", near: [] };
      const lines = answers.map((found, at) => (found.kind === "answer" ? found.text : `${labels(question, parts)[at]}：我手头的资料里没有写。`));
      const text = [...new Set(lines)].join("\n");
      return {
        kind: "answer",
        text: good.length === parts.length ? [text, ...compared(question, parts, answers)].join("\n") : text,
        passages: [...new Set(good.flatMap(({ passages }) => passages))],
        told: good.flatMap(({ told }) => told),
      };
    },
    more(told) {
      const last = told.at(-1);
      const origin = last === undefined ? undefined : byId.get(last);
      if (origin === undefined) return undefined;
      const said = new Set(told.flatMap((id) => byId.get(id)?.text ?? []));
      const rest = evidence.filter(
        (item) => item.kind === "statement" && item.passages.some((id) => origin.passages.includes(id)) && !told.includes(item.id) && !said.has(item.text),
      );
      if (rest.length === 0) return undefined;
      const kept = fit(rest);
      return { text: kept.map(({ text }) => text).join(""), passages: [...new Set(kept.flatMap(({ passages }) => passages))], told: kept.map(({ id }) => id) };
    },
    speaker(ids, question) {
      const documents = new Set(ids.map((id) => id.split("/")[0]));
      const named = evidence.filter(
        (item) => item.kind === "statement" && documents.has(item.passages[0]?.split("/")[0]) && textFit("who", item.text, true) === 1,
      );
      const ranked = named
        .map((item) => ({
          item,
          worth: question.terms.reduce((sum, term) => sum + term.weight * held(term, item), 0) + (item.passages.some((id) => ids.includes(id)) ? 1 : 0),
        }))
        .sort((a, b) => b.worth - a.worth);
      const [best] = ranked;
      return best === undefined || best.worth < 0.4 ? undefined : { text: best.item.text, passages: best.item.passages };
    },
    citations(ids) {
      const citations: Citation[] = [];
      for (const id of ids) {
        const found = knowledge.passages.get(id);
        if (found === undefined) continue;
        const { digest, passage } = found;
        const title = digest.title.startsWith("《") ? digest.title : `《${digest.title}》`;
        citations.push({
          document: digest.number === undefined ? title : `${title}（${digest.number}）`,
          section: passage.section,
          date: digest.date,
          passage: id,
        });
      }
      return citations;
    },
    evidenceOf(ids) {
      return ids.flatMap((id) => {
        const found = knowledge.passages.get(id);
        if (found === undefined) return [];
        const { digest, passage } = found;
        const [year, month, day] = digest.date.split("-").map(Number);
        return [`${passage.text}\n${passage.section}\n${digest.title} ${digest.number ?? ""} ${year}年${month}月${day}日`];
      });
    },
  };
  return answering;

  /** One question a region, or a year, where two are compared. */
  function split(question: Question): Question[] {
    const named = question.regions.filter((name) => name !== home || question.regions.length === 1);
    if (named.length === 2) return named.map((name) => ({ ...question, regions: [name] }));
    if (question.yearList.length === 2) {
      return question.yearList.map((year) => ({ ...question, years: { from: year, to: year }, yearList: [year], standing: undefined }));
    }
    return [question];
  }

  function labels(question: Question, parts: readonly Question[]): string[] {
    return parts.map((part) => (question.regions.length > 1 ? (part.regions[0] ?? "") : `${part.yearList[0] ?? ""}年`));
  }

  /** 「相差…」 or which is more, where both parts have a figure of one kind. */
  function compared(question: Question, parts: readonly Question[], answers: readonly Answer[]): string[] {
    const [a, b] = parts.map((part, at) => {
      const found = answers[at];
      return found?.kind === "answer" ? focusFigure(part, found.text) : undefined;
    });
    if (a === undefined || b === undefined) return [];
    const operation = operationAsked(question.text);
    const shown = operation === undefined || operation === "quotient" ? undefined : equation(operation, a, b);
    if (shown !== undefined) return [shown];
    const which = /哪(?:个|边|里|一个|区|年)?.{0,4}(?:更|最)?(高|多|大|低|少|小)|谁.{0,4}(高|多|大|低|少|小)/.exec(question.text);
    const word = which?.[1] ?? which?.[2];
    if (word === undefined || a.kind !== b.kind || a.unit !== b.unit || a.value === b.value) return [];
    const first = "高多大".includes(word) === a.value > b.value;
    return [`按这两个数，${labels(question, parts)[first ? 0 : 1]}更${word}。`];
  }

  /** A difference or sum asked of two figures that one answer states. */
  function computed(question: Question, answer: Answer): Answer {
    const operation = operationAsked(question.text);
    if (answer.kind !== "answer" || operation === undefined) return answer;
    if (operation === "quotient") {
      const each = average(question, answer.text);
      return each === undefined ? answer : { ...answer, text: `${answer.text}${each}` };
    }
    const all = operation === "sum" ? sumOfAll(question, answer.text) : undefined;
    if (all !== undefined) return { ...answer, text: `${answer.text}${all}` };
    const pair = pairIn(question, answer.text);
    const shown = pair === undefined ? undefined : equation(operation, pair[0], pair[1]);
    return shown === undefined ? answer : { ...answer, text: `${answer.text}${shown}` };
  }

  /**
   * The best piece, and behind it what the question asks beyond it: a further piece is taken while
   * it accounts for terms or figures the chosen ones lack.
   */
  function choose(question: Question, within: readonly Weighed[]): Weighed[] {
    const [first, ...rest] = within;
    if (first === undefined) return [];
    const chosen = [first];
    const list = question.asks.some(({ kind }) => kind === "list" || kind === "how" || kind === "why");
    const figureAsked = question.asks.some(({ kind }) => ["amount", "percent", "count", "duration", "date"].includes(kind));
    if (first.evidence.kind === "faq") {
      if (!list) return chosen;
      // A list may be spread over several entries; those that say something new are added.
      for (const item of rest) {
        if (chosen.length >= 3 || item.score < first.score - 0.12 || item.cover < first.cover - 0.1) break;
        if (item.evidence.kind !== "faq" || item.scope !== first.scope) continue;
        if (item.evidence.figures.some((figure) => !chosen.some(({ evidence: e }) => e.figures.some((other) => sameFigure(figure, other))))) chosen.push(item);
      }
      return chosen;
    }
    for (const item of rest) {
      if (chosen.length >= (list && !figureAsked ? 4 : 3)) break;
      if (item.score < first.score - 0.35 || item.evidence.kind !== "statement") continue;
      const samePassage = item.evidence.passages.some((id) => first.evidence.passages.includes(id));
      const gains = question.terms.some(
        (term) => term.weight >= 0.5 && held(term, item.evidence) > 0.9 && chosen.every(({ evidence: e }) => !e.folded.includes(term.text) && !term.same.some((word) => e.folded.includes(word))),
      );
      const sameDocument = item.evidence.id.split("/")[0] === first.evidence.id.split("/")[0];
      if ((gains && sameDocument && item.scope === first.scope) || (list && samePassage && item.score > first.score - 0.3)) chosen.push(item);
    }
    return chosen;
  }

  function fit(items: readonly Evidence[]): Evidence[] {
    const kept: Evidence[] = [];
    let length = 0;
    for (const item of items) {
      if (length + item.text.length > maxAnswer && kept.length > 0) break;
      kept.push(item);
      length += item.text.length;
    }
    return kept;
  }

  function compose(chosen: readonly Weighed[]): Answer {
    // Sentences of one passage in the passage's own order.
    const ordered = [...chosen].sort((a, b) =>
      a.evidence.passages[0] === b.evidence.passages[0] ? a.evidence.id.localeCompare(b.evidence.id, "en", { numeric: true }) : 0,
    );
    const kept = fit(ordered.map(({ evidence: item }) => item));
    return {
      kind: "answer",
      text: [...new Set(kept.map(({ text }) => text))].join(""),
      passages: [...new Set(kept.flatMap(({ passages }) => passages))],
      told: kept.map(({ id }) => id),
    };
  }
}

/** 「…是100万对吧？」: a figure the customer puts forward is confirmed only if the evidence has it. */
function withVerdict(question: Question, answer: Answer): Answer {
  if (answer.kind !== "answer" || !/对吧|对吗|对不对|是吧|是不是|是吗|没错吧|吗[?？]?$|吧[?？]?$/.test(question.text)) return answer;
  const known = figuresIn(answer.text);
  const given = figuresIn(question.text).filter(({ kind }) => ["money", "percent", "duration", "count", "number"].includes(kind));
  for (const figure of given) {
    const alike = known.filter(({ kind, unit }) => kind === figure.kind && unit === figure.unit || (figure.kind === "number" && kind === "money"));
    if (alike.length === 0) continue;
    if (!known.some((other) => sameFigure(other, figure))) return { ...answer, text: `和资料写的不一样。资料里是：${answer.text}` };
  }
  return answer;
}

function titleOf(item: Evidence, knowledge: Knowledge): string {
  const first = item.passages[0];
  const found = first === undefined ? undefined : knowledge.passages.get(first);
  return found === undefined ? "" : fold(`${found.digest.title} ${found.passage.section}`);
}

/** What is known about a document itself answers questions about the document only. */
function asksDocument({ asks, text }: Question): boolean {
  return asks.some(({ kind }) => kind === "document") || /发布|印发|出台|公布|发文|登报|刊登|文件|下发|报道|出的|发的/.test(text);
}

function expired(item: Evidence, now: Date): boolean {
  return item.validTo !== undefined && item.validTo < now.toISOString().slice(0, 10);
}

/** What the scope lacks: the region asked for, or the year, or an achieved figure. */
function scopeMissing(question: Question, top: Weighed, now: Date): string {
  const { evidence } = top;
  if (question.standing === "achieved" && evidence.standing === "target") return "实际完成的数（资料里只有目标）";
  const asked = question.regions.filter((name) => !evidence.regions.includes(name));
  const place = asked.length > 0 ? asked.join("、") : "";
  const years = question.years;
  const year = years?.from == null ? "" : years.from === years.to ? `${years.from}年` : `${years.from}—${years.to}年`;
  if (place !== "" && year !== "") return `${place}${year}的这项内容`;
  if (place !== "") return `${place}的这项内容`;
  if (year !== "") return `${year}${years?.from != null && years.from > now.getFullYear() ? "" : ""}的这项内容`;
  return "这项内容";
}

function saysAttribute({ evidence: wanted }: Attribute, item: Evidence): "says" | "silent" | "no" {
  let silent = false;
  for (const sentence of sentencesOf(item.text).flatMap((part) => part.split(/；/))) {
    if (!wanted.test(sentence)) continue;
    if (!silence.test(sentence)) return "says";
    silent = true;
  }
  return silent ? "silent" : "no";
}

function lackingAttribute(attributes: readonly Attribute[], chosen: readonly Weighed[]): Attribute | undefined {
  return attributes.find((attribute) => !chosen.some(({ evidence }) => saysAttribute(attribute, evidence) === "says"));
}

function silences(item: Evidence): string {
  return sentencesOf(item.text)
    .filter((sentence) => silence.test(sentence))
    .join("");
}

/** Things asked about that none of the chosen pieces knows, when they are too much of the question. */
function missingTerms(
  question: Question,
  chosen: readonly Weighed[],
  rarity: (term: Term) => number,
  held: (term: Term, item: Evidence) => number,
): string | undefined {
  let total = 0;
  let lost = 0;
  const names: string[] = [];
  for (const term of question.terms) {
    const worth = term.weight * rarity(term);
    total += worth;
    const best = Math.max(...chosen.map(({ evidence }) => held(term, evidence)));
    if (best < 0.5 && term.thing && kindNamed(term.text) === undefined) {
      lost += worth;
      names.push(term.text);
    }
  }
  return total > 0 && lost / total > missingShare ? `「${names.join("」「")}」` : undefined;
}

/** A figure of another measure word does not answer 几家. */
const leastFit = 0.3;

const figureName: Readonly<Partial<Record<AskKind, string>>> = {
  amount: "具体金额",
  percent: "具体比例",
  count: "具体数量",
  duration: "具体时长",
  date: "具体时间",
  document: "文件名称或文号",
  figure: "具体数字",
};

/** A figure was asked for and none of that kind is in the chosen pieces. */
function unmetFigure(question: Question, chosen: readonly Weighed[]): string | undefined {
  const strict = question.asks.filter(({ kind }) => figureName[kind] !== undefined);
  if (strict.length === 0) return undefined;
  const figures = chosen.flatMap(({ evidence }) => evidence.figures);
  if (strict.some((ask) => figureFit(ask, figures) >= leastFit)) return undefined;
  const [first] = strict;
  return first === undefined ? undefined : figureName[first.kind];
}

function isMoney(question: Question): boolean {
  return question.asks.some(({ kind }) => kind === "amount") || question.attributes.some(({ name }) => /费|利率|额度|质押率/.test(name));
}

function nearQuestions(all: readonly Weighed[]): string[] {
  const near: string[] = [];
  for (const { evidence, cover } of all) {
    if (near.length >= 3) break;
    if (evidence.kind !== "faq" || cover < 0.25) continue;
    const { title } = evidence;
    if (title !== undefined && !/\d/.test(title) && !near.includes(title)) near.push(title);
  }
  return near;
}
