/**
 * Where a statement stands, as shown to a customer: document, clause, date.
 * A citation is always copied from the entry it came from; nothing composes one.
 */
export interface Citation {
  /** Title of the document, with its number where it has one. */
  readonly document: string;
  /** Clause or paragraph label inside the document. */
  readonly section: string;
  /** Publication date, `YYYY-MM-DD`. */
  readonly date: string;
  /** Id of the passage, `digest/passage`. */
  readonly passage: string;
}
