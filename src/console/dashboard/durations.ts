import type { Handoff } from "../../core/handoff.ts";
import type { BegunHandoff } from "../../ledger/deskRecord.ts";

/**
 * Who stood in the queue: not who was promised a later answer because nobody was there, and not
 * whom a person took over unasked.
 */
function queued({ promisedAt, reason }: Handoff): boolean {
  return promisedAt === undefined && reason !== "opened" && reason !== "platform";
}

/** Minutes from the request to the first claim; undefined where nobody has claimed it, or none waited. */
export function waitMinutes(handoff: BegunHandoff): number | undefined {
  return queued(handoff) ? minutes(handoff.requestedAt, handoff.cameAt) : undefined;
}

/** Minutes from the request to a person's first words. */
export function answerMinutes(handoff: Handoff): number | undefined {
  return queued(handoff) ? minutes(handoff.requestedAt, handoff.answeredAt) : undefined;
}

/** Those that stood in the queue and were never claimed: left it, were given up, or still wait. */
export function unclaimed(handoffs: readonly Handoff[]): number {
  return handoffs.filter((each) => queued(each) && each.claimedAt === undefined).length;
}

function minutes(from: Date, to: Date | undefined): number | undefined {
  // Clocks of two machines may differ by a little.
  return to === undefined ? undefined : Math.max(0, to.getTime() - from.getTime()) / 60_000;
}
