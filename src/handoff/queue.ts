import type { Handoff } from "../core/handoff.ts";
import type { HandoffPort } from "./port.ts";

/** Enough of the queue to tell a place in it. */
const longest = 1_000;
/** So few claims say nothing of the next one. */
const fewest = 3;
const counted = 20;
const lookBackMs = 7 * 86_400_000;

export interface Place {
  /** Who came before and still waits. */
  readonly ahead: number;
  /** Minutes people lately waited, rounded up; undefined where too few did. */
  readonly minutes?: number;
}

/** The place of a handoff in the queue; of one that comes now where none is given. */
export async function placeOf(
  { record, now }: Pick<HandoffPort, "record" | "now">,
  handoff?: Handoff,
): Promise<Place> {
  const waiting = await record.handoffsIn(["waiting"], longest);
  const since = handoff?.waitingSince?.getTime() ?? Number.POSITIVE_INFINITY;
  const ahead = waiting.filter(
    (other) => other.id !== handoff?.id && (other.waitingSince?.getTime() ?? 0) < since,
  ).length;
  const waits = await record.recentWaits(new Date(now().getTime() - lookBackMs), counted);
  if (waits.length < fewest) return { ahead };
  const mean = waits.reduce((sum, ms) => sum + ms, 0) / waits.length;
  return { ahead, minutes: Math.max(1, Math.ceil(mean / 60_000)) };
}
