import { Accumulator } from "./accumulator.ts";
import { analyse, CHARACTER, kindOf, releaseAnalyser } from "./analyse.ts";
import { type Grouping, groupByParent } from "./parents.ts";
import { PostingsBuilder } from "./postings.ts";
import { PASSAGES, type Profile, QUESTION_LENGTH, QUESTIONS } from "./profile.ts";
import { assemble, type SearchIndex } from "./searchIndex.ts";
import { TermTable } from "./termTable.ts";

export type { SearchIndex } from "./searchIndex.ts";

/** What is searched: one passage, one FAQ entry, one utterance. */
export interface SearchDocument {
  readonly id: string;
  readonly text: string;
  readonly title?: string;
  /** Names the whole that the passage is part of; passages of one whole lift each other. */
  readonly parent?: string;
  /** Further searchable text with a weight of its own, such as question variants. */
  readonly extra?: string;
}

export interface BuildOptions {
  /** `auto` (default) chooses by the mean length of the texts. */
  readonly profile: "auto" | Profile["name"];
}

const MOST_DOCUMENTS = 1 << 23;

/**
 * Builds an index over the documents, in memory and in this thread: some seconds for 100,000
 * passages. Throws when an id is given twice or when there are over 8 million documents.
 */
export function buildIndex(
  documents: Iterable<SearchDocument>,
  options: Partial<BuildOptions> = {},
): SearchIndex {
  const list = [...documents];
  const ids = checkIds(list);
  const grouping = groupByParent(list);
  const builder = new IndexBuilder(list, grouping, options);
  for (let parent = 0; parent < grouping.parentStarts.length - 1; parent++)
    builder.addParent(parent);
  releaseAnalyser();
  builder.terms.compact();
  const count = builder.terms.count;
  return assemble({
    profile: builder.profile,
    ids,
    ...grouping,
    terms: builder.terms,
    postings: builder.passages.finish(count),
    parentPostings: builder.wholes.finish(builder.hasParents ? count : 0),
  });
}

class IndexBuilder {
  readonly profile: Profile;
  readonly hasParents: boolean;
  readonly terms = new TermTable();
  readonly passages = new PostingsBuilder();
  readonly wholes = new PostingsBuilder();
  readonly #list: readonly SearchDocument[];
  readonly #grouping: Grouping;
  readonly #means: FieldLengths;
  /** Weight that becomes impact 255. */
  readonly #top: number;
  readonly #meanParentLength: number;
  readonly #frequencies = new Accumulator();
  readonly #weights = new Accumulator();
  readonly #wholeFrequencies = new Accumulator();
  #parentLength = 0;

  constructor(list: readonly SearchDocument[], grouping: Grouping, options: Partial<BuildOptions>) {
    this.#list = list;
    this.#grouping = grouping;
    this.#means = meanLengths(list);
    this.profile = chooseProfile(options, this.#means.text);
    const { saturation, title, extra } = this.profile;
    const parents = grouping.parentStarts.length - 1;
    this.hasParents = parents < list.length && this.profile.parent > 0;
    this.#meanParentLength =
      ((this.#means.text + this.#means.extra) * list.length) / Math.max(1, parents);
    const fields = Math.max(1, title) + (this.#means.extra > 0 ? extra : 0);
    this.#top = (1 + saturation) * fields;
  }

  addParent(parent: number): void {
    const { ordinals, parentStarts } = this.#grouping;
    this.#parentLength = 0;
    const from = parentStarts[parent] as number;
    const to = parentStarts[parent + 1] as number;
    const first = this.#list[ordinals[from] as number] as SearchDocument;
    // Where passages come without titles, a document's first words are the nearest thing to one.
    const head = to - from > 1 ? first.text.slice(0, this.profile.head) : "";
    let last: string | undefined;
    for (let inner = from; inner < to; inner++) {
      const document = this.#list[ordinals[inner] as number] as SearchDocument;
      // A title that all passages repeat counts once for the whole, the head as text already.
      this.#addDocument(document, document.title ?? head, (document.title ?? last) !== last);
      last = document.title;
    }
    if (this.hasParents) this.#endParent();
  }

  #addDocument(document: SearchDocument, title: string, titleIsNew: boolean): void {
    const { profile } = this;
    const extra = profile.extra > 0 ? (document.extra ?? "") : "";
    this.#addField(document.text, 1, this.#means.text, true);
    if (title !== "" && profile.title > 0)
      this.#addField(title, profile.title, this.#means.title, titleIsNew, true);
    if (extra !== "") this.#addField(extra, profile.extra, this.#means.extra, true);
    const weights = this.#weights;
    for (let i = 0; i < weights.count; i++) {
      const term = weights.touched[i] as number;
      this.passages.add(term, impact(weights.take(term), this.#top));
    }
    weights.count = 0;
    this.passages.endDocument();
  }

  #addField(
    text: string,
    weight: number,
    meanLength: number,
    forParent: boolean,
    isTitle = false,
  ): void {
    const { saturation, lengthShare } = this.profile;
    const found = analyse(text);
    const frequencies = this.#frequencies;
    for (let i = 0; i < found.count; i++)
      frequencies.add(this.terms.add(found.keys[i] as number), 1);
    const norm = lengthNorm(lengthShare, text.length, meanLength);
    const toParent = this.hasParents && forParent;
    for (let i = 0; i < frequencies.count; i++) {
      const term = frequencies.touched[i] as number;
      const frequency = frequencies.take(term);
      // The title is known of every passage, so repeating it in the text is no merit: the larger counts.
      if (isTitle) this.#weights.raise(term, weight * (1 + saturation));
      else this.#weights.add(term, weight * saturate(frequency, saturation, norm));
      // Nearly every character is somewhere in a long document: they tell parents apart badly.
      if (toParent && kindOf(this.terms.terms[term] as number) !== CHARACTER)
        this.#wholeFrequencies.add(term, frequency);
    }
    frequencies.count = 0;
    if (toParent) this.#parentLength += text.length;
  }

  #endParent(): void {
    const { parentSaturation, parentLengthShare } = this.profile;
    const norm = lengthNorm(parentLengthShare, this.#parentLength, this.#meanParentLength);
    const frequencies = this.#wholeFrequencies;
    for (let i = 0; i < frequencies.count; i++) {
      const term = frequencies.touched[i] as number;
      const weight = saturate(frequencies.take(term), parentSaturation, norm);
      this.wholes.add(term, impact(weight, 1 + parentSaturation));
    }
    frequencies.count = 0;
    this.wholes.endDocument();
  }
}

interface FieldLengths {
  text: number;
  title: number;
  extra: number;
}

/** Mean length in UTF-16 units of each field, over the documents that have it. */
function meanLengths(list: readonly SearchDocument[]): FieldLengths {
  const mean = (field: "text" | "title" | "extra") => {
    let sum = 0;
    let count = 0;
    for (const document of list) {
      const length = document[field]?.length ?? 0;
      sum += length;
      if (length > 0) count++;
    }
    return count === 0 ? 0 : sum / count;
  };
  return { text: mean("text"), title: mean("title"), extra: mean("extra") };
}

function chooseProfile(options: Partial<BuildOptions>, meanLength: number): Profile {
  const wanted = options.profile ?? "auto";
  const short = wanted === "auto" ? meanLength <= QUESTION_LENGTH : wanted === "questions";
  return short ? QUESTIONS : PASSAGES;
}

function checkIds(list: readonly SearchDocument[]): readonly string[] {
  if (list.length > MOST_DOCUMENTS)
    throw new Error(
      `an index holds at most ${MOST_DOCUMENTS} documents, not ${list.length}: split them`,
    );
  const seen = new Set<string>();
  for (const [ordinal, { id }] of list.entries()) {
    if (seen.has(id))
      throw new Error(
        `document ${ordinal + 1} has the id "${id}" of an earlier one: ids are unique`,
      );
    seen.add(id);
  }
  return [...seen];
}

function lengthNorm(share: number, length: number, mean: number): number {
  return 1 - share + (mean > 0 ? (share * length) / mean : 0);
}

/** BM25's term frequency part, 0 to 1 + saturation. */
function saturate(frequency: number, saturation: number, norm: number): number {
  return (frequency * (1 + saturation)) / (frequency + saturation * norm);
}

function impact(weight: number, top: number): number {
  return Math.max(1, Math.min(255, Math.round((255 * weight) / top)));
}
