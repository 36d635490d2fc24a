/** The quality card: golden questions put to the bot, counted by kind, the held half apart. */
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
  readonly blocked: number;
  readonly p50: number;
  readonly p99: number;
}

export function cardOf(results: readonly Result[]): Card {
  const half = (held: boolean) => {
    const own = results.filter(({ question }) => question.held === held);
    const kinds = [...new Set(own.map(({ question }) => question.kind))];
    return [
      ...kinds.map((kind) =>
        tally(
          kind,
          own.filter(({ question }) => question.kind === kind),
        ),
      ),
      tally("all", own),
    ];
  };
  const intents = results.filter(({ verdict }) => verdict.intentRight !== undefined);
  const ms = results.map((result) => result.ms).sort((a, b) => a - b);
  return {
    open: half(false),
    held: half(true),
    intentsRight: intents.filter(({ verdict }) => verdict.intentRight === true).length,
    intentsAsked: intents.length,
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

export function cardText(card: Card): string {
  const table = (title: string, tallies: readonly Tally[]) => [
    `### ${title}`,
    "",
    "| kind | asked | right | wrong | abstained instead | right % |",
    "|---|---|---|---|---|---|",
    ...tallies.map(
      ({ name, asked, right, wrong, abstained }) =>
        `| ${name} | ${asked} | ${right} | ${wrong} | ${abstained} | ${((100 * right) / asked).toFixed(1)} |`,
    ),
    "",
  ];
  return [
    ...table("Open half (the engine was tuned on these)", card.open),
    ...table("Held half (written before tuning, never tuned to)", card.held),
    `Intents right: ${card.intentsRight} of ${card.intentsAsked} (${((100 * card.intentsRight) / card.intentsAsked).toFixed(1)} %). ` +
      `Figures the guard stopped: ${card.blocked}. ` +
      `A turn, accepted to committed in memory: p50 ${card.p50.toFixed(1)} ms, p99 ${card.p99.toFixed(1)} ms.`,
    "",
  ].join("\n");
}
