/**
 * From a question to what may be said about it: search, weigh, choose, and abstain when the
 * evidence does not cover what was asked. Nothing here knows channels or sessions.
 */

import type { Citation } from "../core/citation.ts";
import { dayIn } from "../core/day.ts";
import { type Figure, figuresIn } from "../core/figures.ts";
import { fold } from "../core/fold.ts";
import { remember } from "../core/remember.ts";
import type { Knowledge } from "../knowledge/read.ts";
import { buildIndex } from "../retrieval/build.ts";
import { ZhiwenRetriever } from "../retrieval/retriever.ts";
import { textFit } from "./asks.ts";
import { choose, compose, documentOf, type Told } from "./choose.ts";
import { citationsOf, evidenceTexts } from "./cite.ts";
import { bothInOne, computed, sideBySide, takeApart } from "./compare.ts";
import { coverShare, givesFigure, lackOf, mayLead, opensSilent } from "./cover.ts";
import { type Evidence, gatherEvidence } from "./evidence.ts";
import { againstPremise } from "./premise.ts";
import { createReader, type Question, type Reader } from "./question.ts";
import { createRarity } from "./rarity.ts";
import { home } from "./scope.ts";
import { type Weighed, weigh } from "./weigh.ts";

export type Answer =
  | ({ readonly kind: "answer" } & Told)
  | {
      readonly kind: "abstain";
      /** What is missing, in the customer's terms. */
      readonly missing: string;
      /** What an entry says about the gap, if one does. */
      readonly text?: string;
      readonly passages: readonly string[];
      /** Questions near this one that can be answered; without figures. */
      readonly near: readonly string[];
    }
  /** The same measure stands in the plans of several districts, and none was named. */
  | { readonly kind: "region"; readonly regions: readonly string[] }
  | { readonly kind: "nothing"; readonly near: readonly string[] };

export interface AnswerOptions {
  readonly now: Date;
  /** Topic the recogniser saw. */
  readonly topic?: string;
}

export interface Answering {
  readonly reader: Reader;
  readonly knowledge: Knowledge;
  readonly retriever: ZhiwenRetriever;
  answer(question: Question, options: AnswerOptions): Answer;
  /** The pieces weighed for a question, best first; what the explain view shows. */
  weighed(question: Question, options: AnswerOptions): Weighed[];
  /** The best of those in the scope of the question. */
  best(question: Question, options: AnswerOptions): Weighed | undefined;
  /** More of the same passages, behind what was told. */
  more(told: readonly string[]): Told | undefined;
  /** Who said what these passages state, or introduced it; undefined where no one is named. */
  speaker(passages: readonly string[], question: Question): Told | undefined;
  citations(passages: readonly string[]): Citation[];
  /** What the guard may check a reply against. */
  evidenceOf(passages: readonly string[]): string[];
  /** The figures in it, each passage read once. */
  figuresOf(passages: readonly string[]): Figure[];
}

/** Below this share of the question accounted for, nothing is near. */
const nearShare = 0.3;
/** How far down the list, and below the best score, a piece may lead the answer. */
const tries = 8;
const margin = 0.3;
/** Pieces weighed for a question. */
const candidates = 80;

export function createAnswering(knowledge: Knowledge): Answering {
  const reader = createReader(knowledge.glossary);
  const { regions } = reader;
  const evidence = gatherEvidence(knowledge, regions);
  const byId = new Map(evidence.map((item) => [item.id, item]));
  const rarity = createRarity(evidence);
  const index = buildIndex(
    evidence.map((item) => ({
      id: item.id,
      text: item.folded,
      title: headingOf(item, knowledge),
      extra: item.variants.join(" "),
      parent: documentOf(item) ?? item.id,
    })),
    { profile: "passages" },
  );
  const retriever = new ZhiwenRetriever({ index, textOf: (id) => byId.get(id)?.text ?? "" });

  const weighed = (question: Question, options: AnswerOptions): Weighed[] => {
    const query = [question.text, ...question.terms.flatMap(({ same }) => same.slice(0, 2))].join(
      " ",
    );
    const queries =
      question.regions.length > 1 ? question.regions.map((name) => `${name} ${query}`) : [query];
    const shares = new Map<string, number>();
    for (const text of queries) {
      const hits = retriever.hits(text, candidates);
      const best = hits[0]?.score ?? 1;
      for (const { id, score } of hits) shares.set(id, Math.max(shares.get(id) ?? 0, score / best));
    }
    const found: Weighed[] = [];
    for (const [id, share] of shares) {
      const item = byId.get(id);
      if (item === undefined || (item.kind === "document" && !asksDocument(question))) continue;
      const { now, topic } = options;
      found.push(weigh(question, item, share, { regions, now, rarity, topic }));
    }
    return found.sort((a, b) => b.score - a.score);
  };

  const answerOne = (question: Question, options: AnswerOptions): Answer => {
    const all = weighed(question, options);
    const near = nearQuestions(all);
    const [top] = all;
    if (top === undefined || top.cover < nearShare || question.terms.length === 0) {
      return { kind: "nothing", near };
    }
    const within = all.filter(({ scope }) => scope !== "out");
    const [best] = within;
    // Much better evidence lies outside the scope asked for: what is in scope is about something else.
    if (best === undefined || (top.scope === "out" && outdone(question, best, top))) {
      return { kind: "abstain", missing: scopeMissing(question, top), passages: [], near };
    }
    // The best piece may lack what a slightly lesser one says: the first that covers the question leads.
    let abstention: Answer | undefined;
    for (const lead of within.slice(0, tries)) {
      if (lead.score < best.score - margin) break;
      if (!mayLead(question, lead, rarity)) continue;
      const others = within.filter((item) => item !== lead);
      const chosen = choose(question, lead, others, rarity);
      const lack = lackOf(question, chosen, rarity);
      if (lack === undefined) {
        const districts = districtsOf(question, lead, others);
        if (districts.length > 1) return { kind: "region", regions: districts };
        const told = compose(chosen.map(({ evidence: item }) => item));
        return againstPremise(question, { kind: "answer", ...told });
      }
      abstention ??= { kind: "abstain", missing: lack.what, passages: [], near, ...lack.silent };
    }
    return abstention ?? { kind: "nothing", near };
  };

  const answerParts = (question: Question, options: AnswerOptions): Answer => {
    const parts = takeApart(question);
    if (parts.length === 1) return computed(question, answerOne(question, options));
    if (question.yearList.length === 2) {
      const both = bothInOne(question, parts, answerOne(question, options));
      if (both !== undefined) return both;
    }
    const answers = parts.map((part) => answerOne(part, options));
    return sideBySide(question, parts, answers);
  };

  const answerAnew = (question: Question, options: AnswerOptions): Answer => {
    const found = answerParts(question, options);
    // Asked for the city first; where that gives nothing, for where the customer says they are.
    if (found.kind === "answer" || question.place.length === 0) return found;
    const there = answerParts({ ...question, regions: question.place, place: [] }, options);
    return there.kind === "answer" ? there : found;
  };
  const figuresOfOne = remember(
    (id: string) => evidenceTexts([id], knowledge).flatMap((text) => figuresIn(text)),
    knowledge.passages.size,
  );

  return {
    reader,
    knowledge,
    retriever,
    weighed,
    best: onceADay((question, options) =>
      weighed(question, options).find(({ scope }) => scope !== "out"),
    ),
    answer: onceADay(answerAnew),
    more(told) {
      const origin = byId.get(told.at(-1) ?? "");
      if (origin === undefined) return undefined;
      const said = new Set(told.flatMap((id) => byId.get(id)?.text ?? []));
      const rest = evidence.filter(
        ({ kind, passages, text }) =>
          kind === "statement" &&
          passages.some((id) => origin.passages.includes(id)) &&
          !said.has(text),
      );
      return rest.length === 0 ? undefined : compose(rest);
    },
    speaker(ids, question) {
      const documents = new Set(ids.map((id) => id.split("/")[0]));
      const worth = (item: Evidence) =>
        question.terms.reduce((sum, term) => sum + term.weight * rarity.held(term, item), 0) +
        (item.passages.some((id) => ids.includes(id)) ? 1 : 0);
      const [best] = evidence
        .filter((item) => item.kind === "statement" && documents.has(documentOf(item)))
        .filter(({ text }) => textFit("who", text, true) === 1)
        .map((item) => ({ item, worth: worth(item) }))
        .sort((a, b) => b.worth - a.worth);
      return best === undefined || best.worth < 0.4 ? undefined : compose([best.item]);
    },
    citations: (ids) => citationsOf(ids, knowledge),
    evidenceOf: (ids) => evidenceTexts(ids, knowledge),
    figuresOf: (ids) => ids.flatMap(figuresOfOne),
  };
}

/** The reader gives the same question for the same words: what was found for it is kept beside it. */
function onceADay<V>(
  find: (question: Question, options: AnswerOptions) => V,
): (question: Question, options: AnswerOptions) => V {
  const found = new WeakMap<Question, Map<string, V>>();
  return (question, options) => {
    const before = found.get(question) ?? new Map<string, V>();
    found.set(question, before);
    const key = `${dayIn(options.now)} ${options.topic ?? ""}`;
    const value = before.has(key) ? (before.get(key) as V) : find(question, options);
    before.set(key, value);
    return value;
  };
}

/**
 * Districts whose plans answer about equally well where the question names no region: by a figure of
 * the same name, or by who serves and where to go. One district's answer is not every customer's.
 */
function districtsOf(question: Question, lead: Weighed, others: readonly Weighed[]): string[] {
  const served = question.asks.some(({ kind }) => kind === "who" || kind === "where");
  const planned = ({ evidence }: Weighed) =>
    evidence.planned && evidence.regions[0] !== home && (evidence.figures.length > 0 || served);
  if (question.regions.length > 0 || !planned(lead)) return [];
  const near = others.filter(
    (item) => planned(item) && item.score > lead.score - 0.25 && item.topic > lead.topic - 0.2,
  );
  return [...new Set([lead, ...near].flatMap(({ evidence }) => evidence.regions[0] ?? []))].slice(
    0,
    4,
  );
}

function outdone(question: Question, best: Weighed, top: Weighed): boolean {
  // The figure asked for stands outside the scope, and nothing in scope has one.
  if (question.years !== undefined && givesFigure(question, top) && !givesFigure(question, best)) {
    return true;
  }
  if (top.cover <= best.cover) return false;
  return best.cover < coverShare || (top.cover - best.cover > 0.15 && best.cover < 0.8);
}

function headingOf(item: Evidence, knowledge: Knowledge): string {
  const found = knowledge.passages.get(item.passages[0] ?? "");
  return found === undefined ? "" : fold(`${found.digest.title} ${found.passage.section}`);
}

/** What is known about a document itself answers questions about the document only. */
function asksDocument({ asks, text }: Question): boolean {
  return (
    asks.some(({ kind }) => kind === "document") ||
    /发布|印发|出台|公布|发文|登报|刊登|文件|下发|报道|出的|发的/.test(text)
  );
}

/** What the scope lacks: a document in force, an achieved figure, the region or the years asked for. */
function scopeMissing(question: Question, { evidence, expired }: Weighed): string {
  if (expired) return `仍在有效期内的规定（原规定有效期到${evidence.validTo}）`;
  if (question.standing === "achieved" && evidence.standing === "target") {
    return "实际完成的数（资料里只有目标）";
  }
  const places = question.regions.filter((name) => !evidence.regions.includes(name));
  const { from, to } = question.years ?? { from: null, to: null };
  const years = from === null ? "" : from === to ? `${from}年` : `${from}—${to}年`;
  const scope = `${places.join("、")}${years}`;
  return scope === "" ? "这项内容" : `${scope}的这项内容`;
}

/** Titles of entries near the question, as buttons; never one with a figure in it. */
function nearQuestions(all: readonly Weighed[]): string[] {
  const titles = all.flatMap(({ evidence, cover }) =>
    evidence.title !== undefined &&
    cover >= 0.25 &&
    !/\d/.test(evidence.title) &&
    !opensSilent(evidence)
      ? [evidence.title]
      : [],
  );
  return [...new Set(titles)].slice(0, 3);
}
