/** A passage in full, as an opened citation shows it to customers and to staff. */
export interface OpenedPassage {
  readonly title: string;
  /** Document number (文号). */
  readonly number?: string;
  readonly publisher: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly section: string;
  readonly text: string;
}
