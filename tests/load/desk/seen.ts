import type { Marked } from "./customers.ts";

/** What came to a place of all that was to come there. */
export interface Seen {
  /** Milliseconds of each, from when it was due. */
  readonly delays: readonly number[];
  /** How many never came. */
  readonly missed: number;
}

const accepted = ({ side, status }: Marked) => side === "contact" && status === 200;

/** Lines of a conversation: each comes by itself. */
export function seenInConversation(
  said: readonly Marked[],
  chat: number,
  at: ReadonlyMap<number, number>,
): Seen {
  const own = said.filter((each) => each.chat === chat && accepted(each));
  return seen(own, ({ mark }) => at.get(mark));
}

/**
 * Lines of the list: each shows what was said last in its conversation, so a message is seen with
 * the first of it and those behind it. Where an answer of staff was under way at the same moment,
 * nobody can tell which of the two was the last: those are left out.
 */
export function seenInList(
  said: readonly Marked[],
  listed: ReadonlySet<number>,
  at: ReadonlyMap<number, number>,
): Seen {
  const first = new Map<number, number>();
  const soonest = new Map<number, number>();
  for (const { chat, mark } of said.toReversed()) {
    const never = Number.POSITIVE_INFINITY;
    const shown = Math.min(at.get(mark) ?? never, soonest.get(chat) ?? never);
    soonest.set(chat, shown);
    if (shown < never) first.set(mark, shown);
  }
  const answers = said.filter(({ side }) => side === "staff");
  const crossed = ({ chat, mark, due }: Marked) =>
    answers.some(
      (answer) => answer.chat === chat && answer.mark < mark && (answer.ackedAt ?? 0) >= due,
    );
  const own = said.filter((each) => listed.has(each.chat) && accepted(each) && !crossed(each));
  return seen(own, ({ mark }) => first.get(mark));
}

/** Several of a kind as one. */
export function together(each: readonly Seen[]): Seen {
  return {
    delays: each.flatMap(({ delays }) => delays),
    missed: each.reduce((sum, { missed }) => sum + missed, 0),
  };
}

/** When each of them was there, by what tells it. */
export function seen(said: readonly Marked[], at: (one: Marked) => number | undefined): Seen {
  const delays = said.flatMap((one) => {
    const shown = at(one);
    return shown === undefined ? [] : [shown - one.due];
  });
  return { delays, missed: said.length - delays.length };
}
