/**
 * The settings that fit one kind of text. Weights found on one kind cost several points on the
 * other, so there are two sets and the index chooses by the length of what it holds.
 */
export interface Profile {
  readonly name: "passages" | "questions";
  /** BM25 term frequency saturation; small: a passage is short, a repeat says little. */
  readonly saturation: number;
  /** BM25 length normalisation, 0 (none) to 1. */
  readonly lengthShare: number;
  /** Query weight of a term by its kind: character, pair, word, quantity, document number. */
  readonly kindWeights: readonly [number, number, number, number, number];
  /** Factor on terms inside question words (什么, 多少): they ask, they do not name. */
  readonly questionWords: number;
  /** Share of the parent document's score in a passage's score. */
  readonly parent: number;
  /** Saturation and length normalisation of the parent score. */
  readonly parentSaturation: number;
  readonly parentLengthShare: number;
  /**
   * Characters in more than this share of the documents are not searched: long to read and of no
   * weight. They still count for the coverage.
   */
  readonly skipShare: number;
  /** Weight of a hit in the title, against 1 in the text. */
  readonly title: number;
  /** UTF-16 units of a parent's first passage that stand in for a missing title; 0 for none. */
  readonly head: number;
  /** Weight of a hit in the extra text (question variants), against 1 in the text. */
  readonly extra: number;
}

export const PASSAGES: Profile = {
  name: "passages",
  saturation: 0.3,
  lengthShare: 0.4,
  kindWeights: [0.5, 1, 0.8, 0.5, 3],
  questionWords: 0.1,
  parent: 0.6,
  parentSaturation: 1,
  parentLengthShare: 0.75,
  skipShare: 0.2,
  title: 0.7,
  head: 60,
  extra: 1,
};

export const QUESTIONS: Profile = {
  name: "questions",
  saturation: 0.5,
  lengthShare: 0.8,
  kindWeights: [1, 0.6, 1, 0.5, 3],
  questionWords: 0.7,
  parent: 0,
  parentSaturation: 1.2,
  parentLengthShare: 0.75,
  skipShare: 1,
  title: 0.7,
  head: 0,
  extra: 1,
};

/** Mean length in UTF-16 units up to which texts are taken for short questions. */
export const QUESTION_LENGTH = 40;
