/**
 * Whether evidence covers what was asked: its attributes, its kind of answer, its things. What it
 * does not cover is named, so that the abstention can say what is missing.
 */
import { type AskKind, figureFit, kindNamed, standingWords, textFit } from "./asks.ts";
import type { Attribute } from "./attributes.ts";
import { type Evidence, sentencesOf } from "./evidence.ts";
import type { Question, Term } from "./question.ts";
import type { Rarity } from "./rarity.ts";
import type { Weighed } from "./weigh.ts";

export interface Lack {
  /** What is missing, in the customer's terms. */
  readonly what: string;
  /** An entry that says itself that this is not stated. */
  readonly silent?: { readonly text: string; readonly passages: readonly string[] };
}

/** Share of the question a piece must account for. */
export const coverShare = 0.5;
/** The topic alone must be covered this far: a region and a year that fit make no answer. */
const topicShare = 0.42;
/** For a question in the customer's own words: the least share, and the least worth accounted for. */
const lowShare = 0.28;
const leastKnown = 2.2;
/** Above this share of unknown things the answer is not in the evidence. */
const missingShare = 0.34;
/** A figure of another measure word (四种) does not answer 几家. */
const leastFit = 0.3;

/** An entry saying that its source does not say. */
const silence = /(?:没有?|未|并未)(?:写|说明|给出|提到|公布|列|注明|规定|说)/;

const figureName: Readonly<Partial<Record<AskKind, string>>> = {
  amount: "具体金额",
  percent: "具体比例",
  count: "具体数量",
  duration: "具体时长",
  date: "具体时间",
  document: "文件名称或文号",
  figure: "具体数字",
};

const wantsFigure = ({ kind }: { kind: AskKind }) => figureName[kind] !== undefined;

/** The piece has a figure of the kind and measure asked for. */
export function givesFigure({ asks }: Question, { evidence }: Weighed): boolean {
  return asks.some((ask) => wantsFigure(ask) && figureFit(ask, evidence.figures) >= 0.8);
}

/** Whether a piece may lead the answer at all. */
export function mayLead(question: Question, lead: Weighed, rarity: Rarity): boolean {
  if (question.attributes.length === 0 && opensSilent(lead.evidence)) return false;
  return (
    (lead.cover >= coverShare && lead.topic >= topicShare) || inOwnWords(question, lead, rarity)
  );
}

/** An entry that begins with what is not stated (「报道没有列材料清单」) answers that question alone. */
export function opensSilent({ kind, text }: Evidence): boolean {
  return kind === "faq" && silence.test(sentencesOf(text)[0] ?? "");
}

/**
 * A question told in the customer's own words shares few of the documents'. It is still covered
 * where the thing next to its question word is held, with enough that is rare, and the figure fits.
 */
function inOwnWords(question: Question, lead: Weighed, rarity: Rarity): boolean {
  if (lead.scope !== "in" || lead.known < leastKnown || lead.cover < lowShare) return false;
  const focus = question.terms.find((term) => term.focus);
  if (focus !== undefined && rarity.held(focus, lead.evidence) < 0.7) return false;
  const strict = question.asks.filter(wantsFigure);
  if (strict.length > 0) return strict.some((ask) => figureFit(ask, lead.evidence.figures) >= 0.8);
  return focus !== undefined && lead.cover >= 0.4;
}

/** Where a figure is asked for, the pieces that have one; else all. */
function bearing({ asks }: Question, chosen: readonly Weighed[]): readonly Weighed[] {
  const strict = asks.filter(wantsFigure);
  const having = chosen.filter(({ evidence }) =>
    strict.some((ask) => figureFit(ask, evidence.figures) >= leastFit),
  );
  return having.length > 0 ? having : chosen;
}

/** What the chosen pieces do not cover; undefined when they cover the question. */
export function lackOf(
  question: Question,
  chosen: readonly Weighed[],
  rarity: Rarity,
): Lack | undefined {
  const attribute = lackingAttribute(question.attributes, chosen);
  if (attribute !== undefined) return attribute;
  const unheldTerm = unheldOf(question, chosen, rarity);
  if (unheldTerm !== undefined) return { what: `「${unheldTerm.text}」` };
  const unheld = comparedThing(question, chosen, rarity);
  if (unheld !== undefined) return { what: `「${unheld}」` };
  const text = unmetText(question, chosen);
  if (text !== undefined) return { what: text };
  const [lead] = chosen;
  if (lead !== undefined && inOwnWords(question, lead, rarity)) return undefined;
  const what = unmetFigure(question, chosen) ?? missingThings(question, chosen, rarity);
  return what === undefined ? undefined : { what };
}

/**
 * What a piece must hold to be about the same thing: what is counted (「多少会费」), what stands before
 * the question word where the documents know it elsewhere, and places, bodies and concepts named
 * alone. Where a figure is asked for, the piece with the figure must hold it.
 */
function unheldOf(
  question: Question,
  chosen: readonly Weighed[],
  rarity: Rarity,
): Term | undefined {
  const pieces = bearing(question, chosen);
  return question.terms.find((term) => {
    if (kindNamed(term.text) !== undefined || !term.thing) return false;
    if (term.guess === true && !rarity.seen(term)) return false;
    const counted = term.focus === "counted";
    const named = term.one === true && term.weight >= 0.8 && !standingWords.has(term.text);
    const before = term.focus === "before" && rarity.seen(term);
    if (!counted && !named && !before) return false;
    const enough = named ? 0.75 : 0.5;
    if (!pieces.some(({ evidence }) => rarity.held(term, evidence) >= enough)) return true;
    // 「国家级、省部级平台231家」 does not say how many are 国家级.
    return (
      term.focus !== undefined &&
      question.asks.some(({ kind }) => kind === "count" || kind === "amount") &&
      pieces.every(({ evidence }) => enumerated(term, evidence.folded))
    );
  });
}

/** The term stands only as one of several in a row, and no figure behind it is its own. */
function enumerated({ text, same }: Term, folded: string): boolean {
  const word = [text, ...same].find((one) => folded.includes(one));
  if (word === undefined) return false;
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
    const behind = folded.slice(at + word.length, at + word.length + 8);
    const inRow = folded[at - 1] === "、" || /^(?:、|等)/.test(behind);
    if (!inRow || /^[^、，。;；]{0,5}\d/.test(behind)) return false;
  }
  return true;
}

const compares =
  /谁.{0,8}(?:更|多|少|大|小|高|低|快|慢)|哪(?:个|边|家|区|里).{0,8}(?:更|多|少|大|小|高|低|快|慢)|相比|比起来|跟.{1,12}比|和.{1,12}比/;

/** Of two things compared each must be known; one of them alone is no comparison. */
function comparedThing(
  question: Question,
  chosen: readonly Weighed[],
  rarity: Rarity,
): string | undefined {
  if (!compares.test(question.text)) return undefined;
  return question.terms.find(
    (term) =>
      term.thing &&
      term.weight >= 0.8 &&
      kindNamed(term.text) === undefined &&
      !chosen.some(({ evidence }) => rarity.held(term, evidence) >= 0.5),
  )?.text;
}

function lackingAttribute(
  attributes: readonly Attribute[],
  chosen: readonly Weighed[],
): Lack | undefined {
  for (const attribute of attributes) {
    const said = chosen.map(({ evidence }) => saysAttribute(attribute, evidence));
    if (said.includes("says")) continue;
    // What a district's entry does not state is told only to who asked about that district.
    const found = chosen[said.indexOf("silent")];
    const silent = found?.scope === "in" ? found.evidence : undefined;
    return silent === undefined
      ? { what: attribute.name }
      : { what: attribute.name, silent: { text: silences(silent), passages: silent.passages } };
  }
  return undefined;
}

function saysAttribute({ evidence: wanted }: Attribute, item: Evidence): "says" | "silent" | "no" {
  const parts = sentencesOf(item.text).flatMap((sentence) => sentence.split("；"));
  const about = parts.filter((part) => wanted.test(part));
  if (about.some((part) => !silence.test(part))) return "says";
  return about.length > 0 ? "silent" : "no";
}

function silences(item: Evidence): string {
  return sentencesOf(item.text)
    .filter((sentence) => silence.test(sentence))
    .join("");
}

/** A person, a body or a reason was asked for first, and no piece names one. */
function unmetText({ asks }: Question, chosen: readonly Weighed[]): string | undefined {
  const [first] = asks;
  if (first?.kind !== "who" && first?.kind !== "why") return undefined;
  const met = chosen.some(({ evidence }) => textFit(first.kind, evidence.text, false) >= 0.6);
  return met ? undefined : first.kind === "who" ? "具体的人或单位" : "原因";
}

/** A figure was asked for and none of that kind is in the chosen pieces. */
function unmetFigure(question: Question, chosen: readonly Weighed[]): string | undefined {
  const strict = question.asks.filter(wantsFigure);
  const [first] = strict;
  const [lead] = chosen;
  // The leading piece itself must have it: a neighbour's figure is of something else.
  const figures = lead?.evidence.figures ?? [];
  if (first === undefined || strict.some((ask) => figureFit(ask, figures) >= leastFit)) {
    return undefined;
  }
  return figureName[first.kind];
}

/**
 * Things asked about that no piece knows, when they are too much of the question. Where a figure is
 * asked for, the piece that has it must be about the thing; its neighbour does not count.
 */
function missingThings(
  question: Question,
  chosen: readonly Weighed[],
  rarity: Rarity,
): string | undefined {
  const pieces = bearing(question, chosen);
  let total = 0;
  let lost = 0;
  const names: string[] = [];
  for (const term of question.terms) {
    const worth = term.weight * rarity.term(term);
    total += worth;
    if (!term.thing || kindNamed(term.text) !== undefined) continue;
    if (term.guess === true && !rarity.seen(term)) continue;
    if (pieces.some(({ evidence }) => rarity.held(term, evidence) >= 0.5)) continue;
    lost += worth;
    names.push(term.text);
  }
  return total > 0 && lost / total > missingShare ? `「${names.join("」「")}」` : undefined;
}
