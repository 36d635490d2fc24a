/**
 * How a turn makes its decisions: outcomes with their citations, grounded answers and abstentions,
 * the two-stage fallback, and the {@link Turn} that a handler is given.
 */
import type { Question } from "../answering/question.ts";
import type { Choice, Effect, HandoffReason, Outcome, OutcomeKind } from "../core/outcome.ts";
import type { Session } from "../core/session.ts";
import { newReceipt } from "../requests/receipt.ts";
import type { Catalogue, Intent } from "./catalogue.ts";
import { continueForm, type FormStep, fieldLines, startForm } from "./form.ts";
import type { Decision, ReplyOptions, Turn } from "./intent.ts";
import type { Recognition } from "./recogniser.ts";
import { fillReply } from "./replies.ts";
import type { DialogueParts, TurnInput } from "./turn.ts";
import { isWish } from "./wish.ts";

export const person: Choice = { label: "转人工", text: "转人工" };

export interface Heard {
  readonly intent: Intent;
  /** What is answered: the message, or the question it completes. */
  readonly whole: string;
  /** What the contact wrote, in standard form. */
  readonly said: string;
  readonly question: Question;
  readonly recognition: Recognition;
}

export interface Replier {
  outcome(kind: OutcomeKind, text: string, more?: OutcomeMore): Outcome;
  words(key: string, values?: Readonly<Record<string, string>>): string;
  step(step: FormStep): Decision;
  /** Nothing was understood: choices first, `near` ones if there are any, then a person. */
  fallback(near: readonly Choice[]): Decision;
  turn(heard: Heard): Turn;
  sourceText(passages: readonly string[]): string;
}

export interface OutcomeMore {
  readonly passages?: readonly string[];
  readonly choices?: readonly Choice[];
  readonly effects?: readonly Effect[];
  readonly slot?: string;
  readonly reason?: HandoffReason;
}

export function createReplier(parts: DialogueParts, input: TurnInput, session: Session): Replier {
  const { answering, catalogue } = parts;
  const { now, requests } = input;
  /** Kept for staff: what is searched for is no longer what was written. */
  const asked = { asked: input.message.text.trim().slice(0, longestAsked) };

  const outcome: Replier["outcome"] = (kind, text, more = {}) => ({
    kind,
    text,
    citations: answering.citations(more.passages ?? []),
    choices: more.choices ?? [],
    effects: more.effects ?? [],
    ...(more.slot === undefined ? {} : { slot: more.slot }),
    ...(more.reason === undefined ? {} : { reason: more.reason }),
  });

  const words: Replier["words"] = (key, values) => fillReply("", parts.words, key, values);

  const step = ({ text, state, slot, passages, choices, effects }: FormStep): Decision => {
    const district = state?.slots["district"];
    return {
      outcome: outcome(slot === undefined ? "say" : "ask", text, {
        passages,
        choices,
        effects,
        ...(slot === undefined ? {} : { slot }),
      }),
      session: { misses: 0, form: state, ...(district === undefined ? {} : { region: district }) },
    };
  };

  const sourceText = (passages: readonly string[]): string => {
    const named = answering
      .citations(passages)
      .map(({ document, section, date }) => `${document}，${section}，${date}`);
    return words("source", { sources: [...new Set(named)].join("；") });
  };

  /** An answer from the evidence, an abstention, or a clarification where nothing is near. */
  const grounded = (question: Question, topic: string): Decision => {
    const answer = answering.answer(question, { now, topic });
    const about = { ...asked, question: question.text, intent: topic, passages: [], told: [] };
    if (answer.kind === "answer") {
      const { passages, told } = answer;
      return {
        outcome: outcome("answer", answer.text, { passages }),
        session: { misses: 0, topic: { ...about, outcome: "answer", passages, told } },
      };
    }
    if (answer.kind === "region") {
      const choices = answer.regions.map((name) => ({
        label: name,
        text: `${name}${question.text}`,
      }));
      return {
        outcome: outcome("clarify", words("which-region"), { choices }),
        session: { misses: 0, topic: { ...about, outcome: "clarify" } },
      };
    }
    const near = answer.near.map((title) => ({ label: title, text: title }));
    const { terms, asks, attributes } = question;
    const specific = attributes.length > 0 || (terms.length > 0 && asks.length > 0);
    if (answer.kind === "nothing" && !specific) return fallback(near);
    const named = attributes.map(({ name }) => name).join("、");
    const missing =
      answer.kind === "abstain" ? answer.missing : named || words("missing-generally");
    const silent = answer.kind === "abstain" ? answer.text : undefined;
    const said = silent ?? words("abstain", { missing });
    // Whether money is to be had is worth a person's time: where there are any, they are asked.
    const money = asks.some(({ kind }) => kind === "amount");
    const then = words(near.length > 0 ? "abstain-near" : "abstain-person");
    const text = money && input.staffHours !== undefined ? said : `${said}\n${then}`;
    return {
      outcome: outcome("abstain", text, {
        passages: answer.kind === "abstain" ? answer.passages : [],
        choices: [...near, person],
        effects: [{ kind: "record-gap", question: question.text, missing }],
        ...(money ? { reason: "money-abstained" } : {}),
      }),
      session: { misses: session.misses + 1, topic: { ...about, outcome: "abstain" } },
    };
  };

  const fallback: Replier["fallback"] = (offered) => {
    const again = session.misses >= 1;
    const near = offered.filter(({ text }) => text !== person.text);
    const first = near.length > 0 ? near : starters(catalogue);
    const choices = again ? [person, ...near.slice(0, 2)] : [...first, person];
    return {
      outcome: outcome("clarify", words(again ? "clarify-again" : "clarify"), { choices }),
      session: { misses: session.misses + 1 },
    };
  };

  const turn = ({ intent, whole, said, question, recognition }: Heard): Turn => {
    const reply = (kind: OutcomeKind, key: string, options: ReplyOptions = {}): Decision => {
      const text = fillReply(intent.name, { ...parts.words, ...intent.words }, key, options.values);
      return { outcome: outcome(kind, text, options) };
    };
    const formNamed = (name: string) => {
      const found = catalogue.forms.get(name);
      if (found === undefined) throw new Error(`intent ${intent.name}: there is no form ${name}`);
      return found.form;
    };
    return {
      text: answering.reader.standardise(whole),
      raw: said,
      now,
      recognition,
      question,
      session,
      requests,
      ...(input.staffHours === undefined ? {} : { staffHours: input.staffHours }),
      answering,
      wish: isWish(answering.reader.standardise(said)),
      answer: (options = {}) => grounded(question, options.topic ?? intent.name),
      reply,
      handoff(reason, key, options) {
        const decision = reply("handoff", key, options);
        return { ...decision, outcome: { ...decision.outcome, reason } };
      },
      start: (name, prefill) => step(startForm(formNamed(name), prefill)),
      edit(name, request) {
        const state = {
          form: name,
          slots: request.slots,
          at: "confirm",
          misses: 0,
          receipt: request.receipt,
        };
        const context = { now, requests, receipt: () => newReceipt(now) };
        return step(continueForm(formNamed(name), state, "修改", "修改", context));
      },
      details: (name, request) => fieldLines(formNamed(name), request.slots),
      cited(kind, text, passages) {
        const topic = {
          ...asked,
          question: question.text,
          intent: intent.name,
          outcome: kind,
          passages,
          told: [],
        };
        return { outcome: outcome(kind, text, { passages }), session: { misses: 0, topic } };
      },
      sourceText,
      receipt: () => newReceipt(now),
    };
  };

  return { outcome, words, step, fallback, turn, sourceText };
}

const longestAsked = 200;

/** Questions to try, offered where nothing was understood. */
export function starters({ intents }: Catalogue): Choice[] {
  return [...intents.values()]
    .flatMap(({ starter }) => (starter === undefined ? [] : [{ label: starter, text: starter }]))
    .slice(0, 4);
}
