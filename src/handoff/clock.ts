/** What happens to conversations because time passes. */
import type { Handoff } from "../core/handoff.ts";
import type { HandoffChange } from "../ledger/deskRecord.ts";
import { followUp } from "./afterwards.ts";
import { passToClient } from "./client.ts";
import { momentTold, officeHours } from "./hours.ts";
import type { HandoffPort } from "./port.ts";

/** What the customer was told first has left by then, or will not. */
const leaveMs = 20_000;
/** Open at once, at most: all are looked at, for those that are left out would be so every time. */
const mostOpen = 10_000;
/** Follow-ups at a time; the rest has its turn at the next. */
const mostFollowUps = 200;

/**
 * Looks once at everything that waits: escalates, gives up waiting for staff who do not come, ends
 * what is idle, asks whether it helped. Several instances may look at once: the fence of each
 * handoff decides.
 */
export async function tick(port: HandoffPort): Promise<void> {
  const { record } = port;
  for (const handoff of await record.handoffsIn(["waiting", "claimed"], mostOpen)) {
    if (await passToClient(port, handoff, leaveMs)) continue;
    const change = overdue(port, handoff);
    if (change === undefined) continue;
    const { id, fence, activeAt: quietSince } = handoff;
    const changed = await record.change({ id, fence, quietSince, ...change });
    if (changed !== undefined) port.changed(handoff.conversation);
  }
  for (const handoff of await record.dueFollowUps(port.now(), mostFollowUps)) {
    await askWhetherItHelped(port, handoff);
  }
}

type Change = Omit<HandoffChange, "id" | "fence" | "quietSince">;

/** What time has done to a handoff; undefined where it has done nothing yet. */
export function overdue(
  port: Pick<HandoffPort, "words" | "service" | "now">,
  handoff: Handoff,
): Change | undefined {
  // What the platform's own client has, the platform times.
  if (handoff.surface === "wecom") return undefined;
  const { waits, hours: rules } = port.service();
  const now = port.now();
  const hours = officeHours(rules);
  const passed = (since: Date | undefined, minutes: number) =>
    since !== undefined && now.getTime() - since.getTime() >= minutes * 60_000;

  const promise = (): Change => {
    const opening = hours.isOpen(now) ? undefined : hours.nextOpening(now);
    const when =
      opening === undefined
        ? port.words("gave-up-sometime")
        : port.words("gave-up-when", { when: momentTold(opening) });
    return {
      set: { state: "promised", staff: null, surface: null, promisedAt: opening ?? null },
      event: "promised",
      notice: { text: port.words("gave-up", { when }) },
    };
  };

  if (handoff.state === "waiting") {
    if (passed(handoff.waitingSince, waits.giveUp) || !hours.isOpen(now)) return promise();
    if (handoff.escalatedAt === undefined && passed(handoff.waitingSince, waits.escalate)) {
      return { set: { escalatedAt: now }, event: "escalated" };
    }
    return undefined;
  }
  if (handoff.state !== "claimed") return undefined;
  // A question left open, be it through a night without us, is not the customer's silence.
  if (handoff.unansweredSince === undefined && passed(handoff.activeAt, waits.idle)) {
    return {
      set: { state: "ended", end: "idle" },
      event: "idle",
      notice: { text: port.words("idle") },
    };
  }
  if (!passed(handoff.unansweredSince, waits.answer)) return undefined;
  // Whoever claims gets the time to answer, however long it waited before.
  if (!passed(handoff.claimedAt, waits.answer)) return undefined;
  if (!hours.isOpen(now)) return promise();
  return {
    set: { state: "waiting", staff: null, surface: null, escalatedAt: now },
    event: "requeued",
    ...(handoff.staff === undefined ? {} : { by: handoff.staff }),
    notice: { text: port.words("requeued"), kind: "handoff" },
  };
}

async function askWhetherItHelped(port: HandoffPort, handoff: Handoff): Promise<void> {
  const { record, words, now } = port;
  const conversation = await record.conversation(handoff.conversation);
  const change = { id: handoff.id, fence: handoff.fence, event: "followed-up" as const };
  const set = { followedUpAt: now() };
  // They are with a person again, who will ask by themselves.
  const again = conversation?.handoff?.id !== handoff.id;
  const notice = followUp(words, handoff);
  if (conversation === undefined || again) {
    await record.change({ ...change, set });
    return;
  }
  const { can } = port.reach(conversation);
  await record.change({ ...change, set, ...(can ? { notice } : { nextVisit: notice.text }) });
  port.changed(handoff.conversation);
}
