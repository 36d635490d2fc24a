import { slope } from "../figures.ts";
import type { DeskRun } from "./measure.ts";
import { type Seen, seen, seenInConversation, seenInList, together } from "./seen.ts";

/** Milliseconds within which 99 of 100 are to be on the page. */
export const aimMs = 1_000;

/** Answers of staff on their way to customers. */
export function answersOf({ said, reached }: DeskRun): Seen & { readonly twice: number } {
  const own = said.filter(({ side, status }) => side === "staff" && status === 200);
  return {
    ...seen(own, ({ mark }) => reached(mark)[0]),
    twice: own.filter(({ mark }) => reached(mark).length > 1).length,
  };
}

/** All that was to be seen, by where; what {@link failures} judges and the report shows. */
export function places({ said, listed, watched, streams, conversation, inbox }: DeskRun) {
  const [first] = watched;
  const chat = first?.chat ?? 0;
  return {
    open: seenInConversation(said, chat, conversation.log),
    list: seenInList(said, listed, inbox.lines),
    beside: seenInList(said, listed, conversation.lines),
    entries: together(
      streams.map(({ entries }, at) => seenInConversation(said, watched[at]?.chat ?? 0, entries)),
    ),
    lines: together(streams.map(({ lines }) => seenInList(said, listed, lines))),
  };
}

/** What must not be, whatever the machine; nothing where all is well. */
export function failures(run: DeskRun): string[] {
  const { said, streams, conversation, traffic, pageErrors } = run;
  const refused = said.filter(({ side, status }) => side === "contact" && status !== 200);
  const statuses = [...new Set(refused.map(({ status }) => status ?? 0))];
  const answers = answersOf(run);
  const standing = conversation.standing.length - new Set(conversation.standing).size;
  const counted: readonly (readonly [string, number])[] = [
    ...Object.entries(places(run)).map(
      ([place, { missed }]) => [`messages never seen (${place})`, missed] as const,
    ),
    [`messages refused (${statuses.join(", ")})`, refused.length],
    ["lines twice in the page", standing],
    ["lines twice in a stream", streams.reduce((sum, { repeats }) => sum + repeats, 0)],
    ["streams that ended", streams.filter(({ ended }) => ended).length],
    ["answers refused", traffic.refused.length],
    ["answers that never reached their customer", answers.missed],
    ["answers that reached their customer twice", answers.twice],
    ["errors in the pages", pageErrors.length],
  ];
  return counted.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`);
}

/** Growth of a process's memory in MB a minute, without the first third. */
export function growth({ samples, seconds }: DeskRun, process: number): number {
  const steady = samples.filter(({ at }) => at >= seconds / 3);
  return slope(steady.map(({ at, rss }) => [at / 60, (rss[process] ?? Number.NaN) / 1e6] as const));
}
