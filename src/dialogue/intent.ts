/** What an intent is: a folder under intents/ with a handler, examples and the words it replies with. */
import type { Answering } from "../answering/answer.ts";
import type { Question } from "../answering/question.ts";
import type { Choice, Effect, HandoffReason, Outcome, OutcomeKind } from "../core/outcome.ts";
import type { ServiceRequest } from "../core/request.ts";
import type { Session } from "../core/session.ts";
import type { Form } from "./form.ts";
import type { Recognition } from "./recogniser.ts";

/** A reply by its key in the intent's replies.yaml, its {placeholders} filled in. */
export interface ReplyOptions {
  readonly values?: Readonly<Record<string, string | number>>;
  readonly choices?: readonly Choice[];
  readonly effects?: readonly Effect[];
}

/** What changes in the session; undefined removes a field. */
export type SessionChange = { readonly [K in keyof Session]?: Session[K] | undefined };

/** What a handler decides: the outcome, and what the session is to remember. */
export interface Decision {
  readonly outcome: Outcome;
  readonly session?: SessionChange;
}

/** Everything a handler may look at. It returns a decision; it sends nothing and stores nothing. */
export interface Turn {
  /** What the contact wrote, in standard form, completed from the session where it was a follow-up. */
  readonly text: string;
  /** As written. */
  readonly raw: string;
  readonly now: Date;
  readonly recognition: Recognition;
  readonly question: Question;
  readonly session: Session;
  readonly requests: readonly ServiceRequest[];
  /** When people of the service team are there; undefined where there are none. */
  readonly staffHours?: string;
  readonly answering: Answering;
  /** The contact wishes to have something done, rather than to know something. */
  readonly wish: boolean;
  /** A grounded answer, or an honest abstention, or the first stage of the fallback. */
  answer(options?: { readonly topic?: string }): Decision;
  /** Words of replies.yaml as an outcome of the given kind. */
  reply(kind: OutcomeKind, key: string, options?: ReplyOptions): Decision;
  handoff(reason: HandoffReason, key: string, options?: ReplyOptions): Decision;
  /** Starts a form of this intent; `prefill` holds slots already said. */
  start(form: string, prefill?: Readonly<Record<string, string>>): Decision;
  /** Opens a filed request in its form again, at the confirmation. */
  edit(form: string, request: ServiceRequest): Decision;
  /** What a filed request holds, one line a field, in the words of its form. */
  details(form: string, request: ServiceRequest): string[];
  /** A text made of cited passages: calculations, continuations. The guard checks it like any other. */
  cited(kind: OutcomeKind, text: string, passages: readonly string[]): Decision;
  /** Titles, numbers and dates of the passages' documents, as a sentence. */
  sourceText(passages: readonly string[]): string;
  /** A new receipt number. */
  receipt(): string;
}

export interface IntentDefinition {
  /** What customers see it called. */
  readonly title: string;
  /** A question to try, offered where the bot did not understand; only of intents with knowledge. */
  readonly starter?: string;
  readonly forms?: readonly Form[];
  handle(turn: Turn): Decision | Promise<Decision>;
}

/** What an intent is built over: the knowledge of this release and how it answers. */
export interface Given {
  readonly answering: Answering;
}

export type IntentFactory = (given: Given) => IntentDefinition;

/** `intents/<name>/intent.ts` exports one of these by default. */
export function defineIntent(factory: IntentFactory): IntentFactory {
  return factory;
}
