/**
 * What the contact wants, with a confidence: multinomial logistic regression over character
 * n-grams and words, fitted at start from the examples of intents/ and the questions of the FAQ.
 * Nothing is loaded and nothing is random: the same examples give the same recogniser.
 */
import { remember } from "../core/remember.ts";

export interface Example {
  readonly text: string;
  readonly intent: string;
}

export interface Recognition {
  readonly intent: string;
  /** Probability given by the model, 0 to 1. */
  readonly confidence: number;
  /** The runners-up, likeliest first. */
  readonly others: readonly { readonly intent: string; readonly confidence: number }[];
}

export interface Recogniser {
  recognise(text: string): Recognition;
}

export interface RecogniserOptions {
  /** Brings a text to the form that is compared: folding, colloquial forms, glossary. */
  readonly standardise: (text: string) => string;
  /** Words and glossary terms of a standard text; they weigh more than character n-grams. */
  readonly words: (text: string) => readonly string[];
}

const passes = 24;
const rate = 0.9;
const decay = 1e-5;

export function createRecogniser(
  examples: readonly Example[],
  options: RecogniserOptions,
): Recogniser {
  const intents = [...new Set(examples.map(({ intent }) => intent))].sort();
  const features = new Map<string, number>();
  const documentCounts: number[] = [];

  const raw = examples.map(({ text }) => featuresOf(text, options));
  for (const list of raw) {
    for (const name of list.keys()) {
      let id = features.get(name);
      if (id === undefined) {
        id = features.size;
        features.set(name, id);
        documentCounts.push(0);
      }
      documentCounts[id] = (documentCounts[id] ?? 0) + 1;
    }
  }
  const rarity = documentCounts.map((count) => Math.log(1 + examples.length / count));

  const vector = (list: ReadonlyMap<string, number>): { ids: number[]; values: number[] } => {
    const ids: number[] = [];
    const values: number[] = [];
    let norm = 0;
    for (const [name, weight] of list) {
      const id = features.get(name);
      if (id === undefined) continue;
      const value = weight * (rarity[id] ?? 0);
      ids.push(id);
      values.push(value);
      norm += value * value;
    }
    const scale = norm === 0 ? 0 : 1 / Math.sqrt(norm);
    return { ids, values: values.map((value) => value * scale) };
  };

  const classes = intents.length;
  const weights = new Float64Array(features.size * classes);
  const bias = new Float64Array(classes);
  const scoresOf = ({ ids, values }: { ids: number[]; values: number[] }): Float64Array => {
    const scores = Float64Array.from(bias);
    for (let at = 0; at < ids.length; at += 1) {
      const base = (ids[at] ?? 0) * classes;
      const value = values[at] ?? 0;
      for (let k = 0; k < classes; k += 1)
        scores[k] = (scores[k] ?? 0) + value * (weights[base + k] ?? 0);
    }
    return softmax(scores);
  };

  const vectors = raw.map(vector);
  const gold = examples.map(({ intent }) => intents.indexOf(intent));
  const order = shuffled(examples.length);
  for (let pass = 0; pass < passes; pass += 1) {
    const step = rate * (2 / (1 + pass * 0.15));
    for (const at of order) {
      const x = vectors[at];
      if (x === undefined) continue;
      const scores = scoresOf(x);
      for (let k = 0; k < classes; k += 1) {
        const error = (k === gold[at] ? 1 : 0) - (scores[k] ?? 0);
        if (Math.abs(error) < 1e-3) continue;
        bias[k] = (bias[k] ?? 0) + step * 0.05 * error;
        for (let f = 0; f < x.ids.length; f += 1) {
          const slot = (x.ids[f] ?? 0) * classes + k;
          const weight = weights[slot] ?? 0;
          weights[slot] = weight + step * (error * (x.values[f] ?? 0) - decay * weight);
        }
      }
    }
  }

  return {
    recognise: remember((text): Recognition => {
      const scores = scoresOf(vector(featuresOf(text, options)));
      const ranked = intents
        .map((intent, k) => ({ intent, confidence: scores[k] ?? 0 }))
        .sort((a, b) => b.confidence - a.confidence);
      const [first = { intent: "out-of-scope", confidence: 0 }, ...others] = ranked;
      return { ...first, others: others.slice(0, 4) };
    }, mostRecognised),
  };
}

/** Texts whose intent is remembered. */
const mostRecognised = 2_000;

/** Words count double, n-grams by length; the ends of a short text are marked, 「在」 is not 「在吗」. */
function featuresOf(text: string, { standardise, words }: RecogniserOptions): Map<string, number> {
  const standard = standardise(text)
    .replace(/[^\p{L}\p{N}/?]/gu, "")
    .replace(/\d+/g, "0");
  const found = new Map<string, number>();
  const add = (name: string, weight: number) =>
    found.set(name, Math.max(found.get(name) ?? 0, weight));
  const marked = `^${standard}$`;
  for (let size = 1; size <= 4; size += 1) {
    const weight = size === 1 ? 0.35 : size === 2 ? 1 : size === 3 ? 0.8 : 0.5;
    for (let at = 0; at + size <= marked.length; at += 1) add(marked.slice(at, at + size), weight);
  }
  for (const word of words(text)) add(`w:${word}`, 1.6);
  if (standard.length <= 4) add(`whole:${standard}`, 2);
  return found;
}

function softmax(scores: Float64Array): Float64Array {
  const top = Math.max(...scores);
  let sum = 0;
  for (let k = 0; k < scores.length; k += 1) {
    scores[k] = Math.exp((scores[k] ?? 0) - top);
    sum += scores[k] ?? 0;
  }
  for (let k = 0; k < scores.length; k += 1) scores[k] = (scores[k] ?? 0) / sum;
  return scores;
}

/** A fixed permutation: gradient steps in file order would see one intent at a time. */
function shuffled(length: number): number[] {
  const order = Array.from({ length }, (_, at) => at);
  let state = 12_345;
  for (let at = length - 1; at > 0; at -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}
