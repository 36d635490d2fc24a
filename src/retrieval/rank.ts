import { impactOf } from "./coverage.ts";
import type { Postings } from "./postings.ts";
import { FULL_SCORE, type QueryTerm } from "./query.ts";
import { Ranking } from "./ranking.ts";
import type { SearchIndex } from "./searchIndex.ts";

/** Looking a term up in one document costs about as much as reading this many postings in a row. */
const LOOKUP_COST = 40;
/** With fewer postings left than this and two for each document, reading them is quickest. */
const FEW_POSTINGS = 4000;
/** What the terms to come may add, as a share of a full score, when candidates are first tried. */
const FIRST_TRY = 0.3;

/** When pruning is tried; the result is the same whatever these are. */
export interface Pruning {
  /** Postings that must be unread. */
  readonly worthwhile: number;
  /** What the terms to come may add at most, as a share of a full score. */
  readonly firstTry: number;
  /** In postings, see LOOKUP_COST. */
  readonly lookupCost: number;
  /** Told how many documents were left, when pruning was done. */
  readonly trace?: { candidates: number };
}

/**
 * The documents that score best: exactly those, with exactly the scores, that scoring every
 * document gives, by reading far fewer postings (the MaxScore idea).
 *
 * Terms come in the order of what they can add at most. As soon as all that is still to come
 * cannot lift most documents into the ranking, only those that still have a chance are completed.
 * Sums are integers, so the order of adding changes nothing. A document is a hit only with a term
 * of its own; its parent's score comes on top.
 */
export function rank(
  index: SearchIndex,
  terms: readonly QueryTerm[],
  limit: number,
  filter: ((ordinal: number) => boolean) | undefined,
  pruning: Pruning = {
    worthwhile: FEW_POSTINGS + 2 * index.size,
    firstTry: FIRST_TRY,
    lookupCost: LOOKUP_COST,
  },
): Ranking {
  const bestParent = scoreParents(index, terms);
  const ranking = rankDocuments(index, terms, new Ranking(index, limit, filter), pruning);
  index.scratch.sums.fill(0);
  if (bestParent > 0) index.scratch.parentScores.fill(0);
  return ranking;
}

/** What a parent's sum is multiplied with: the best parent gives the profile's share of a full score. */
export function parentFactor(index: SearchIndex, best: number): number {
  return best === 0 ? 0 : (index.profile.parent * FULL_SCORE) / best;
}

/** Leaves every parent's score in the scratch room; returns the highest. */
export function scoreParents(index: SearchIndex, terms: readonly QueryTerm[]): number {
  if (!index.hasParents) return 0;
  const { parentScores } = index.scratch;
  for (const term of terms)
    if (term.parentPoints > 0)
      addPostings(index.parentPostings, term.number, term.parentPoints, parentScores);
  let best = 0;
  for (let i = 0; i < parentScores.length; i++) {
    const sum = parentScores[i] as number;
    if (sum > best) best = sum;
  }
  if (best === 0) return 0;
  const factor = parentFactor(index, best);
  for (let i = 0; i < parentScores.length; i++)
    parentScores[i] = Math.floor((parentScores[i] as number) * factor);
  return Math.floor(best * factor);
}

function rankDocuments(
  index: SearchIndex,
  terms: readonly QueryTerm[],
  ranking: Ranking,
  { worthwhile, firstTry, lookupCost, trace }: Pruning,
): Ranking {
  const { postings } = index;
  const { sums } = index.scratch;
  let rest = 0;
  let unread = 0;
  for (const term of terms) {
    if (term.points === 0) continue;
    rest += boundOf(postings, term);
    unread += term.frequency;
  }
  // Sorting a short query's terms takes longer than reading all their postings.
  const ordered =
    unread > worthwhile
      ? [...terms].sort((a, b) => boundOf(postings, b) - boundOf(postings, a))
      : terms;
  let tryAt = FULL_SCORE * firstTry;
  for (let i = 0; i < ordered.length; i++) {
    const term = ordered[i] as QueryTerm;
    if (term.points === 0) continue;
    if (rest < tryAt && unread > worthwhile) {
      offerAll(index, ranking);
      const needed = ranking.threshold;
      ranking.clear();
      const most = Math.min(index.size, Math.floor(unread / lookupCost / (ordered.length - i)));
      const candidates = rest < needed ? chooseCandidates(index, needed - rest, most) : undefined;
      if (candidates !== undefined) {
        if (trace !== undefined) trace.candidates = candidates.length;
        return complete(index, ordered.slice(i), candidates, rest, needed, ranking, lookupCost);
      }
      tryAt = rest / 2;
    }
    addPostings(postings, term.number, term.points, sums);
    rest -= boundOf(postings, term);
    unread -= term.frequency;
  }
  offerAll(index, ranking);
  return ranking;
}

/** The most that a term can add to one document. */
function boundOf(postings: Postings, { number, points }: QueryTerm): number {
  return points === 0 ? 0 : points * (postings.peaks[number] as number);
}

/** Adds what a term gives to every document that has it. No branch: that is why it is quick. */
function addPostings(
  { starts, entries }: Postings,
  number: number,
  points: number,
  sums: Int32Array,
): void {
  const end = starts[number + 1] as number;
  for (let i = starts[number] as number; i < end; i++) {
    const entry = entries[i] as number;
    const document = entry >>> 8;
    sums[document] = (sums[document] as number) + (entry & 255) * points;
  }
}

/** Offers every document by what it has so far. */
function offerAll(index: SearchIndex, ranking: Ranking): void {
  const { parentStarts, parents, scratch } = index;
  const { sums, parentScores } = scratch;
  let threshold = ranking.threshold;
  if (!index.hasParents) {
    for (let document = 0; document < index.size; document++) {
      const sum = sums[document] as number;
      if (sum === 0 || sum < threshold) continue;
      ranking.offer(document, sum);
      threshold = ranking.threshold;
    }
    return;
  }
  for (let parent = 0; parent < parents; parent++) {
    const parentScore = parentScores[parent] as number;
    // One comparison rules nearly every document out.
    let floor = Math.max(1, threshold - parentScore);
    const end = parentStarts[parent + 1] as number;
    for (let document = parentStarts[parent] as number; document < end; document++) {
      const sum = sums[document] as number;
      if (sum < floor) continue;
      ranking.offer(document, sum + parentScore);
      threshold = ranking.threshold;
      floor = Math.max(1, threshold - parentScore);
    }
  }
}

/** The documents whose score so far is at least `needed`; undefined when there are too many. */
function chooseCandidates(
  index: SearchIndex,
  needed: number,
  most: number,
): Int32Array | undefined {
  const { parentStarts, parents, scratch } = index;
  const { sums, parentScores } = scratch;
  const found = new Int32Array(most);
  let count = 0;
  for (let parent = 0; parent < parents; parent++) {
    const floor = needed - (parentScores[parent] as number);
    const end = parentStarts[parent + 1] as number;
    for (let document = parentStarts[parent] as number; document < end; document++) {
      if ((sums[document] as number) < floor) continue;
      if (count === most) return undefined;
      found[count++] = document;
    }
  }
  return found.subarray(0, count);
}

/** Adds the terms still to come to the candidates only, and ranks those. */
function complete(
  index: SearchIndex,
  terms: readonly QueryTerm[],
  candidates: Int32Array,
  bounds: number,
  needed: number,
  ranking: Ranking,
  lookupCost: number,
): Ranking {
  const { postings, parentOf, scratch } = index;
  const { sums, parentScores } = scratch;
  let count = candidates.length;
  let rest = bounds;
  for (const { number, points, frequency } of terms) {
    if (points === 0) continue;
    if (frequency < count * lookupCost) addPostings(postings, number, points, sums);
    else {
      for (let c = 0; c < count; c++) {
        const document = candidates[c] as number;
        const impact = impactOf(postings, number, document);
        sums[document] = (sums[document] as number) + impact * points;
      }
    }
    rest -= points * (postings.peaks[number] as number);
    let kept = 0;
    for (let c = 0; c < count; c++) {
      const document = candidates[c] as number;
      const score =
        (sums[document] as number) + (parentScores[parentOf[document] as number] as number);
      if (score + rest >= needed) candidates[kept++] = document;
    }
    count = kept;
  }
  for (let c = 0; c < count; c++) {
    const document = candidates[c] as number;
    const sum = sums[document] as number;
    if (sum > 0)
      ranking.offer(document, sum + (parentScores[parentOf[document] as number] as number));
  }
  return ranking;
}
