/** Who did it, and from where. */
export interface Actor {
  /** Of the account; `terminal` for the command line, `nobody` for who was not let in. */
  readonly actor: string;
  /** Hash of the session, where there is one. */
  readonly session?: string;
  readonly address: string;
}

/** One act of staff. Holds no text of a person: what changed is named, not quoted. */
export interface AuditEntry extends Actor {
  /** Dotted words such as `account.deactivate`. */
  readonly action: string;
  /** What was acted on: an id or a receipt. */
  readonly object?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

export interface AuditRow extends AuditEntry {
  readonly seq: number;
  readonly at: Date;
  /** SHA-256 over the row and the hash before it. */
  readonly hash: string;
}

/** Whether the log is what was written, row by row up to its head. */
export type AuditState =
  | { readonly whole: true; readonly rows: number; readonly head: string }
  | { readonly whole: false; readonly broken: number; readonly why: string };
