/** The quality card: golden questions put to the bot, counted by kind, the held half apart. */
import { unsupportedFigures } from "../answering/guard.ts";
import type { Knowledge } from "../knowledge/read.ts";
import type { Conversations } from "./conversations.ts";
import { type Golden, judge, type Verdict } from "./golden.ts";

export interface Result {
  readonly question: Golden;
  readonly verdict: Verdict;
  readonly outcome: string;
  readonly text: string;
  readonly intent: string;
  /** Passages cited. */
  readonly passages: readonly string[];
  readonly blocked: number;
  readonly ms: number;
}

export async function putAll(
  questions: readonly Golden[],
  conversations: Conversations,
  knowledge: Knowledge,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const question of questions) {
    for (const before of question.after) await conversations.ask(before, question.id);
    const started = performance.now();
    const reply = await conversations.ask(question.text, question.id);
    const ms = performance.now() - started;
    const sources = reply.citations.flatMap(
      ({ passage }) => knowledge.passages.get(passage)?.digest.source.file ?? [],
    );
    const verdict = judge(question.expect, {
      text: reply.text,
      intent: reply.intent,
      outcome: reply.outcome,
      sources,
    });
    results.push({
      question,
      verdict,
      outcome: reply.outcome,
      text: reply.text,
      intent: reply.intent,
      passages: reply.citations.map(({ passage }) => passage),
      blocked: reply.blocked,
      ms,
    });
  }
  return results;
}

export interface Tally {
  readonly name: string;
  readonly asked: number;
  readonly right: number;
  readonly wrong: number;
  /** Abstained where an answer was expected; part of neither right nor wrong. */
  readonly abstained: number;
}

export function tally(name: string, results: readonly Result[]): Tally {
  const right = results.filter(({ verdict }) => verdict.right).length;
  const abstained = results.filter(
    ({ verdict, outcome }) => !verdict.right && (outcome === "abstain" || outcome === "clarify"),
  ).length;
  return {
    name,
    asked: results.length,
    right,
    abstained,
    wrong: results.length - right - abstained,
  };
}

export interface Card {
  readonly open: readonly Tally[];
  readonly held: readonly Tally[];
  readonly intentsRight: number;
  readonly intentsAsked: number;
  readonly unsupported: number;
  readonly blocked: number;
  readonly p50: number;
  readonly p99: number;
}

/** Figures of answers that the cited passages, or the customer's own number of years, do not support. */
export function unsupportedIn(
  results: readonly Result[],
  evidenceOf: (passages: readonly string[]) => string[],
): string[] {
  return results
    .filter(({ outcome }) => outcome === "answer")
    .flatMap(({ question, text, passages }) =>
      unsupportedFigures(text, [...evidenceOf(passages), question.text]).map(
        ({ figure, why }) => `${question.id}: ${figure} ${why}`,
      ),
    );
}

/** Tallies of each kind, and of all. */
export function talliesOf(results: readonly Result[]): Tally[] {
  const kinds = [...new Set(results.map(({ question }) => question.kind))];
  const of = (kind: string) => results.filter(({ question }) => question.kind === kind);
  return [...kinds.map((kind) => tally(kind, of(kind))), tally("all", results)];
}

export function cardOf(
  results: readonly Result[],
  evidenceOf: (passages: readonly string[]) => string[],
): Card {
  const half = (held: boolean) =>
    talliesOf(results.filter(({ question }) => question.held === held));
  const intents = results.filter(({ verdict }) => verdict.intentRight !== undefined);
  const ms = results.map((result) => result.ms).sort((a, b) => a - b);
  return {
    open: half(false),
    held: half(true),
    intentsRight: intents.filter(({ verdict }) => verdict.intentRight === true).length,
    intentsAsked: intents.length,
    unsupported: unsupportedIn(results, evidenceOf).length,
    blocked: results.reduce((sum, { blocked }) => sum + blocked, 0),
    p50: ms[Math.floor(ms.length / 2)] ?? 0,
    p99: ms[Math.floor(ms.length * 0.99)] ?? 0,
  };
}

/** Share of a half that is right; of one kind, if named. */
export function shareRight(tallies: readonly Tally[], name = "all"): number {
  const found = tallies.find((one) => one.name === name);
  return found === undefined || found.asked === 0 ? 0 : found.right / found.asked;
}

/** One table of tallies under a heading. */
export function tallyTable(title: string, tallies: readonly Tally[]): string {
  return [
    `### ${title}`,
    "",
    "| kind | asked | right | wrong | abstained instead | right % |",
    "|---|---|---|---|---|---|",
    ...tallies.map(
      ({ name, asked, right, wrong, abstained }) =>
        `| ${name} | ${asked} | ${right} | ${wrong} | ${abstained} | ${percent(right, asked)} |`,
    ),
    "",
  ].join("\n");
}

export function cardText(card: Card): string {
  return [
    tallyTable("Open half (the engine was tuned on these)", card.open),
    tallyTable("Held half (written before tuning, never tuned to)", card.held),
    `Intents right: ${card.intentsRight} of ${card.intentsAsked} (${percent(card.intentsRight, card.intentsAsked)} %). ` +
      `Figures in answers that no cited passage supports: ${card.unsupported}. Replies the guard stopped: ${card.blocked}. ` +
      `A turn, accepted to committed in memory: p50 ${card.p50.toFixed(1)} ms, p99 ${card.p99.toFixed(1)} ms.`,
    "",
  ].join("\n");
}

function percent(part: number, whole: number): string {
  return ((100 * part) / whole).toFixed(1);
}
