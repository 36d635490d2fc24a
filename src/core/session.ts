import type { Choice, OutcomeKind } from "./outcome.ts";

/** A form under way: which one, what it holds, what it asks next. */
export interface FormState {
  readonly form: string;
  readonly slots: Readonly<Record<string, string>>;
  /** The step the next message answers: a slot, `consent` or `confirm`. */
  readonly at: string;
  /** Failed tries at this step. */
  readonly misses: number;
  /** Set when an existing request is being edited. */
  readonly receipt?: string;
}

/** What the last answered question was about, for follow-ups such as 「那涪陵呢」. */
export interface Topic {
  /** As it is searched for. */
  readonly question: string;
  /** In the customer's own words. */
  readonly asked?: string;
  readonly intent: string;
  readonly outcome: OutcomeKind;
  /** Passage ids cited. */
  readonly passages: readonly string[];
  /** Entry answered from, so that 「详细点」 can continue behind it. */
  readonly told: readonly string[];
}

/** The bot's short memory inside a conversation. Plain data: it is stored as JSON with every turn. */
export interface Session {
  /** Shape of this record, raised with every change of it; `readSession` takes no other. */
  readonly shape: 2;
  readonly form?: FormState;
  readonly topic?: Topic;
  /** The choices last offered, so that 「1」, 「第二个」 or a typed label picks one. */
  readonly choices: readonly Choice[];
  /** Turns in a row that led nowhere; drives the two-stage fallback. */
  readonly misses: number;
  /** A step that waits for yes or no outside a form, such as erasing one's data. */
  readonly pending?: string;
  /** District the contact named as their own. */
  readonly region?: string;
}

export const freshSession: Session = { shape: 2, choices: [], misses: 0 };
