/**
 * What an answer can be made of: one sentence of a passage, one FAQ answer, or what is known about
 * a document itself. Every piece carries its scope and the passages it is cited from.
 */
import { type Figure, figuresIn } from "../core/figures.ts";
import { fold } from "../core/fold.ts";
import type { Digest, Passage, Standing } from "../knowledge/entry.ts";
import type { Knowledge } from "../knowledge/read.ts";
import { type Years, yearsNamed, yearsOf } from "./period.ts";
import type { Regions } from "./regions.ts";

export interface Evidence {
  readonly id: string;
  readonly kind: "statement" | "faq" | "document";
  /** What is said when this is chosen. */
  readonly text: string;
  /** `text`, folded for matching. */
  readonly folded: string;
  /** What stands around it: title, clause, the rest of the passage; for a FAQ its questions. */
  readonly context: string;
  /** FAQ questions, folded. */
  readonly variants: readonly string[];
  /** The question a FAQ answers, as written. */
  readonly title: string | undefined;
  /** Regions it is about; empty for none in particular. */
  readonly regions: readonly string[];
  readonly years: Years | undefined;
  /** Years the text itself names. */
  readonly named: readonly number[];
  /** Years the document's title names. */
  readonly titled: readonly number[];
  /** Year the document is of. */
  readonly dated: number;
  readonly standing: Standing;
  readonly topics: readonly string[];
  /** Of a plan: its figures have the same names in every district's plan. */
  readonly planned: boolean;
  readonly figures: readonly Figure[];
  /** `digest/passage` ids, cited when this is said. */
  readonly passages: readonly string[];
  readonly validTo: string | undefined;
}

/** The day something was said is not the year its figures are of. */
const fullDate = /(?:19|20)\d{2}年\d{1,2}月\d{1,2}日/g;

const defaultStanding: Readonly<Record<Digest["kind"], Standing>> = {
  rules: "rule",
  plan: "task",
  news: "fact",
  report: "achieved",
};

export function gatherEvidence(knowledge: Knowledge, regions: Regions): Evidence[] {
  const found: Evidence[] = [];
  for (const digest of knowledge.digests) {
    if (digest.supersededBy !== undefined) continue;
    found.push(documentEvidence(digest));
    for (const passage of digest.passages) {
      const sentences = sentencesOf(passage.text);
      sentences.forEach((text, at) => {
        found.push(statement(digest, passage, text, at, regions));
      });
    }
  }
  for (const faq of knowledge.faqs) {
    if (faq.supersededBy !== undefined) continue;
    const cited = faq.sources.map(({ document, passage }) => `${document}/${passage}`);
    const origins = cited.flatMap((id) => knowledge.passages.get(id) ?? []);
    const first = origins[0];
    if (first === undefined) continue;
    const text = faq.answer.trim();
    found.push({
      id: `faq:${faq.id}`,
      kind: "faq",
      text,
      folded: fold(text),
      context: fold(faq.questions.join("\n")),
      variants: faq.questions.map(fold),
      title: faq.questions[0],
      regions: scope(regions, faq.region ?? first.passage.region ?? first.digest.region, text),
      years: yearsOf(faq.period ?? (origins.length === 1 ? first.passage.period : undefined)),
      named: yearsNamed(`${text} ${faq.questions.join(" ")}`.replace(fullDate, "")),
      titled: [],
      dated: Number(first.digest.date.slice(0, 4)),
      standing: standingOfEntry(text, first.passage.standing ?? defaultStanding[first.digest.kind]),
      topics: [...new Set([faq.intent, ...faq.topics])],
      planned: first.digest.kind === "plan",
      figures: figuresIn(text),
      passages: cited,
      validTo: faq.validTo ?? first.digest.validTo,
    });
  }
  return found;
}

function statement(
  digest: Digest,
  passage: Passage,
  text: string,
  at: number,
  regions: Regions,
): Evidence {
  return {
    id: `${digest.id}/${passage.id}#${at}`,
    kind: "statement",
    text,
    folded: fold(text),
    context: fold(`${digest.title} ${passage.section} ${passage.text}`),
    variants: [],
    title: undefined,
    regions: scope(regions, passage.region ?? digest.region, text),
    years: yearsOf(passage.period),
    named: yearsNamed(text),
    titled: yearsNamed(digest.title.replace(/[（(](\d{4})[）)]/g, "$1年")),
    dated: Number(digest.date.slice(0, 4)),
    standing: standingOf(passage.standing ?? defaultStanding[digest.kind], text),
    topics: passage.topics ?? digest.topics,
    planned: digest.kind === "plan",
    figures: figuresIn(text),
    passages: [`${digest.id}/${passage.id}`],
    validTo: digest.validTo,
  };
}

/** Title, number, publisher and date: the answer to 「哪个文件」「文号是多少」「哪天发的」. */
function documentEvidence(digest: Digest): Evidence {
  const title = digest.title.includes("《") ? digest.title : `《${digest.title}》`;
  const [year, month, day] = digest.date.split("-").map(Number);
  const verb = digest.kind === "plan" || digest.kind === "rules" ? "印发" : "发布";
  const number = digest.number === undefined ? "" : `，文号是${digest.number}`;
  const text = `${title}由${digest.publisher}于${year}年${month}月${day}日${verb}${number}。`;
  const first = digest.passages[0];
  return {
    id: `document:${digest.id}`,
    kind: "document",
    text,
    folded: fold(text),
    context: fold(`${digest.region} 文件 文号 发布时间 印发日期 发布单位`),
    variants: [],
    title: undefined,
    regions: [digest.region],
    years: undefined,
    named: [],
    titled: [],
    dated: year ?? 0,
    standing: "fact",
    topics: digest.topics,
    planned: false,
    figures: figuresIn(text),
    passages: first === undefined ? [] : [`${digest.id}/${first.id}`],
    validTo: digest.validTo,
  };
}

/** The passage's region, and those its sentence names: a figure belongs to the narrowest of them. */
function scope(regions: Regions, own: string, text: string): string[] {
  // A document may name its region in full where the glossary has the short name.
  const [main = own] = regions.named(own);
  return [main, ...regions.named(text).filter((name) => name !== main)];
}

/** An entry may set a target beside what was reached; it is a target where it speaks of one. */
function standingOfEntry(text: string, marked: Standing): Standing {
  return marked !== "rule" && /目标|力争/.test(text) && !/不是目标/.test(text) ? "target" : marked;
}

/** A sentence that speaks of a goal is a target whatever its passage is marked as. */
function standingOf(marked: Standing, text: string): Standing {
  if (/目标|力争|计划到|预期/.test(text) && marked !== "rule") return "target";
  if (marked === "target" && /2024年(?:数据|实际|为|的)/.test(text)) return "achieved";
  return marked;
}

/** Sentences of a Chinese text; a semicolon ends one only where the sentence is long. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const line of text.split(/\n+/)) {
    for (const sentence of line.match(/[^。！？!?]+[。！？!?]?[”」』）)]*/gu) ?? []) {
      const trimmed = sentence.trim();
      if (trimmed.length < 2) continue;
      if (trimmed.length > 160 && trimmed.includes("；")) {
        sentences.push(
          ...trimmed
            .split(/(?<=；)/)
            .map((part) => part.trim())
            .filter((part) => part !== ""),
        );
      } else sentences.push(trimmed);
    }
  }
  return sentences;
}
