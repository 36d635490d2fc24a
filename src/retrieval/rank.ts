import { impactOf } from "./coverage.ts";
import { FULL_SCORE, type QueryTerm } from "./query.ts";
import { Ranking } from "./ranking.ts";
import type { SearchIndex } from "./searchIndex.ts";

/** Documents that may be completed one by one; above this, reading on is no slower. */
const MOST_CANDIDATES = 4096;
/** Looking a term up in one document costs about as much as reading this many postings in a row. */
const LOOKUP_COST = 40;
/** With fewer postings left than this and one for each document, reading them is quickest. */
const FEW_POSTINGS = 4000;
/** What the terms to come may add, as a share of a full score, when candidates are first tried. */
const FIRST_TRY = 0;

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
): Ranking {
  const bestParent = scoreParents(index, terms);
  const ranking = rankDocuments(index, terms, new Ranking(index, limit, filter), bestParent);
  index.scratch.sums.fill(0);
  if (bestParent > 0) index.scratch.parentScores.fill(0);
  return ranking;
}

/** What a parent's sum is multiplied with: the best parent gives the profile's share of a full score. */
export function parentFactor(index: SearchIndex, best: number): number {
  return best === 0 ? 0 : (index.profile.parent * FULL_SCORE) / best;
}

/** Leaves every parent's score in the scratch room; returns the highest. */
function scoreParents(index: SearchIndex, terms: readonly QueryTerm[]): number {
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
  bestParent: number,
): Ranking {
  const { postings, size } = index;
  const { sums } = index.scratch;
  const bound = (term: QueryTerm) => term.points * (postings.peaks[term.number] as number);
  const searched = terms.filter((term) => term.points > 0).sort((a, b) => bound(b) - bound(a));
  let rest = 0;
  let unread = 0;
  for (const term of searched) {
    rest += bound(term);
    unread += term.frequency;
  }
  let tryAt = FULL_SCORE * FIRST_TRY;
  for (let i = 0; i < searched.length; i++) {
    const term = searched[i] as QueryTerm;
    if (rest < tryAt && unread > FEW_POSTINGS + size) {
      offerAll(index, ranking, bestParent);
      const needed = ranking.threshold;
      ranking.clear();
      const candidates = rest < needed ? chooseCandidates(index, needed - rest, bestParent) : undefined;
      if (candidates !== undefined)
        return complete(index, searched.slice(i), candidates, rest, needed, ranking);
      tryAt = rest / 2;
    }
    addPostings(postings, term.number, term.points, sums);
    rest -= bound(term);
    unread -= term.frequency;
  }
  offerAll(index, ranking, bestParent);
  return ranking;
}

/** Adds what a term gives to every document that has it. No branch: that is why it is quick. */
function addPostings(
  { starts, entries }: SearchIndex["postings"],
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
function offerAll(index: SearchIndex, ranking: Ranking, bestParent: number): void {
  const { parentOf, scratch, size } = index;
  const { sums, parentScores } = scratch;
  // Below this not even the best parent would help; it rules nearly all out with one comparison.
  let floor = 1;
  for (let document = 0; document < size; document++) {
    const sum = sums[document] as number;
    if (sum < floor) continue;
    const score = sum + (parentScores[parentOf[document] as number] as number);
    if (score < ranking.threshold) continue;
    ranking.offer(document, score);
    floor = Math.max(1, ranking.threshold - bestParent);
  }
}

/** The documents whose score so far is at least `needed`; undefined when there are too many. */
function chooseCandidates(
  index: SearchIndex,
  needed: number,
  bestParent: number,
): Int32Array | undefined {
  const { parentOf, scratch, size } = index;
  const { sums, parentScores } = scratch;
  const found = new Int32Array(MOST_CANDIDATES);
  const floor = needed - bestParent;
  let count = 0;
  for (let document = 0; document < size; document++) {
    const sum = sums[document] as number;
    if (sum < floor) continue;
    if (sum + (parentScores[parentOf[document] as number] as number) < needed) continue;
    if (count === MOST_CANDIDATES) return undefined;
    found[count++] = document;
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
): Ranking {
  const { postings, parentOf, scratch } = index;
  const { sums, parentScores } = scratch;
  let count = candidates.length;
  let rest = bounds;
  for (const { number, points, frequency } of terms) {
    if (frequency < count * LOOKUP_COST) addPostings(postings, number, points, sums);
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
      const score = (sums[document] as number) + (parentScores[parentOf[document] as number] as number);
      if (score + rest >= needed) candidates[kept++] = document;
    }
    count = kept;
  }
  for (let c = 0; c < count; c++) {
    const document = candidates[c] as number;
    const sum = sums[document] as number;
    if (sum > 0) ranking.offer(document, sum + (parentScores[parentOf[document] as number] as number));
  }
  return ranking;
}
