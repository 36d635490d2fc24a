import type { DeskFigures } from "../../ledger/deskRecord.ts";
import { unclaimed, waitMinutes } from "./durations.ts";
import { percent, quantile } from "./quantile.ts";

/** The figures of a period at a glance; undefined where there is nothing to tell. */
export interface Overview {
  readonly messages: number;
  readonly conversations: number;
  /** Percent of the conversations. */
  readonly resolved: number | undefined;
  readonly handoffs: number;
  readonly unclaimed: number;
  /** Minutes. */
  readonly wait: number | undefined;
  readonly waited: number;
  /** Percent of the ratings. */
  readonly content: number | undefined;
  readonly ratings: number;
}

export function overviewOf(figures: DeskFigures): Overview {
  const { conversations, handedOver, handoffs, hours } = figures;
  const waits = handoffs.map(waitMinutes).filter((minutes) => minutes !== undefined);
  const ratings = handoffs.map(({ rating }) => rating).filter((rating) => rating !== undefined);
  return {
    messages: hours.reduce((sum, { contact }) => sum + contact, 0),
    conversations,
    resolved: percent(conversations - handedOver, conversations),
    handoffs: handoffs.length,
    unclaimed: unclaimed(handoffs),
    wait: quantile(waits, 0.5),
    waited: waits.length,
    content: percent(ratings.filter((rating) => rating === 3).length, ratings.length),
    ratings: ratings.length,
  };
}
