/**
 * One turn: a message and the session in, an outcome and the next session out. The steps stand in
 * the order they are taken; each either decides or leaves the message to the next.
 */
import type { Answering } from "../answering/answer.ts";
import { unsupportedFigures } from "../answering/guard.ts";
import type { Polish } from "../answering/polish.ts";
import type { Question } from "../answering/question.ts";
import { clean } from "../answering/standard.ts";
import { type FigureKind, figuresIn, sameFigure } from "../core/figures.ts";
import type { Message } from "../core/message.ts";
import type { Outcome } from "../core/outcome.ts";
import { readSession } from "../core/readSession.ts";
import type { ServiceRequest } from "../core/request.ts";
import { freshSession, type Session } from "../core/session.ts";
import { newReceipt, receiptIn } from "../requests/receipt.ts";
import { leavesForm } from "./aside.ts";
import type { Catalogue } from "./catalogue.ts";
import { inDistress } from "./distress.ts";
import type { Complete } from "./followup.ts";
import { continueForm, type FormStep, isNo, isYes, remind } from "./form.ts";
import type { Decision } from "./intent.ts";
import { formWritten, repliesWritten } from "./ownWords.ts";
import { isBareNumber, pick } from "./pick.ts";
import type { Recogniser, Recognition } from "./recogniser.ts";
import type { Replies } from "./replies.ts";
import { createReplier, person, starters } from "./reply.ts";
import { isSocial, onItsOwn } from "./social.ts";

export interface TurnInput {
  readonly message: Message;
  readonly session: Session;
  readonly requests: readonly ServiceRequest[];
  readonly now: Date;
  /** When people of the service team are there, to be told; undefined where there are none. */
  readonly staffHours?: string;
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
  readonly complete: Complete;
  /** Words of the dialogue itself, not of one intent. */
  readonly words: Replies;
  readonly polish?: Polish;
}

/** Below this the recogniser's word counts for little beside what the evidence says. */
const unsure = 0.3;
/** Intents that act on the whole conversation want more certainty than an answer does. */
const weighty = new Set(["talk-to-staff", "complaint", "feedback-wrong", "privacy"]);
const sureWeighty = 0.45;
/** Figures that state a fact wherever they stand; a plain number may count lines or digits. */
const statingKinds = new Set<FigureKind>([
  "money",
  "percent",
  "points",
  "phone",
  "link",
  "document",
]);

interface Decided {
  readonly decision: Decision;
  readonly intent: string;
  readonly confidence: number;
}

export async function takeTurn(parts: DialogueParts, input: TurnInput): Promise<TurnOutput> {
  const { answering, catalogue, recogniser, polish } = parts;
  const { reader } = answering;
  const { now, requests } = input;
  const session = readSession(input.session);
  const replier = createReplier(parts, input, session);
  const form = session.form;
  const inForm = form === undefined ? undefined : catalogue.forms.get(form.form);

  // 1. Something to read.
  const { attachment, arrival, returned } = input.message;
  const raw = clean(input.message.text);
  if (returned === true) return finish(goingOn());
  if (arrival === true) return finish(await welcome());
  if (!/[\p{L}\p{N}]/u.test(raw)) return finish(unreadable());
  if (inDistress(raw)) {
    const outcome = replier.outcome("say", replier.words("distress"));
    return finish({ decision: { outcome }, intent: "out-of-scope", confidence: 1 });
  }
  const said = pick(raw, session.choices);
  const question = reader.read(said, now);
  const recognition = recognise(said);

  // 2. A yes or no that was waited for.
  const [waiting] = session.pending?.split(":") ?? [];
  const asker = waiting === undefined ? undefined : catalogue.intents.get(waiting);
  if (asker !== undefined && (isYes(said) || isNo(said))) {
    const turn = replier.turn({ intent: asker, whole: said, said, question, recognition });
    return finish({ decision: await asker.handle(turn), intent: asker.name, confidence: 1 });
  }

  // 3. The next answer of a form under way, unless the message is about something else.
  if (form !== undefined && inForm !== undefined) {
    const written = said === raw ? input.message.text : said;
    const context = { now, requests, receipt: () => newReceipt(now) };
    const step = continueForm(inForm.form, form, said, written, context);
    if (!leavesForm(inForm.form, form, step, said, recognition)) {
      return finish({ decision: replier.step(step), intent: inForm.intent, confidence: 1 });
    }
    return finish(besideForm(await decide(said, question, recognition), step));
  }

  // 4. A number that picks nothing says nothing; only a year can be a follow-up.
  if (isBareNumber(said) && question.years === undefined) {
    // The choices of a question no longer waited for would do nothing.
    const decision = replier.fallback(session.pending === undefined ? session.choices : []);
    return finish({ decision, intent: "help", confidence: 1 });
  }

  // 5. A question, completed from the one before where it needs that.
  return finish(await decide(said, question, recognition));

  function recognise(text: string): Recognition {
    // A receipt number names its intent whatever letters it is made of.
    if (receiptIn(text) !== undefined) return { intent: "my-requests", confidence: 1, others: [] };
    return recogniser.recognise(text);
  }

  /** Recogniser and evidence together choose the intent; its handler decides. */
  async function decide(text: string, own: Question, seen: Recognition): Promise<Decided> {
    const completed = onItsOwn(seen, text)
      ? { text, question: own }
      : parts.complete(text, session.topic, now);
    const attributed = attribution(text, own);
    if (attributed !== undefined) return attributed;
    const chosen = chosenIntent(seen, completed, text);
    const intent = catalogue.intents.get(chosen.intent) ?? catalogue.intents.get("out-of-scope");
    if (intent === undefined) throw new Error("the catalogue has no out-of-scope intent");
    const turn = replier.turn({
      intent,
      whole: completed.text,
      said: text,
      question: completed.question,
      recognition: chosen,
    });
    return {
      decision: await intent.handle(turn),
      intent: intent.name,
      confidence: chosen.confidence,
    };
  }

  function chosenIntent(
    seen: Recognition,
    completed: { text: string; question: Question },
    text: string,
  ): Recognition {
    let chosen = seen;
    const { topic } = session;
    if (completed.text !== text && topic !== undefined && !isSocial(seen)) {
      const joint = recogniser.recognise(completed.text);
      chosen =
        joint.confidence >= 0.6
          ? joint
          : { ...joint, intent: topic.intent, confidence: Math.max(joint.confidence, 0.5) };
    }
    if (weighty.has(chosen.intent) && chosen.confidence < sureWeighty) {
      const other = chosen.others.find(({ intent }) => !weighty.has(intent));
      if (other !== undefined) chosen = { ...chosen, ...other };
    }
    const outside = chosen.intent === "out-of-scope";
    if (chosen.confidence >= unsure && !outside) return chosen;
    // What the best evidence is filed under, where the recogniser is unsure.
    const { question: asked } = completed;
    const best = answering.best(asked, { now });
    const least = outside ? 0.75 : 0.6;
    if (best === undefined || best.cover < least || (outside && asked.asks.length === 0)) {
      // Hardly surer of this than of anything: it is asked, not turned away.
      return outside && chosen.confidence < unsure ? { ...chosen, intent: "policy-facts" } : chosen;
    }
    const filed = best.evidence.topics.find((name) => catalogue.intents.has(name));
    return {
      ...chosen,
      intent: filed ?? "policy-facts",
      confidence: Math.max(chosen.confidence, 0.5),
    };
  }

  /** 「这话是谁说的」「出处是哪」 ask after the last answer, not after a new topic. */
  function attribution(text: string, { terms }: Question): Decided | undefined {
    const last = session.topic;
    if (last === undefined || last.passages.length === 0) return undefined;
    if (text.length > 14 || terms.length > 4) return undefined;
    const decided = (told: string, passages: readonly string[]): Decided => ({
      decision: { outcome: replier.outcome("answer", told, { passages }) },
      intent: last.intent,
      confidence: 0.9,
    });
    if (/谁(?:说|讲|介绍|透露|公布|表示)|哪个(?:领导|人|官员)?说/.test(text)) {
      const speaker = answering.speaker(last.passages, reader.read(last.question, now));
      return speaker === undefined
        ? decided(replier.sourceText(last.passages), last.passages)
        : decided(speaker.text, speaker.passages);
    }
    return /出处|来源|依据|哪来的|从哪|哪里写|哪个文件|什么文件|真的假的/.test(text)
      ? decided(replier.sourceText(last.passages), last.passages)
      : undefined;
  }

  /** What was said beside a form, and the form's own question again behind it. */
  function besideForm({ decision, intent, confidence }: Decided, step: FormStep): Decided {
    if (form === undefined || inForm === undefined) return { decision, intent, confidence };
    const again = remind(inForm.form, form);
    const back = `${replier.words("back-to-form", { form: inForm.form.title })}\n${again.text}`;
    const other = decision.session?.form;
    // What the form refused and would only start it anew stays refused.
    if (step.unread && other?.form === form.form && other.receipt === undefined) {
      return { decision: replier.step(step), intent: inForm.intent, confidence: 1 };
    }
    if (other !== undefined) {
      // Another form, or this one anew: nothing filled in is thrown away unasked.
      const text = `${replier.words("one-form", { form: inForm.form.title })}\n${again.text}`;
      const outcome = replier.outcome("ask", text, { choices: again.choices, slot: form.at });
      return { decision: { outcome, session: { form } }, intent: inForm.intent, confidence };
    }
    const { outcome } = decision;
    // A question of its own (「确定删除吗」) must be answered first; the form waits.
    if (outcome.kind === "ask") {
      return {
        decision: { ...decision, session: { ...decision.session, form } },
        intent,
        confidence,
      };
    }
    return {
      decision: {
        outcome: { ...outcome, text: `${outcome.text}\n\n${back}`, choices: again.choices },
        session: { ...decision.session, form },
      },
      intent,
      confidence,
    };
  }

  /** A contact who opens the conversation is greeted, or reminded of the form they left. */
  async function welcome(): Promise<Decided> {
    const greet = catalogue.intents.get("greet");
    if (form !== undefined && inForm !== undefined) return formAgain(replier.words("welcome-back"));
    if (greet === undefined) throw new Error("the catalogue has no greet intent");
    const hello = "您好";
    const turn = replier.turn({
      intent: greet,
      whole: hello,
      said: hello,
      question: reader.read(hello, now),
      recognition: { intent: greet.name, confidence: 1, others: [] },
    });
    return { decision: await greet.handle(turn), intent: greet.name, confidence: 1 };
  }

  /** A person has ended their part: it is said who answers from here on. */
  function goingOn(): Decided {
    if (form !== undefined && inForm !== undefined) return formAgain(replier.words("returned"));
    const outcome = replier.outcome("say", replier.words("returned"), {});
    return { decision: { outcome }, intent: "talk-to-staff", confidence: 1 };
  }

  function unreadable(): Decided {
    const sent = attachment === undefined ? undefined : replier.words(`no-${attachment.kind}`);
    if (form !== undefined && inForm !== undefined) {
      return formAgain(sent ?? replier.words("no-text-in-form"));
    }
    const outcome = replier.outcome(
      /[?？]/.test(raw) ? "clarify" : "say",
      sent ?? replier.words("no-text"),
      { choices: starters(catalogue) },
    );
    return { decision: { outcome }, intent: "help", confidence: 1 };
  }

  /** The form's question once more, behind what has to be said first. */
  function formAgain(first: string): Decided {
    if (form === undefined || inForm === undefined) throw new Error("no form is under way");
    const again = remind(inForm.form, form);
    const outcome = replier.outcome("ask", `${first}\n${again.text}`, {
      choices: again.choices,
      slot: form.at,
    });
    return { decision: { outcome, session: { form } }, intent: inForm.intent, confidence: 1 };
  }

  /** The guard, the model's wording if there is one, and the session to keep. */
  async function finish({ decision, intent, confidence }: Decided): Promise<TurnOutput> {
    const { outcome: verified, blocked } = guarded(decision);
    const worded =
      polish === undefined || verified.kind !== "answer"
        ? verified
        : await reworded(verified, polish);
    const beside = attachment !== undefined && raw !== "" && worded.text !== "";
    const outcome = beside
      ? { ...worded, text: `${worded.text}\n${replier.words("only-text")}` }
      : worded;
    const erased = outcome.effects.some(({ kind }) => kind === "erase-contact");
    const { pending: _answered, ...kept } = erased ? freshSession : session;
    const next = { ...kept, ...decision.session, choices: outcome.choices };
    const set = Object.entries(next).filter(([, value]) => value !== undefined);
    return {
      outcome,
      session: Object.fromEntries(set) as unknown as Session,
      intent,
      confidence,
      blocked,
    };
  }

  /**
   * Every figure of a reply with citations and of every answer is checked; of what is only said or
   * asked, the kinds that state a fact. What the contact gave is theirs to see again, in forms and
   * in lists of their requests, but no source for an answer.
   */
  function guarded({ outcome, session: change }: Decision): { outcome: Outcome; blocked: number } {
    const cited = outcome.citations.map(({ passage }) => passage);
    const open = [form, change?.form].flatMap((state) => {
      if (state === undefined) return [];
      const asked = catalogue.forms.get(state.form)?.form;
      return [...Object.values(state.slots), ...(asked ? formWritten(asked, state) : [])];
    });
    const evidence = [...open];
    // What is missing is named in the contact's own words: 「没有888元的…」.
    for (const effect of outcome.effects) {
      if (effect.kind === "record-gap") evidence.push(effect.missing);
    }
    if (outcome.kind !== "answer") {
      evidence.push(...repliesWritten(parts.words, catalogue));
      if (open.length > 0) evidence.push(raw);
      if (cited.length === 0) {
        const titles = answering.knowledge.digests.map(({ title }) => title);
        evidence.push(...requests.flatMap(({ slots }) => Object.values(slots)), ...titles);
      }
    }
    const everything = cited.length > 0 || outcome.kind === "answer";
    const stopped = unsupportedFigures(outcome.text, evidence, {
      known: answering.figuresOf(cited),
      said: [raw, session.topic?.question ?? ""],
      ...(everything ? {} : { kinds: statingKinds }),
    });
    if (stopped.length === 0) return { outcome, blocked: 0 };
    const abstention = replier.outcome("abstain", replier.words("guarded"), { choices: [person] });
    return { outcome: abstention, blocked: stopped.length };
  }

  /** A model's wording is taken only if the guard passes it and it lost no figure. */
  async function reworded(outcome: Outcome, rephrase: Polish): Promise<Outcome> {
    const better = await rephrase(raw, outcome.text);
    if (better === undefined) return outcome;
    const known = answering.figuresOf(outcome.citations.map(({ passage }) => passage));
    const figures = figuresIn(better);
    const complete = figuresIn(outcome.text).every((figure) =>
      figures.some((other) => sameFigure(figure, other)),
    );
    return complete && unsupportedFigures(better, [], { known }).length === 0
      ? { ...outcome, text: better }
      : outcome;
  }
}
