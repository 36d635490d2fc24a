/** What happens to conversations because time passes. */
import type { Handoff } from "../core/handoff.ts";
import type { HandoffChange } from "../ledger/deskRecord.ts";
import { ended, followUp } from "./afterwards.ts";
import { passToClient } from "./client.ts";
import { officeHours } from "./hours.ts";
import type { HandoffPort } from "./port.ts";
import { isDue, promise } from "./promise.ts";

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
  const gone = await port.gone?.();
  for (const handoff of await record.handoffsIn(["promised", "waiting", "claimed"], mostOpen)) {
    if (await passToClient(port, handoff, leaveMs)) continue;
    const change = overdue(port, handoff, gone);
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

/**
 * What time has done to a handoff; undefined where it has done nothing yet.
 * @param gone ids of staff who serve no more
 */
export function overdue(
  port: Pick<HandoffPort, "words" | "service" | "now">,
  handoff: Handoff,
  gone: ReadonlySet<string> = new Set(),
): Change | undefined {
  const { waits, hours: rules } = port.service();
  const now = port.now();
  const passed = (since: Date | undefined, minutes: number) =>
    since !== undefined && now.getTime() - since.getTime() >= minutes * 60_000;
  const escalated = (yes: boolean): Change | undefined =>
    yes && handoff.escalatedAt === undefined
      ? { set: { escalatedAt: now }, event: "escalated" }
      : undefined;
  const waitsLong = handoff.state === "waiting" && passed(handoff.waitingSince, waits.escalate);
  // What the platform's own client has, the platform times; we only say that nobody has come.
  if (handoff.surface === "wecom") return escalated(waitsLong);
  const open = officeHours(rules).isOpen(now);
  const promised = (): Change => {
    const { set, when } = promise(port);
    return { set, event: "promised", notice: { text: port.words("gave-up", { when }) } };
  };

  if (handoff.state === "promised") return escalated(isDue(port, handoff));
  if (handoff.state === "waiting") {
    const nobodyCame = passed(handoff.waitingSince, waits.giveUp);
    return nobodyCame || !open ? promised() : escalated(waitsLong);
  }
  if (handoff.state !== "claimed") return undefined;
  const left = handoff.staff !== undefined && gone.has(handoff.staff.id);
  // A question left open, be it through a night without us, is not the customer's silence.
  if (!left && handoff.unansweredSince === undefined) {
    return passed(handoff.activeAt, waits.idle) ? ended(port, handoff, "idle") : undefined;
  }
  // Whoever claims gets the time to answer, however long it waited before.
  const unanswered =
    passed(handoff.unansweredSince, waits.answer) && passed(handoff.claimedAt, waits.answer);
  if (!left && !unanswered) return undefined;
  if (!open) return promised();
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
  // Before the next reply no buttons can stand.
  const later = `${notice.text}${words("follow-up-later")}`;
  await record.change({ ...change, set, ...(can ? { notice } : { nextVisit: later }) });
  port.changed(handoff.conversation);
}
