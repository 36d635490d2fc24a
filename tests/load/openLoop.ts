import { setTimeout as sleep } from "node:timers/promises";
import { random } from "../emulators/telegram/random.ts";
import { exchange, type Sent } from "./exchange.ts";
import type { Inside } from "./probe.ts";
import type { Subject } from "./subject.ts";
import type { people } from "./update.ts";
import { caller } from "./webhook.ts";

export interface Phase {
  readonly name: string;
  /** Messages a second. */
  readonly rate: number;
  readonly seconds: number;
}

/** What was seen at one moment of the run. */
export interface Sample {
  /** Seconds since the first message. */
  readonly at: number;
  readonly rss: number;
  /** Accepted and not answered yet. */
  readonly backlog: number;
  /** Calls that waited for their 200. */
  readonly calls: number;
}

export interface PhaseRun extends Phase {
  /** Seconds since the first message. */
  readonly from: number;
  readonly sent: readonly Sent[];
  /** Answers a second that came while it lasted, to whatever message. */
  readonly answered: number;
  /** Memory before and behind it, after a collection. */
  readonly before: Inside;
  readonly after: Inside;
}

export interface OpenLoop {
  readonly phases: readonly PhaseRun[];
  readonly samples: readonly Sample[];
  /** When the first message was due, on the clock of {@link Sent}. */
  readonly began: number;
  /** Seconds from the last message to the last answer; undefined where some never came. */
  readonly drained: number | undefined;
  readonly unanswered: number;
  readonly unasked: number;
  /** After a collection, with nothing left to do. */
  readonly atRest: Inside;
  /** The most the generator was behind its own schedule, in milliseconds. */
  readonly driverLag: number;
}

export interface OpenLoopOptions {
  readonly phases: readonly Phase[];
  readonly text: () => string;
  readonly people: ReturnType<typeof people>;
  readonly seed: number;
  readonly connections: number;
  /** Seconds to wait for the last answers. */
  readonly drainSeconds: number;
  listen(said: (chat: number) => void): void;
  /** Told once a second. */
  onSample?(sample: Sample, phase: string): void;
}

/**
 * Messages at a rate of their own, whatever the subject makes of them: their gaps are random
 * (exponential), and each is counted from when it was due. Phase follows phase without a pause.
 */
export async function openLoop(subject: Subject, options: OpenLoopOptions): Promise<OpenLoop> {
  const calls = caller(subject.url, options.connections);
  await calls.connect();
  const talk = exchange(calls);
  let answers = 0;
  options.listen((chat) => {
    answers += 1;
    talk.said(chat);
  });
  const chance = random(options.seed);
  const samples: Sample[] = [];
  const runs: PhaseRun[] = [];
  let phase = "";
  let driverLag = 0;
  let before = await subject.inside({ collect: true });
  const began = performance.now();
  const sampling = setInterval(() => {
    const at = (performance.now() - began) / 1_000;
    const sample = { at, rss: subject.rss(), backlog: talk.open(), calls: calls.open() };
    samples.push(sample);
    options.onSample?.(sample, phase);
  }, 1_000);

  try {
    let due = began;
    for (const each of options.phases) {
      phase = each.name;
      const from = due;
      const end = from + each.seconds * 1_000;
      const sent: Sent[] = [];
      const answersBefore = answers;
      for (;;) {
        const now = performance.now();
        for (; due <= now && due < end; due += (-Math.log(1 - chance()) * 1_000) / each.rate) {
          driverLag = Math.max(driverLag, now - due);
          sent.push(talk.send(options.people(options.text()), due).sent);
        }
        if (due >= end) break;
        await sleep(1);
      }
      due = end;
      const answered = (answers - answersBefore) / each.seconds;
      const after = await subject.inside();
      runs.push({ ...each, from: (from - began) / 1_000, sent, answered, before, after });
      before = after;
    }
    phase = "drain";
    const last = performance.now();
    const until = last + options.drainSeconds * 1_000;
    while ((talk.open() > 0 || calls.open() > 0) && performance.now() < until) await sleep(20);
    const rested = talk.open() === 0 && calls.open() === 0;
    return {
      phases: runs,
      samples,
      began,
      drained: rested ? (performance.now() - last) / 1_000 : undefined,
      unanswered: talk.open(),
      unasked: talk.unasked(),
      atRest: await subject.inside({ collect: true }),
      driverLag,
    };
  } finally {
    clearInterval(sampling);
    calls.close();
  }
}

/** The messages of a run by the second they were due in, from the start of a phase on. */
export function bySecond(run: PhaseRun, began: number): Sent[][] {
  const seconds: Sent[][] = Array.from({ length: Math.ceil(run.seconds) }, () => []);
  for (const sent of run.sent) {
    seconds[Math.floor((sent.due - began) / 1_000 - run.from)]?.push(sent);
  }
  return seconds;
}
