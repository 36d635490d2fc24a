import type { Handoff } from "../../core/handoff.ts";
import type { InboxLine } from "../../ledger/deskRecord.ts";
import type { DeskPort } from "./port.ts";

/** What somebody is told of at once, whatever list they look at. */
export interface Alert {
  /** A customer of theirs wrote, a colleague gave them a conversation, somebody has waited long. */
  readonly kind: "wrote" | "given" | "escalated";
  readonly conversation: string;
  /** The same for the same event, however often and by whichever stream it is told. */
  readonly key: string;
}

/** Times of a line by which one event is told from the next. */
interface Marks {
  /** Of the customer's newest line, while it is unread. */
  readonly wrote?: number | undefined;
  /** Since when this person serves. */
  readonly held?: number | undefined;
  readonly escalated?: number | undefined;
}

/**
 * Gives the alerts for one person in lines as they are read, each once; what happened before
 * `since` is known to them.
 */
export function alertsFor(
  staff: string,
  since: number,
  record: Pick<DeskPort["record"], "handoffEvents">,
): (lines: readonly InboxLine[]) => Promise<readonly Alert[]> {
  const known = new Map<string, Marks>();
  return async (lines) => {
    const alerts: Alert[] = [];
    for (const line of lines) {
      const { handoff } = line;
      const { conversation } = handoff;
      const now = marksOf(line, staff);
      const before = known.get(conversation) ?? knownSince(since, now, handoff);
      if (handoff.state === "ended") known.delete(conversation);
      else known.set(conversation, now);
      const add = (kind: Alert["kind"], at: number) =>
        alerts.push({ kind, conversation, key: `${kind} ${conversation} ${at}` });
      const { held, wrote, escalated } = now;
      if (held !== undefined) {
        const anew = held !== before.held;
        // What was written before somebody came, they have seen coming.
        const more = wrote !== undefined && wrote !== before.wrote && (!anew || wrote > held);
        if (anew && (await wasGiven(handoff, record))) add("given", held);
        else if (more) add("wrote", wrote);
      }
      if (escalated !== undefined && escalated !== before.escalated) add("escalated", escalated);
    }
    return alerts;
  };
}

function marksOf({ handoff, unread, last }: InboxLine, staff: string): Marks {
  const mine = handoff.state === "claimed" && handoff.staff?.id === staff;
  return {
    wrote: unread > 0 && last?.side === "contact" ? last.at.getTime() : undefined,
    held: mine ? handoff.claimedAt?.getTime() : undefined,
    escalated: handoff.state === "waiting" ? handoff.escalatedAt?.getTime() : undefined,
  };
}

function knownSince(since: number, marks: Marks, { activeAt }: Handoff): Marks {
  const old = (at: number | undefined) => (at !== undefined && at < since ? at : undefined);
  return {
    // A line bears the platform's time, which may be long before it came.
    wrote: activeAt.getTime() < since ? marks.wrote : undefined,
    held: old(marks.held),
    escalated: old(marks.escalated),
  };
}

/** Whoever took it themselves, here or elsewhere, knows. */
async function wasGiven(
  { id }: Handoff,
  record: Pick<DeskPort["record"], "handoffEvents">,
): Promise<boolean> {
  const events = await record.handoffEvents(id);
  return (
    events.findLast(({ kind }) => kind === "claimed" || kind === "transferred")?.kind ===
    "transferred"
  );
}
