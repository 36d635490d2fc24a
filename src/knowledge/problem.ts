/** Something wrong in an entry, told so that its author finds it at once. */
export interface Problem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Path inside the entry, such as `passages[2].period`; empty for the file as a whole. */
  readonly field: string;
  readonly message: string;
  /** The program runs all the same: an entry without its source is left out, a region is in no scope. */
  readonly bearable?: true;
}

export function problemText({ file, line, field, message }: Problem): string {
  return `${file}:${line}${field === "" ? "" : ` ${field}`}: ${message}`;
}
