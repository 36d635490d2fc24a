/**
 * One turn: a message and the session in, an outcome and the next session out. The steps stand in
 * the order they are taken; each either decides or leaves the message to the next.
 */
import type { Answering } from "../answering/answer.ts";
import { unsupportedFigures } from "../answering/guard.ts";
import type { Polish } from "../answering/polish.ts";
import { clean } from "../answering/standard.ts";
import { figuresIn, sameFigure } from "../core/figures.ts";
import type { Message } from "../core/message.ts";
import type { Choice, Effect, HandoffReason, Outcome, OutcomeKind } from "../core/outcome.ts";
import type { ServiceRequest } from "../core/request.ts";
import { freshSession, type Session } from "../core/session.ts";
import { newReceipt } from "../requests/receipt.ts";
import type { Catalogue, Intent } from "./catalogue.ts";
import { complete } from "./followup.ts";
import { continueForm, type FormStep, isNo, isYes, remind, startForm } from "./form.ts";
import type { Decision, ReplyOptions, Turn } from "./intent.ts";
import { pick } from "./pick.ts";
import type { Recogniser, Recognition } from "./recogniser.ts";
import { fillReply, type Replies } from "./replies.ts";
import { isWish } from "./wish.ts";

export interface TurnInput {
  readonly message: Message;
  readonly session: Session;
  readonly requests: readonly ServiceRequest[];
  readonly now: Date;
}

export interface TurnOutput {
  readonly outcome: Outcome;
  readonly session: Session;
  readonly intent: string;
  readonly confidence: number;
  /** Figures the guard stopped; the reply was replaced by an abstention. */
  readonly blocked: number;
}

export interface DialogueParts {
  readonly answering: Answering;
  readonly catalogue: Catalogue;
  readonly recogniser: Recogniser;
  /** Words of the dialogue itself, not of one intent. */
  readonly words: Replies;
  readonly polish?: Polish;
}

/** Sure enough to leave a form for. */
const sureDigression = 0.55;
/** Below this the recogniser's word counts for little beside what the evidence says. */
const unsure = 0.3;

/** Intents that act on the whole conversation want more certainty than an answer does. */
const weighty = new Set(["talk-to-staff", "complaint", "feedback-wrong", "privacy"]);
const sureWeighty = 0.45;

const person: Choice = { label: "转人工", text: "转人工" };

export async function takeTurn(parts: DialogueParts, input: TurnInput): Promise<TurnOutput> {
  const { answering, catalogue, recogniser, words, polish } = parts;
  const { reader } = answering;
  const { now, requests } = input;
  const session = input.session.shape === freshSession.shape ? input.session : freshSession;
  const raw = clean(input.message.text);

  if (!/[\p{L}\p{N}]/u.test(raw)) {
    const kind: OutcomeKind = /[?？]/.test(raw) ? "clarify" : "say";
    return finish(
      say(kind, fillReply("", words, "no-text"), { choices: starters(catalogue) }),
      "help",
      1,
    );
  }

  const text = pick(raw, session.choices);
  const first = reader.read(text, now);
  const recognition = recogniser.recognise(text);

  const inForm = session.form === undefined ? undefined : catalogue.forms.get(session.form.form);
  if (session.form !== undefined && inForm !== undefined) {
    const step = continueForm(inForm.form, session.form, text, {
      now,
      requests,
      receipt: () => newReceipt(now),
    });
    if (!leavesForm(step, text, recognition)) return finish(stepDecision(step), inForm.intent, 1);
    const aside = await decide(text, text, first, recognition);
    // A handoff or an erasure is no aside: the form waits, or is gone with the data.
    if (aside.decision.session !== undefined && "form" in aside.decision.session)
      return finish(aside.decision, aside.intent, aside.confidence);
    const again = remind(inForm.form, session.form);
    const { outcome } = aside.decision;
    return finish(
      {
        outcome: {
          ...outcome,
          text: `${outcome.text}\n\n${fillReply("", words, "back-to-form", { form: inForm.form.title })}\n${again.text}`,
          choices: again.choices,
        },
        session: { ...aside.decision.session, form: session.form },
      },
      aside.intent,
      aside.confidence,
    );
  }

  if (session.pending !== undefined) {
    const [name = ""] = session.pending.split(":");
    const intent = catalogue.intents.get(name);
    if (intent !== undefined && (isYes(text) || isNo(text) || /^(?:确认|确定)/.test(text))) {
      const decision = await intent.handle(turnFor(intent, text, text, first, recognition));
      return finish(decision, intent.name, 1);
    }
  }

  const completed = complete(text, first, session.topic, reader, now);
  const { decision, intent, confidence } = await decide(
    completed.text,
    text,
    completed.question,
    recognition,
  );
  return finish(decision, intent, confidence);

  /** Recogniser and evidence together choose the intent; its handler decides. */
  async function decide(
    whole: string,
    said: string,
    question: typeof first,
    seen: Recognition,
  ): Promise<{ decision: Decision; intent: string; confidence: number }> {
    const followed = whole !== said && session.topic !== undefined;
    let chosen = seen;
    if (followed && !(social(seen) && seen.confidence >= 0.5)) {
      const joint = recogniser.recognise(whole);
      const known = session.topic?.intent ?? joint.intent;
      chosen =
        joint.confidence >= 0.6
          ? joint
          : { ...joint, intent: known, confidence: Math.max(joint.confidence, 0.5) };
    }
    if (weighty.has(chosen.intent) && chosen.confidence < sureWeighty) {
      const other = chosen.others.find(({ intent: name }) => !weighty.has(name));
      if (other !== undefined) chosen = { ...chosen, ...other };
    }
    if (chosen.confidence < unsure || chosen.intent === "out-of-scope") {
      const shown = fromEvidence(question);
      if (
        shown !== undefined &&
        (chosen.intent !== "out-of-scope" || (shown.cover >= 0.75 && question.asks.length > 0))
      ) {
        chosen = { ...chosen, intent: shown.intent, confidence: Math.max(chosen.confidence, 0.5) };
      }
    }
    // 「这话是谁说的」「出处是哪」 ask after the last answer, not after a new topic.
    const last = session.topic;
    if (
      last !== undefined &&
      last.passages.length > 0 &&
      said.length <= 14 &&
      question.terms.length <= 4
    ) {
      if (/谁(?:说|讲|介绍|透露|公布|表示)|哪个(?:领导|人|官员)?说/.test(said)) {
        const speaker = answering.speaker(last.passages, reader.read(last.question, now));
        if (speaker !== undefined)
          return {
            decision: {
              outcome: outcomeOf("answer", speaker.text, { passages: speaker.passages }),
            },
            intent: last.intent,
            confidence: 0.9,
          };
      }
      if (/出处|来源|依据|哪来的|从哪|哪里写|哪个文件|什么文件|真的假的/.test(said)) {
        return {
          decision: {
            outcome: outcomeOf("answer", sourceText(last.passages), { passages: last.passages }),
          },
          intent: last.intent,
          confidence: 0.9,
        };
      }
    }
    const intent = catalogue.intents.get(chosen.intent) ?? catalogue.intents.get("out-of-scope");
    if (intent === undefined) throw new Error("the catalogue has no out-of-scope intent");
    const decision = await intent.handle(turnFor(intent, whole, said, question, chosen));
    return { decision, intent: intent.name, confidence: chosen.confidence };
  }

  /** What the best evidence is filed under, where the recogniser is unsure. */
  function fromEvidence(question: typeof first): { intent: string; cover: number } | undefined {
    const best = answering.weighed(question, { now }).find(({ scope }) => scope !== "out");
    if (best === undefined || best.cover < 0.6) return undefined;
    const topic = best.evidence.topics.find((name) => catalogue.intents.has(name));
    return { intent: topic ?? "policy-facts", cover: best.cover };
  }

  function turnFor(
    intent: Intent,
    whole: string,
    said: string,
    question: typeof first,
    seen: Recognition,
  ): Turn {
    const reply = (kind: OutcomeKind, key: string, options: ReplyOptions = {}): Decision =>
      say(
        kind,
        fillReply(intent.name, { ...words, ...intent.words }, key, options.values),
        options,
      );
    return {
      text: reader.standardise(whole),
      raw: said,
      now,
      recognition: seen,
      question,
      session,
      requests,
      answering,
      wish: isWish(reader.standardise(said)),
      answer: (options = {}) => grounded(question, options.topic ?? intent.name),
      reply,
      handoff: (reason: HandoffReason, key, options) => {
        const decision = reply("handoff", key, options);
        return { ...decision, outcome: { ...decision.outcome, reason } };
      },
      start: (name, prefill) => {
        const found = catalogue.forms.get(name);
        if (found === undefined)
          throw new Error(`intent ${intent.name} starts the form ${name}, which no intent has`);
        return stepDecision(startForm(found.form, prefill));
      },
      edit: (name, request) => {
        const found = catalogue.forms.get(name);
        if (found === undefined)
          throw new Error(`intent ${intent.name} edits the form ${name}, which no intent has`);
        const state = {
          form: name,
          slots: request.slots,
          at: "confirm",
          misses: 0,
          receipt: request.receipt,
        };
        return stepDecision(
          continueForm(found.form, state, "修改", {
            now,
            requests,
            receipt: () => newReceipt(now),
          }),
        );
      },
      cited: (kind, said, passages) => ({
        outcome: outcomeOf(kind, said, { passages }),
        session: {
          misses: 0,
          topic: {
            question: question.text,
            intent: intent.name,
            outcome: kind,
            passages,
            told: [],
          },
        },
      }),
      sourceText,
      receipt: () => newReceipt(now),
    };
  }

  function sourceText(passages: readonly string[]): string {
    const named = answering
      .citations(passages)
      .map(({ document, section, date }) => `${document}，${section}，${date}`);
    return fillReply("", words, "source", { sources: [...new Set(named)].join("；") });
  }

  /** An answer from the evidence, an abstention, or a clarification where nothing is near. */
  function grounded(question: typeof first, topic: string): Decision {
    const answer = answering.answer(question, { now, topic });
    if (answer.kind === "answer") {
      return {
        outcome: outcomeOf("answer", answer.text, { passages: answer.passages }),
        session: {
          misses: 0,
          topic: {
            question: question.text,
            intent: topic,
            outcome: "answer",
            passages: answer.passages,
            told: answer.told,
          },
        },
      };
    }
    const near = answer.near.map((title) => ({ label: title, text: title }));
    const specific =
      (question.asks.length > 0 || question.attributes.length > 0) && question.terms.length > 0;
    if (answer.kind === "abstain" || specific) {
      const missing =
        answer.kind === "abstain" ? answer.missing : fillReply("", words, "missing-generally");
      const told = answer.kind === "abstain" ? answer.text : undefined;
      const lines = [
        told ?? fillReply("", words, "abstain", { missing }),
        near.length > 0
          ? fillReply("", words, "abstain-near")
          : fillReply("", words, "abstain-person"),
      ];
      return {
        outcome: outcomeOf("abstain", lines.join("\n"), {
          passages: answer.kind === "abstain" ? answer.passages : [],
          choices: [...near, person],
          effects: [{ kind: "record-gap", question: question.text, missing }],
        }),
        session: {
          misses: session.misses + 1,
          topic: {
            question: question.text,
            intent: topic,
            outcome: "abstain",
            passages: [],
            told: [],
          },
        },
      };
    }
    return fallback(near);
  }

  /** Two stages: first choices, then a person. */
  function fallback(near: readonly Choice[]): Decision {
    if (session.misses >= 1) {
      return {
        outcome: outcomeOf("clarify", fillReply("", words, "clarify-again"), {
          choices: [person, ...near.slice(0, 2)],
        }),
        session: { misses: session.misses + 1 },
      };
    }
    const choices = near.length > 0 ? [...near, person] : [...starters(catalogue), person];
    return {
      outcome: outcomeOf("clarify", fillReply("", words, "clarify"), { choices }),
      session: { misses: session.misses + 1 },
    };
  }

  function outcomeOf(
    kind: OutcomeKind,
    said: string,
    more: {
      passages?: readonly string[];
      choices?: readonly Choice[];
      effects?: readonly Effect[];
      slot?: string;
    } = {},
  ): Outcome {
    return {
      kind,
      text: said,
      citations: answering.citations(more.passages ?? []),
      choices: more.choices ?? [],
      effects: more.effects ?? [],
      ...(more.slot === undefined ? {} : { slot: more.slot }),
    };
  }

  function say(kind: OutcomeKind, said: string, options: ReplyOptions = {}): Decision {
    return { outcome: outcomeOf(kind, said, options) };
  }

  function stepDecision(step: FormStep): Decision {
    const { state } = step;
    const outcome = outcomeOf(step.slot === undefined ? "say" : "ask", step.text, {
      passages: step.passages,
      choices: step.choices,
      effects: step.effects,
      ...(step.slot === undefined ? {} : { slot: step.slot }),
    });
    const district = state?.slots["district"];
    return {
      outcome,
      session: {
        misses: 0,
        ...(district === undefined ? {} : { region: district }),
        form: state,
      } as Partial<Session>,
    };
  }

  /** A message that did not answer what was asked, and is surely about something else. */
  function leavesForm(step: FormStep, said: string, seen: Recognition): boolean {
    if (seen.intent === "talk-to-staff" && seen.confidence >= sureDigression) return true;
    if (seen.intent === "privacy" && seen.confidence >= sureDigression && said.length >= 4)
      return true;
    const slotNow =
      session.form === undefined
        ? undefined
        : inForm?.form.slots(session.form.slots).find(({ name }) => name === session.form?.at);
    const question = /[?？]$|吗$|多少|怎么|哪些|什么时候|几天|多久/.test(said);
    if (slotNow?.free === true && !step.unread)
      return question && said.length <= 30 && seen.confidence >= 0.85 && !social(seen);
    if (!step.unread)
      return (
        question &&
        seen.confidence >= 0.85 &&
        !social(seen) &&
        said.length >= 6 &&
        slotNow?.choices === undefined
      );
    return question
      ? seen.confidence >= 0.35 || !social(seen)
      : seen.confidence >= 0.75 && !social(seen);
  }

  /** The guard, the session to keep, and the count of what was stopped. */
  async function finish(
    decision: Decision,
    intent: string,
    confidence: number,
  ): Promise<TurnOutput> {
    const { outcome: verified, blocked } = guarded(decision.outcome);
    const outcome =
      polish === undefined || verified.kind !== "answer"
        ? verified
        : await reworded(verified, polish);
    const { form: _form, pending: _pending, ...kept } = session;
    const next: Record<string, unknown> = {
      ...kept,
      ...decision.session,
      choices: outcome.choices.map((choice) => choice.text),
    };
    if (decision.session === undefined || !("form" in decision.session)) {
      if (session.form !== undefined && inForm !== undefined) next["form"] = session.form;
    }
    for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key];
    return { outcome, session: next as unknown as Session, intent, confidence, blocked };
  }

  /** A model's wording is taken only if the guard passes it and it lost no figure; else the evidence's own stays. */
  async function reworded(outcome: Outcome, polish: Polish): Promise<Outcome> {
    const evidence = answering.evidenceOf(outcome.citations.map(({ passage }) => passage));
    const better = await polish(raw, outcome.text);
    const kept =
      better !== undefined &&
      unsupportedFigures(better, evidence).length === 0 &&
      figuresIn(outcome.text).every((figure) =>
        figuresIn(better).some((other) => sameFigure(figure, other)),
      );
    return kept ? { ...outcome, text: better } : outcome;
  }

  function guarded(outcome: Outcome): { outcome: Outcome; blocked: number } {
    if (outcome.citations.length === 0 && outcome.kind !== "answer") return { outcome, blocked: 0 };
    const stopped = unsupportedFigures(outcome.text, [
      ...answering.evidenceOf(outcome.citations.map(({ passage }) => passage)),
      // What the customer gave themselves (their own amount in a form) is theirs to see again.
      ...Object.values(session.form?.slots ?? {}),
      raw,
    ]);
    if (stopped.length === 0 || outcome.kind === "ask") return { outcome, blocked: 0 };
    return {
      outcome: outcomeOf("abstain", fillReply("", words, "guarded"), { choices: [person] }),
      blocked: stopped.length,
    };
  }
}

function social({ intent }: Recognition): boolean {
  return [
    "greet",
    "thanks",
    "goodbye",
    "affirm",
    "deny",
    "help",
    "out-of-scope",
    "complaint",
    "feedback-wrong",
    "more",
  ].includes(intent);
}

function starters({ intents }: Catalogue): Choice[] {
  return [...intents.values()]
    .flatMap(({ starter }) => (starter === undefined ? [] : [{ label: starter, text: starter }]))
    .slice(0, 4);
}
