import type { QueryTerm } from "../../src/retrieval/query.ts";
import { parentFactor } from "../../src/retrieval/rank.ts";
import type { Ranking } from "../../src/retrieval/ranking.ts";
import type { SearchIndex } from "../../src/retrieval/searchIndex.ts";

/**
 * Scores every document that has a searched term. The measure of what a score is: `rank` must
 * find the same, faster.
 */
export function rankExhaustively(
  index: SearchIndex,
  terms: readonly QueryTerm[],
  ranking: Ranking,
): void {
  const { postings, parentPostings } = index;
  const sums = new Int32Array(index.size);
  const parentSums = new Int32Array(index.parents);
  let best = 0;
  for (const { number, points, parentPoints } of terms) {
    if (points > 0)
      for (
        let i = postings.starts[number] as number;
        i < (postings.starts[number + 1] as number);
        i++
      ) {
        const entry = postings.entries[i] as number;
        sums[entry >>> 8] = (sums[entry >>> 8] as number) + (entry & 255) * points;
      }
    if (parentPoints > 0)
      for (
        let i = parentPostings.starts[number] as number;
        i < (parentPostings.starts[number + 1] as number);
        i++
      ) {
        const entry = parentPostings.entries[i] as number;
        const sum = (parentSums[entry >>> 8] as number) + (entry & 255) * parentPoints;
        parentSums[entry >>> 8] = sum;
        if (sum > best) best = sum;
      }
  }
  const share = parentFactor(index, best);
  for (let inner = 0; inner < index.size; inner++) {
    const sum = sums[inner] as number;
    if (sum > 0)
      ranking.offer(
        inner,
        sum + Math.floor((parentSums[index.parentOf[inner] as number] as number) * share),
      );
  }
}
