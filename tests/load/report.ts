import type { ClosedLoop } from "./closedLoop.ts";
import { median } from "./figures.ts";
import { mixes } from "./questions.ts";
import { table } from "./results.ts";
import type { LoadOptions, LoadResults, Rounds } from "./run.ts";
import type { SubjectName } from "./subject.ts";
import { growth, normalAckMs, phaseFigures, recovery } from "./verdict.ts";

const titles: Readonly<Record<SubjectName, string>> = {
  bare: "(a) bare grammY echo, nothing stored",
  durable: "(b) echo over our channel and ledger",
  zhiwen: "(c) zhiwen",
};

export function closedText(closed: readonly Rounds[], options: LoadOptions): string {
  const rows = closed.map(({ subject, mix, runs }) => {
    const of = (pick: (run: ClosedLoop) => number) => median(runs.map(pick));
    return [
      titles[subject],
      mix,
      of(({ perSecond }) => perSecond).toFixed(0),
      range(runs.map(({ perSecond }) => perSecond)),
      ms(of(({ answer }) => answer.p50)),
      ms(of(({ answer }) => answer.p99)),
      ms(of(({ ack }) => ack.p50)),
      ms(of(({ ack }) => ack.p99)),
      of(({ subjectCpu }) => subjectCpu).toFixed(2),
      of(({ driverCpu }) => driverCpu).toFixed(2),
      String(runs.reduce((sum, { failed }) => sum + failed, 0)),
    ];
  });
  const head = [
    "subject",
    "mix",
    "answered/s",
    "range",
    "answer p50 ms",
    "p99",
    "ack p50 ms",
    "p99",
    "CPU ms/message",
    "driver's",
    "failed",
  ];
  return [
    "## Closed loop: webhook to answer",
    "",
    `${options.inFlight} customers at a time, each writing its next message when the last is answered;`,
    `${options.rounds} rounds of ${options.roundSeconds} s in turns after one to warm up, medians of the rounds. Everyday: 60`,
    "questions by Zipf's law (`questions.ts`); distinct: the same with a company or a sum in each, no",
    `two alike. Telegram's pace of 30 messages a second is ${options.paced ? "kept" : "taken off (b) and (c) by `unpaced.ts`"}.`,
    "The bot's API answers at once; generator and API share the machine with the subject.",
    "",
    table(head, rows),
    "",
    table(
      ["mix", "c/a", "c/b (aim ≥ 0.8)", "b/a"],
      mixes.map((mix) => ratios(closed, mix)),
    ),
  ].join("\n");
}

/** Round by round, so that a busy moment cancels out; the median of them. */
function ratios(closed: readonly Rounds[], mix: (typeof mixes)[number]): string[] {
  const rates = (name: SubjectName) =>
    closed
      .find(({ subject, mix: its }) => subject === name && its === mix)
      ?.runs.map(({ perSecond }) => perSecond) ?? [];
  const ratio = (above: SubjectName, below: SubjectName) => {
    const under = rates(below);
    const all = rates(above).flatMap((rate, at) => rate / (under[at] ?? Number.NaN));
    return all.length === 0 || under.length === 0 ? "–" : median(all).toFixed(2);
  };
  return [mix, ratio("zhiwen", "bare"), ratio("zhiwen", "durable"), ratio("durable", "bare")];
}

export function openText(
  { subject, run, atStart }: NonNullable<LoadResults["open"]>,
  { connections, paced }: Pick<LoadOptions, "connections" | "paced">,
): string {
  const phases = run.phases.map(phaseFigures);
  const rows = phases.map((figures) => {
    const count = (status: number) => figures.statuses.get(status) ?? 0;
    const share = (number: number) => `${((100 * number) / figures.sent).toFixed(1)} %`;
    return [
      figures.name,
      `${figures.rate}/s`,
      String(figures.sent),
      share(count(200)),
      share(count(503)),
      String(figures.sent - count(200) - count(503)),
      ms(figures.ack.p50),
      ms(figures.ack.p99),
      ms(figures.ack.p999),
      ms(figures.answer.p50),
      ms(figures.answer.p99),
      String(figures.accepted - figures.answered),
    ];
  });
  const head = [
    "phase",
    "rate",
    "sent",
    "200",
    "503",
    "other",
    "ack p50 ms",
    "p99",
    "p99.9",
    "answer p50 ms",
    "p99",
    "unanswered",
  ];
  const memory = run.phases.map((phase) => {
    const within = run.samples.filter(
      ({ at }) => at >= phase.from && at <= phase.from + phase.seconds,
    );
    return [
      phase.name,
      phase.answered.toFixed(0),
      mb(Math.min(...within.map(({ rss }) => rss))),
      mb(Math.max(...within.map(({ rss }) => rss))),
      growth(run, phase).toFixed(0),
      String(Math.max(...within.map(({ backlog }) => backlog))),
      ms(phase.after.delay.p99),
      ms(phase.after.delay.most),
    ];
  });
  const after = run.phases.find(({ name }) => name === "after");
  const back = after === undefined ? undefined : recovery(after, run.began);
  const lost = `${run.unanswered} accepted messages without an answer, ${run.unasked} answers nobody asked for`;
  return [
    `## Open loop: ${titles[subject]}`,
    "",
    "Messages at random gaps (exponential), everyday mix, each timed from when it was due; at most",
    `${connections} connections. What is refused is not sent again. Telegram's pace is ${paced ? "kept" : "taken off"}.`,
    "",
    table(head, rows),
    "",
    table(
      [
        "phase",
        "answered/s",
        "RSS least MB",
        "most",
        "growth MB/min",
        "most waiting",
        "loop delay p99 ms",
        "most",
      ],
      memory,
    ),
    "",
    `- Last answer: ${run.drained === undefined ? "some never came" : `${run.drained.toFixed(1)} s after the last message`}; ${lost}.`,
    ...(after === undefined
      ? []
      : [
          `- After the overload ack p99 is under ${normalAckMs} ms and nothing refused, for three seconds in a row, ${back === undefined ? "not within the run" : `from second ${back.after} on; of the seconds behind it ${back.later} were not so`} (aim: within 10 s).`,
        ]),
    `- Heap after collection: ${mb(atStart.heap)} MB at the start, ${mb(run.atRest.heap)} MB at rest in the end; RSS ${mb(atStart.rss)} and ${mb(run.atRest.rss)} MB.`,
    `- The generator was at most ${run.driverLag.toFixed(0)} ms behind its schedule.`,
  ].join("\n");
}

function range(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`;
}

function ms(value: number): string {
  if (Number.isNaN(value)) return "–";
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
