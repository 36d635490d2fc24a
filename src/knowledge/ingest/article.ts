/** A paragraph of an article with its place in it. */
export interface Paragraph {
  text: string;
  /** The clause it stands in: 「三、（一）1」; empty where the article has no numbers. */
  clause: string;
  /** Headings above it, outermost first. */
  headings: string[];
  /** What stands apart from the running text: a subtitle, a caption, a transmittal notice. */
  aside?: "副题" | "图注" | "印发通知" | "附件" | "抄送";
}

/** One article or document, cut out of a file and taken apart. */
export interface Article {
  form: "newspaper" | "document";
  title?: string;
  /** Document number (文号). */
  number?: string;
  publisher?: string;
  /** YYYY-MM-DD where the article itself gives the whole date. */
  date?: string;
  /** Names of its writers, for whoever edits the draft. */
  bylines: string[];
  paragraphs: Paragraph[];
}
