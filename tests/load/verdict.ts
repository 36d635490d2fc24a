import type { Sent } from "./exchange.ts";
import { type Spread, slope, spread } from "./figures.ts";
import { bySecond, type OpenLoop, type PhaseRun } from "./openLoop.ts";

/** What a phase of an open loop came to. */
export interface PhaseFigures {
  readonly name: string;
  readonly rate: number;
  readonly sent: number;
  /** By status; 0 is no answer. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Milliseconds from when a message was due to its 200, and to any end of its call. */
  readonly ack: Spread;
  readonly anyAck: Spread;
  readonly answer: Spread;
  readonly accepted: number;
  readonly answered: number;
}

export function phaseFigures({ name, rate, sent }: PhaseRun): PhaseFigures {
  const statuses = new Map<number, number>();
  for (const { status = 0 } of sent) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const taken = sent.filter(({ status }) => status === 200);
  return {
    name,
    rate,
    sent: sent.length,
    statuses,
    ack: spread(taken.map(ackTime)),
    anyAck: spread(sent.map(ackTime)),
    answer: spread(
      taken.flatMap(({ answeredAt, due }) => (answeredAt === undefined ? [] : [answeredAt - due])),
    ),
    accepted: taken.length,
    answered: taken.filter(({ answeredAt }) => answeredAt !== undefined).length,
  };
}

function ackTime({ ackedAt, due }: Sent): number {
  return ackedAt === undefined ? Number.POSITIVE_INFINITY : ackedAt - due;
}

/** Milliseconds within which an acknowledgement is normal. */
export const normalAckMs = 200;

/** Seconds in a row that make it normal again. */
const steadySeconds = 3;

/**
 * Seconds from the start of the phase until three in a row had their p99 within bounds and nothing
 * refused; undefined where it did not come to that. And how many seconds behind them had not.
 */
export function recovery(
  run: PhaseRun,
  began: number,
): { readonly after: number; readonly later: number } | undefined {
  const normal = bySecond(run, began).map(
    (sent) =>
      sent.every(({ status }) => status === 200) && spread(sent.map(ackTime)).p99 < normalAckMs,
  );
  const steady = Math.min(steadySeconds, normal.length);
  const after = normal.findIndex((_, at) => {
    const next = normal.slice(at, at + steady);
    return next.length === steady && next.every(Boolean);
  });
  if (after < 0) return undefined;
  return { after, later: normal.slice(after).filter((each) => !each).length };
}

/** Growth of resident memory in MB a minute over a phase, without its first third. */
export function growth({ samples }: OpenLoop, { from, seconds }: PhaseRun): number {
  const steady = samples.filter(({ at }) => at >= from + seconds / 3 && at <= from + seconds);
  return slope(steady.map(({ at, rss }) => [at / 60, rss / 1e6] as const));
}
