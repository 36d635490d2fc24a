/** What a customer's question is about: topic terms, scope, and the kind of answer it wants. */

import { dayIn } from "../core/day.ts";
import { type Figure, figuresIn } from "../core/figures.ts";
import { fold } from "../core/fold.ts";
import { remember } from "../core/remember.ts";
import type { Glossary, Standing } from "../knowledge/entry.ts";
import { type Ask, asksOf, kindNamed, standingWords } from "./asks.ts";
import { type Attribute, attributesOf } from "./attributes.ts";
import { askingPart } from "./clauses.ts";
import { fullYears, type Years, yearsAsked } from "./period.ts";
import { createRegions, type Regions } from "./regions.ts";
import { createStandard, type Standardise } from "./standard.ts";
import {
  createSegmenter,
  mayBeSlip,
  namesOne,
  namesThing,
  type Segmenter,
  topicWeight,
} from "./words.ts";

export interface Term {
  readonly text: string;
  /** 0 to 1: how much it says about the topic, before its rarity is counted. */
  readonly weight: number;
  /** Names a thing: if no evidence knows it, the answer is not in the evidence. */
  readonly thing: boolean;
  /**
   * Stands next to the question word: what is asked about. `counted`: behind 多少 or 几, and evidence
   * that lacks it does not answer; `before`: before the word.
   */
  readonly focus?: "counted" | "before";
  /** A name the dictionary does not know: counts only where some document knows it. */
  readonly guess?: boolean;
  /** Names one place, body or concept of the glossary: evidence about another one is no answer. */
  readonly one?: boolean;
  /** A figure the customer names: held by evidence that has the same figure. */
  readonly figure?: Figure;
  /** Other words for it, the documents' own first. */
  readonly same: readonly string[];
}

export interface Question {
  /** Standard form; what is searched and matched. */
  readonly text: string;
  /** The newest message alone, where `text` was completed from the session. */
  readonly own: string;
  readonly terms: readonly Term[];
  /** Regions named, by main name. */
  readonly regions: readonly string[];
  readonly years: Years | undefined;
  /** Where the customer says they are, where the question itself names no region. */
  readonly place: readonly string[];
  /** Single years it names itself, in order: two of them are compared. */
  readonly yearList: readonly number[];
  /** Set when the wording insists on an achieved figure or on a target. */
  readonly standing: Extract<Standing, "achieved" | "target"> | undefined;
  readonly asks: readonly Ask[];
  readonly attributes: readonly Attribute[];
}

export interface Reader {
  readonly standardise: Standardise;
  readonly regions: Regions;
  readonly segmenter: Segmenter;
  read(text: string, now: Date): Question;
  /** What a text is about, on whatever day. */
  terms(text: string): readonly Term[];
}

const measured = new Set(["money", "percent", "count", "number", "area", "multiple"]);
const supposes =
  /[了的]吗[?？]?$|对吧|对吗|对不对|是吧|不是.{0,24}吗|没错吧|没记错|吧[?？]?$|吧[,，]/;
const firstPerson = /我|咱/;
/** 「渝中2029年专利目标」: no question word, and a figure is meant. */
const measureAlone = /(?:目标|指标|数量|金额|总额|占比|比例|规模|标准|数据)[。.?？]?$/;
const ownPlace = /(?:我们?|咱们?|我司|本公司|公司|厂子?|企业)(?:是|在|位于|开在|注册在|就?在)/;
const targetWords = /目标|力争|计划达|要达到|预期|预计|争取|规划|打算做到|要做到/;
const achievedWords =
  /(?:现在|目前|如今|眼下|当前).{0,14}(?:多少|几)|实打实|做到多少|搞成了?|成了(?:几|多少)|最后(?:做|完成|达|成)|已经|已达|实际|完成了|达到了|做到了|目前(?:是|有|达)|现在(?:是|有|达|已)|完成情况|真实|现状/;

export function createReader(glossary: Glossary): Reader {
  const standardise = remember(createStandard(glossary), mostRead);
  const regions = createRegions(glossary);
  const same = new Map<string, Set<string>>();
  for (const { term, says } of glossary.terms) {
    const group = [term, ...says].map(fold);
    for (const word of group) {
      const known = same.get(word) ?? new Set<string>();
      for (const other of group) if (other !== word) known.add(other);
      same.set(word, known);
    }
  }
  const segmenter = createSegmenter([...same.keys(), ...regions.names.map(fold)]);
  const places = new Set(regions.names.map(fold));
  const spoken = [...same.keys()].sort((a, b) => b.length - a.length);
  const timeless = remember(readTimeless, mostRead);

  return {
    standardise,
    regions,
    segmenter,
    terms: (raw) => timeless(raw).question.terms,
    // Of the clock only the day matters: what was read once is the same all day.
    read: remember(
      (raw, now) => {
        const { question, dating } = timeless(raw);
        return { ...question, years: yearsAsked(dating, now) };
      },
      mostRead,
      (raw, now) => `${dayIn(now)}\n${raw}`,
    ),
  };

  /** All of a question but its years, and the text that names those. */
  function readTimeless(raw: string): { question: Omit<Question, "years">; dating: string } {
    const text = standardise(raw);
    // 「我们是渝北的，…」 says where the customer is, not what the question is about.
    const asking = text.length > 30 ? askingPart(text) : text;
    const everywhere = regions.named(text);
    const own = regions.named(asking).length === 0 && ownPlace.test(text);
    const named = own ? [] : everywhere;
    const terms: Term[] = [];
    const seen = new Set<string>();
    const add = (term: Term) => {
      if (!seen.has(term.text)) {
        seen.add(term.text);
        terms.push(term);
      }
    };
    // Glossary terms first and whole: 专利贷款 is one thing, not 专利 and 贷款.
    let rest = text;
    for (const word of spoken) {
      if (word.length < 2 || !rest.includes(word)) continue;
      rest = rest.replaceAll(word, " ");
      if (places.has(word)) continue;
      const others = [...(same.get(word) ?? [])];
      add({ text: word, weight: 1, thing: true, one: precise(word, others[0]), same: others });
    }
    for (const place of places) if (place.length > 1) rest = rest.replaceAll(place, " ");
    rest = rest.replace(/\d{2,4}年|[去今明前后]年|十[三四五]五/g, " ");
    // In an English question, words the glossary does not translate are grammar or colour.
    const supposed = supposes.test(text);
    for (const figure of figuresIn(text)) {
      // A figure put forward to be confirmed (「…是100万吧」) is no topic; a year before 百强 no count.
      if (supposed || !measured.has(figure.kind) || figure.raw.length < 2) continue;
      if (figure.value <= (/\d/.test(figure.raw) ? 1 : 10) || /^(?:19|20)\d{2}/.test(figure.raw))
        continue;
      rest = rest.replace(figure.raw, " ");
      add({ text: figure.raw, weight: 1, thing: true, figure, same: [] });
    }
    const foreign = (raw.match(/\b[a-z]{2,}\b/gi) ?? []).length >= 3;
    for (const word of segmenter.words(rest)) {
      if (foreign && /^[a-z]+$/.test(word.text)) continue;
      const weight = topicWeight(word);
      if (weight > 0 && word.text.trim() !== "") {
        add({
          text: word.text,
          weight,
          thing: namesThing(word),
          one: namesOne(word),
          guess: mayBeSlip(word),
          same: [...(same.get(word.text) ?? [])],
        });
      }
    }
    const refused = text.replace(/(?:不要|不是|别说|不问|不看)目标/g, "现状");
    const achieved = achievedWords.test(refused);
    const target = targetWords.test(refused);
    const standing = achieved === target ? undefined : achieved ? "achieved" : "target";
    const asked = asksOf(text);
    const question: Omit<Question, "years"> = {
      text,
      own: text,
      terms: focused(text, typed(text, stressed(text, terms))),
      regions: named,
      place: own ? everywhere : [],
      yearList: [...new Set(fullYears(text))],
      standing,
      asks: asked.length === 0 && measureAlone.test(text) ? [{ kind: "figure" }] : asked,
      attributes: attributesOf(text),
    };
    return { question, dating: text.length > 40 && firstPerson.test(text) ? asking : text };
  }
}

/** Questions remembered as read. */
const mostRead = 2_000;

/** 驰名商标 and 高企 (高新技术企业) are one concept; 商标 alone is half of many. */
function precise(word: string, documents: string | undefined): boolean {
  return word.length >= 3 || (documents !== undefined && documents.length >= 4);
}

/** 「哪座城市」「什么特点」: the noun behind the word says what kind of answer is wanted; it is no topic. */
function typed(text: string, terms: readonly Term[]): Term[] {
  return terms.map((term) => {
    const at = text.indexOf(term.text);
    const kind = at > 0 && /(?:哪[个家些所座种类项条位款几支]?|什么|啥)$/.test(text.slice(0, at));
    return kind ? { ...term, weight: term.weight * 0.3, thing: false, one: false } : term;
  });
}

const story = /我|咱|听说|领导|朋友|同行|前阵|你好|您好|之前|上次|最近/;

/**
 * A story told first (「我厂里工艺卡壳了，该先联系哪个单位？」) counts less than the clause that asks,
 * where that clause has a topic of its own.
 */
function stressed(text: string, terms: readonly Term[]): Term[] {
  const asking = askingPart(text);
  if (asking === text) return [...terms];
  // A first clause that sets the topic (「涪陵抓专利密集型产业，…」) is no story.
  const told = text.slice(0, Math.max(0, text.indexOf(asking)));
  if (!story.test(told) && told.length <= 16) return [...terms];
  const inside = terms.filter(({ text: word }) => asking.includes(word));
  if (!inside.some(({ weight }) => weight >= 0.8)) return [...terms];
  return terms.map((term) =>
    inside.includes(term) ? term : { ...term, weight: term.weight * 0.5, thing: false, one: false },
  );
}

/** A number is asked for: what is counted stands behind the word, or before it. */
const numeric = /多少|(?<![哪第])几|多久|多长|多大|多高|百分之|第几/;
/** Anything else: what is asked about stands before the word; what stands behind names the answer. */
const other = /什么|哪|谁|怎么|如何|吗|呢|[?？]/;

/** Marks what the question word is about, in the clause that has the word. */
function focused(text: string, terms: readonly Term[]): Term[] {
  let start = 0;
  const things = terms.filter(
    ({ thing, text: word }) => thing && kindNamed(word) === undefined && !standingWords.has(word),
  );
  for (const clause of text.split(/(?<=[,，。;；!！])/)) {
    const counts = numeric.exec(clause);
    const cue = counts ?? other.exec(clause);
    if (cue !== null) {
      const at = start + cue.index;
      const end = start + clause.length;
      const placed = things.flatMap((term) => {
        const place = text.indexOf(term.text, start);
        return place < start || place >= end ? [] : [{ term, place }];
      });
      const behind = placed
        .filter(({ place }) => place > at && place - at <= 8)
        .sort((a, b) => a.place - b.place);
      const before = placed.filter(({ place }) => place < at).sort((a, b) => b.place - a.place);
      const counted = counts === null ? undefined : behind[0];
      const chosen = counted ?? before[0];
      if (chosen !== undefined) {
        const focus = counted === undefined ? "before" : "counted";
        return terms.map((term) => (term === chosen.term ? { ...term, focus } : term));
      }
    }
    start += clause.length;
  }
  return [...terms];
}
