/** `npm run bench:load`: what the program does under load, beside two echoes. Ends by itself. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type ClosedLoop, closedLoop } from "./closedLoop.ts";
import { type OpenLoop, openLoop, type Phase } from "./openLoop.ts";
import type { Inside } from "./probe.ts";
import { drawn, type Mix, mixes } from "./questions.ts";
import { closedText, openText } from "./report.ts";
import { circumstances, writeSection } from "./results.ts";
import { type Sink, startSink } from "./sink.ts";
import { type Subject, type SubjectName, start, subjects } from "./subject.ts";
import { people } from "./update.ts";

export interface LoadOptions {
  readonly rounds: number;
  readonly roundSeconds: number;
  readonly warmUpSeconds: number;
  readonly inFlight: number;
  /** Messages a second of the open loop. */
  readonly rate: number;
  readonly seconds: number;
  /** The overload as a multiple of the rate, and how long it lasts. */
  readonly overload: number;
  readonly overloadSeconds: number;
  /** Seconds of the ordinary rate behind the overload. */
  readonly afterSeconds: number;
  readonly drainSeconds: number;
  /** At most open at a time; Telegram is asked for 40 and opens no more than 100. */
  readonly connections: number;
  readonly subjects: readonly SubjectName[];
  /** Whom the open loop is for; none where undefined. */
  readonly open: SubjectName | undefined;
  readonly paced: boolean;
  say(line: string): void;
}

/** So many that at five times 500 a second nobody writes more than 40 times a minute. */
const writers = 4_000;

export interface Rounds {
  readonly subject: SubjectName;
  readonly mix: Mix;
  readonly runs: readonly ClosedLoop[];
}

export interface LoadResults {
  readonly closed: readonly Rounds[];
  readonly open:
    | { readonly subject: SubjectName; readonly run: OpenLoop; readonly atStart: Inside }
    | undefined;
}

/** Runs it all; nothing stays behind. */
export async function measure(options: LoadOptions): Promise<LoadResults> {
  let said = (_chat: number): void => undefined;
  const sink = await startSink((chat) => said(chat));
  const listen = (to: (chat: number) => void) => {
    said = to;
  };
  try {
    const closed = options.rounds > 0 ? await closedRounds(sink, options, listen) : [];
    const open =
      options.open === undefined ? undefined : await openRun(sink, options, listen, options.open);
    return { closed, open };
  } finally {
    await sink.close();
  }
}

type Listen = (said: (chat: number) => void) => void;

/** All subjects alive at once and asked in turns, so that a busy moment hits all alike. */
async function closedRounds(sink: Sink, options: LoadOptions, listen: Listen): Promise<Rounds[]> {
  const alive: Subject[] = [];
  try {
    const places: { subject: Subject; mix: Mix; runs: ClosedLoop[]; text: () => string }[] = [];
    for (const name of options.subjects) {
      const subject = await start(name, { apiRoot: sink.url, paced: options.paced });
      alive.push(subject);
      for (const mix of mixes) places.push({ subject, mix, runs: [], text: drawn(mix) });
    }
    const writing = new Map(alive.map((subject) => [subject, people(writers)]));
    // Round 0 is for warming up: code is compiled and the record is no longer empty.
    for (let round = 0; round <= options.rounds; round += 1) {
      for (const { subject, mix, runs, text } of places) {
        const run = await closedLoop(subject, {
          inFlight: options.inFlight,
          warmUpMs: options.warmUpSeconds * 1_000,
          ms: options.roundSeconds * 1_000,
          text,
          people: writing.get(subject) ?? people(writers),
          listen,
        });
        if (round > 0) runs.push(run);
        const p99 = run.answer.p99.toFixed(0);
        const where = round === 0 ? "warm-up" : `round ${round}`;
        options.say(
          `${where}: ${subject.name} ${mix} ${run.perSecond.toFixed(0)}/s, p99 ${p99} ms, ${run.failed} failed`,
        );
      }
    }
    return places.map(({ subject, mix, runs }) => ({ subject: subject.name, mix, runs }));
  } finally {
    await Promise.all(alive.map((subject) => subject.stop()));
  }
}

async function openRun(
  sink: Sink,
  options: LoadOptions,
  listen: Listen,
  name: SubjectName,
): Promise<LoadResults["open"]> {
  const subject = await start(name, { apiRoot: sink.url, paced: options.paced });
  try {
    const atStart = await subject.inside({ collect: true });
    const run = await openLoop(subject, {
      phases: phasesOf(options),
      text: drawn("everyday", 2),
      people: people(writers),
      seed: 3,
      connections: options.connections,
      drainSeconds: options.drainSeconds,
      listen,
      onSample({ at, rss, backlog, calls }, phase) {
        const memory = (rss / 1e6).toFixed(0);
        if (Math.round(at) % 5 === 0) {
          options.say(
            `${at.toFixed(0)} s ${phase}: backlog ${backlog}, calls open ${calls}, RSS ${memory} MB`,
          );
        }
      },
    });
    return { subject: name, run, atStart };
  } finally {
    await subject.stop();
  }
}

function phasesOf({
  rate,
  seconds,
  overload,
  overloadSeconds,
  afterSeconds,
}: LoadOptions): Phase[] {
  // Code is compiled in the first seconds, at a pace that leaves no backlog.
  const warmUp: Phase = { name: "warm-up", rate: rate / 5, seconds: Math.min(10, seconds) };
  const ordinary: Phase = { name: "ordinary", rate, seconds };
  if (overloadSeconds === 0) return [warmUp, ordinary];
  return [
    warmUp,
    ordinary,
    { name: "overload", rate: rate * overload, seconds: overloadSeconds },
    { name: "after", rate, seconds: afterSeconds },
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      "round-seconds": { type: "string", default: "10" },
      "warm-up-seconds": { type: "string", default: "2" },
      "in-flight": { type: "string", default: "64" },
      rate: { type: "string", default: "500" },
      seconds: { type: "string", default: "60" },
      overload: { type: "string", default: "5" },
      "overload-seconds": { type: "string", default: "30" },
      "after-seconds": { type: "string", default: "30" },
      "drain-seconds": { type: "string", default: "300" },
      connections: { type: "string", default: "400" },
      subject: { type: "string", multiple: true, default: [...subjects] },
      open: { type: "string", default: "zhiwen" },
      paced: { type: "boolean", default: false },
      out: { type: "string", default: join(import.meta.dirname, "RESULTS.md") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(
      "npm run bench:load -- [--rounds 5 | 0] [--round-seconds 10] [--in-flight 64]\n" +
        "  [--rate 500] [--seconds 60] [--overload 5] [--overload-seconds 30 | 0] [--after-seconds 30]\n" +
        "  [--drain-seconds 300] [--connections 400] [--subject bare|durable|zhiwen]… [--open zhiwen | none] [--paced] [--out RESULTS.md]",
    );
    return;
  }
  const known = (name: string) => subjects.find((each) => each === name);
  const open = known(values.open);
  const options: LoadOptions = {
    rounds: Number(values.rounds),
    roundSeconds: Number(values["round-seconds"]),
    warmUpSeconds: Number(values["warm-up-seconds"]),
    inFlight: Number(values["in-flight"]),
    rate: Number(values.rate),
    seconds: Number(values.seconds),
    overload: Number(values.overload),
    overloadSeconds: Number(values["overload-seconds"]),
    afterSeconds: Number(values["after-seconds"]),
    drainSeconds: Number(values["drain-seconds"]),
    connections: Number(values.connections),
    subjects: values.subject.flatMap((name) => known(name) ?? []),
    open,
    paced: values.paced,
    say: (line) => console.error(line),
  };
  const { closed, open: opened } = await measure(options);
  const asked = process.argv.slice(2).join(" ");
  const text = [
    "# Load measured",
    "",
    "Written by `npm run bench:load`; do not edit.",
    "",
    ...circumstances(`npm run bench:load${asked === "" ? "" : ` -- ${asked}`}`),
    "",
    ...(closed.length === 0 ? [] : [closedText(closed, options), ""]),
    ...(opened === undefined ? [] : [openText(opened, options)]),
  ].join("\n");
  writeSection(values.out, "load", text);
  console.log(text);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(`bench:load: ${(error as Error).message}`);
    process.exitCode = 1;
  });
}
