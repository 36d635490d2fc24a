import { setTimeout as sleep } from "node:timers/promises";
import { exchange } from "./exchange.ts";
import { type Spread, spread } from "./figures.ts";
import type { Subject } from "./subject.ts";
import type { people } from "./update.ts";
import { caller } from "./webhook.ts";

export interface ClosedLoop {
  /** Messages answered a second. */
  readonly perSecond: number;
  /** Milliseconds from sending a message to its answer. */
  readonly answer: Spread;
  readonly ack: Spread;
  /** Messages that were not taken, or not answered within 20 s. */
  readonly failed: number;
  /** Milliseconds of processor time a message takes, in the subject and here. */
  readonly subjectCpu: number;
  readonly driverCpu: number;
}

export interface ClosedLoopOptions {
  readonly inFlight: number;
  readonly warmUpMs: number;
  readonly ms: number;
  readonly text: () => string;
  readonly people: ReturnType<typeof people>;
  /** Takes what the bot says: the sink's ear is one for all subjects. */
  listen(said: (chat: number) => void): void;
}

const patience = 20_000;

/** So many customers, each writing its next message when the last one is answered. */
export async function closedLoop(
  subject: Subject,
  options: ClosedLoopOptions,
): Promise<ClosedLoop> {
  const calls = caller(subject.url);
  const talk = exchange(calls);
  options.listen(talk.said);
  const from = performance.now() + options.warmUpMs;
  const until = from + options.ms;
  const answers: number[] = [];
  const acks: number[] = [];
  let failed = 0;

  const customer = async () => {
    while (performance.now() < until) {
      const { sent, acked, answered } = talk.send(options.people(options.text()));
      await acked;
      const end = sent.status === 200 && (await Promise.race([answered, late()]));
      if (end === undefined || end === false) {
        failed += 1;
        continue;
      }
      const { answeredAt = 0, ackedAt = 0, due } = sent;
      if (answeredAt < from || answeredAt > until) continue;
      answers.push(answeredAt - due);
      acks.push(ackedAt - due);
    }
  };
  const customers = Array.from({ length: options.inFlight }, customer);
  await sleep(Math.max(0, from - performance.now()));
  const before = { subject: (await subject.inside()).cpu, driver: process.cpuUsage() };
  await sleep(Math.max(0, until - performance.now()));
  const { user, system } = process.cpuUsage(before.driver);
  const cpu = (await subject.inside()).cpu - before.subject;
  await Promise.all(customers);
  calls.close();
  return {
    perSecond: (answers.length / options.ms) * 1_000,
    answer: spread(answers),
    ack: spread(acks),
    failed,
    subjectCpu: cpu / answers.length,
    driverCpu: (user + system) / 1_000 / answers.length,
  };
}

async function late(): Promise<undefined> {
  await sleep(patience, undefined, { ref: false });
}
