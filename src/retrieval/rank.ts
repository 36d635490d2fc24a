import { impactOf } from "./coverage.ts";
import { FULL_SCORE, type QueryTerm } from "./query.ts";
import type { Ranking } from "./ranking.ts";
import type { SearchIndex } from "./searchIndex.ts";

/**
 * Fills the ranking with the documents that score best: exactly those, with exactly the scores,
 * that scoring every document would give, by reading far fewer postings.
 *
 * Terms come in the order of what they can add at most. As soon as all that is still to come
 * cannot lift a document that was not met into the ranking, only the documents met so far that
 * still have a chance are completed. All sums are integers, so the order of adding changes nothing.
 */
export function rank(index: SearchIndex, terms: readonly QueryTerm[], ranking: Ranking): void {
  const parentShare = sumParents(index, terms);
  const { sums, touched } = index.scratch;
  const { postings } = index;
  const entries = postings.entries;
  const searched = terms.filter((term) => term.points > 0).sort(byBound(index));
  const left = new Int32Array(searched.length + 1);
  const postingsLeft = new Int32Array(searched.length + 1);
  for (let i = searched.length - 1; i >= 0; i--) {
    const term = searched[i] as QueryTerm;
    left[i] = (left[i + 1] as number) + boundOf(index, term);
    postingsLeft[i] = (postingsLeft[i + 1] as number) + term.frequency;
  }
  let met = 0;
  let next = 0;
  let tried = 0;
  for (; next < searched.length; next++) {
    // Trying costs a look at every document met: only where much reading can be saved.
    if (
      met >= ranking.limit &&
      (postingsLeft[next] as number) > 2 * met &&
      (left[next] as number) < FULL_SCORE / 2 &&
      next > tried
    ) {
      tried = next;
      if (finishCandidates(index, searched, next, left, met, parentShare, ranking)) {
        clear(index, met, searched, next);
        return;
      }
    }
    const { number, points } = searched[next] as QueryTerm;
    const end = postings.starts[number + 1] as number;
    for (let i = postings.starts[number] as number; i < end; i++) {
      const entry = entries[i] as number;
      const document = entry >>> 8;
      const before = sums[document] as number;
      if (before === 0) touched[met++] = document;
      sums[document] = before + (entry & 255) * points;
    }
  }
  const { parentOf } = index;
  const { parentSums } = index.scratch;
  for (let i = 0; i < met; i++) {
    const document = touched[i] as number;
    const sum = sums[document] as number;
    sums[document] = 0;
    const score = sum + Math.floor((parentSums[parentOf[document] as number] as number) * parentShare);
    if (score >= ranking.threshold) ranking.offer(document, score);
  }
  if (parentShare > 0) parentSums.fill(0);
}
