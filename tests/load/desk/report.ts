import { spread } from "../figures.ts";
import { table } from "../results.ts";
import type { DeskLoadOptions, DeskRun } from "./measure.ts";
import { type Seen, seenInList } from "./seen.ts";
import type { RecordKind } from "./stage.ts";
import { aimMs, answersOf, failures, growth, places } from "./verdict.ts";

const stages: Readonly<Record<RecordKind, string>> = {
  sqlite: "one process, SQLite",
  shared:
    "two processes on one PostgreSQL and one Redis: pages at the first, customers' messages at the other",
};

/** The page of results. */
export function deskText(
  run: DeskRun,
  options: DeskLoadOptions,
  circumstances: readonly string[],
): string {
  const { said, seconds, tabs, skews, traffic, load } = run;
  const messages = said.filter(({ side }) => side === "contact");
  const acks = messages.flatMap(({ due, ackedAt }) =>
    ackedAt === undefined ? [] : [ackedAt - due],
  );
  const seen = places(run);
  const worst = Math.max(...Object.values(seen).map(({ delays }) => spread(delays).p99));
  const started = seenInList(run.warmUp, run.listed, run.inbox.lines);
  const wrong = failures(run);
  const people = run.streams.length;
  return [
    `# The desk under load: ${stages[options.record]}`,
    "",
    "Written by `npm run bench:desk`; do not edit.",
    "",
    ...circumstances,
    `- Load average of the machine in the minute before: ${load[0].toFixed(1)}; in the last minute of the run: ${load[1].toFixed(1)}. Generator, Telegram's API and Chromium share the two cores.`,
    "",
    `${options.waiting} conversations wait, ${options.claimed} are served by ${people} people, ${options.promised} have a promise (with the bot`,
    `meanwhile). ${(messages.length / seconds).toFixed(1)} messages a second to the webhook for ${seconds.toFixed(0)} s at random gaps (exponential), each`,
    `timed from when it was due: ${options.talk} a second of each customer whose conversation stands open at`,
    `somebody, the others all alike. Staff answer ${options.answers} a second. Every one of staff has a stream open with a`,
    "conversation and the list of all that wait or are served; two of them look at it in Chromium,",
    "where an observer notes when a line is in the document. A line of the list shows what was said",
    "last; a message that crossed an answer of staff is not timed there. Telegram's pace is kept.",
    "",
    table(
      ["from when it was due until", "count", "p50 ms", "p99 ms", "most ms", "never"],
      [
        row("its 200", { delays: acks, missed: messages.length - acks.length }),
        row("it stands in the open conversation, in Chromium", seen.open),
        row("it stands in the list, in Chromium", seen.list),
        row("it stands in the list beside the conversation, in Chromium", seen.beside),
        row(`it came as a line of the open conversation (${people} streams)`, seen.entries),
        row(`it came as a line of the list (${people} streams)`, seen.lines),
        row("an answer of staff reached its customer", answersOf(run)),
      ],
    ),
    "",
    `- Aim: 99 of 100 on the page within ${aimMs} ms: ${worst <= aimMs ? "met" : "MISSED"}; the slowest of the places has its p99 at ${worst.toFixed(0)} ms.`,
    `- The ${options.warmUpSeconds} s before, in which code is compiled, do not count above: p99 ${ms(spread(started.delays).p99)} ms in the list, most ${ms(spread(started.delays).most)} ms.`,
    wrong.length === 0
      ? "- Nothing missed, nothing twice, nothing refused, no stream ended, no error in a page."
      : `- WRONG: ${wrong.join("; ")}.`,
    `- At the tabs (waiting, mine, all, promised): ${tabs[0].join(", ")} before, ${tabs[1].join(", ")} behind it.`,
    "",
    table(
      ["page", "count", "p50 ms", "p99 ms", "most ms", "never"],
      [
        row("claim", { delays: run.claims, missed: 0 }),
        row("the list, its first 200 lines", { delays: run.renders.inbox, missed: 0 }),
        row("a conversation with the list beside it", {
          delays: run.renders.conversation,
          missed: 0,
        }),
      ],
    ),
    "",
    processes(run),
    "",
    `- Bytes a second of a stream: ${(run.streams.reduce((sum, { bytes }) => sum + bytes, 0) / people / seconds / 1e3).toFixed(1)} kB.`,
    `- The pages' clocks are ahead of the generator's by ${skews.map((ms) => ms.toFixed(1)).join(", ")} ms (both pages, before and behind it); the generator was at most ${traffic.lag.toFixed(0)} ms behind its schedule.`,
  ].join("\n");
}

function processes(run: DeskRun): string {
  const { samples, before, after, atRest, seconds } = run;
  const rows = before.map((start, at) => {
    const end = after[at];
    const rest = atRest[at];
    const rss = samples.flatMap((sample) => sample.rss[at] ?? []);
    return [
      before.length === 1 ? "the program" : at === 0 ? "pages" : "messages",
      (((end?.cpu ?? Number.NaN) - start.cpu) / seconds / 10).toFixed(0),
      mb(start.rss),
      mb(Math.max(...rss)),
      mb(rss.at(-1) ?? Number.NaN),
      growth(run, at).toFixed(1),
      mb(start.heap),
      mb(rest?.heap ?? Number.NaN),
      ms(end?.delay.p99 ?? Number.NaN),
      ms(end?.delay.most ?? Number.NaN),
    ];
  });
  return table(
    [
      "process",
      "% of a core",
      "RSS before MB",
      "most",
      "last",
      "growth MB/min",
      "heap collected MB",
      "at rest in the end",
      "loop delay p99 ms",
      "most",
    ],
    rows,
  );
}

function row(what: string, { delays, missed }: Seen): string[] {
  const { count, p50, p99, most } = spread(delays);
  return [what, String(count), ms(p50), ms(p99), ms(most), String(missed)];
}

function ms(value: number): string {
  if (Number.isNaN(value)) return "–";
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
