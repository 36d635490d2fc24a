import type { Postings } from "./postings.ts";
import type { Profile } from "./profile.ts";
import type { TermTable } from "./termTable.ts";

/** What `assemble` is given and a snapshot holds. */
export interface IndexParts {
  readonly profile: Profile;
  /** Ids by ordinal: the place of the document in what `buildIndex` was given. */
  readonly ids: readonly string[];
  /**
   * Inside, documents are sorted by parent, so that a parent's passages stand together.
   * Ordinal of each inner number; the rest of the index knows inner numbers only.
   */
  readonly ordinals: Int32Array;
  readonly terms: TermTable;
  readonly postings: Postings;
  /** Parent of each document, and the first document of each parent (one more: the end). */
  readonly parentOf: Int32Array;
  readonly parentStarts: Int32Array;
  /** Postings of whole parents; empty where no two documents have the same parent. */
  readonly parentPostings: Postings;
}

/** An index; its content never changes after it was built or loaded. */
export interface SearchIndex extends IndexParts {
  readonly size: number;
  readonly parents: number;
  readonly hasParents: boolean;
  /** Room for one search at a time (a search never awaits); all zero between searches. */
  readonly scratch: Scratch;
}

export interface Scratch {
  readonly sums: Int32Array;
  readonly parentScores: Int32Array;
}

/** Puts the parts together with the room a search needs. */
export function assemble(parts: IndexParts): SearchIndex {
  const size = parts.ids.length;
  const parents = parts.parentStarts.length - 1;
  return {
    ...parts,
    size,
    parents,
    hasParents: parts.parentPostings.entries.length > 0,
    scratch: {
      sums: new Int32Array(size),
      parentScores: new Int32Array(parents),
    },
  };
}
