/** What passing time should do. */
import { day24, minute, service } from "../town.ts";
import { arrival, change, ended, event, isServedInClient, promised, tell, words } from "./edge.ts";
import { isOpen } from "./hours.ts";
import { handOver } from "./platform.ts";
import { type Conversation, type Expected, newest, type Served } from "./state.ts";

const { waits } = service;

/** Looks at all that is open now; the returned function acts on what was seen. */
export function look(model: Expected): () => void {
  const seen = model.conversations.flatMap((conversation) => {
    const served = newest(conversation);
    const looks = served !== undefined && served.state !== "ended";
    return looks ? [{ conversation, served, was: { ...served } }] : [];
  });
  seen.sort((a, b) => a.was.requestedAt - b.was.requestedAt);
  return () => {
    for (const each of seen) passTime(model, each);
    followUps(model);
  };
}

interface Seen {
  readonly conversation: Conversation;
  readonly served: Served;
  readonly was: Served;
}

function passTime(model: Expected, { conversation, served, was }: Seen): void {
  // Whoever acted meanwhile was there; whoever wrote is not idle.
  const moved = newest(conversation) !== served || served.fence !== was.fence;
  if (moved) {
    model.saw("the clock looks at what has moved on");
    return;
  }
  if (goesToClient(model, conversation, 20_000)) return;
  if (served.fence !== was.fence) return;
  if (served.activeAt !== was.activeAt) {
    model.saw("somebody writes while the clock looks");
    return;
  }
  const passed = (since: number | undefined, minutes: number) =>
    since !== undefined && model.now - since >= minutes * minute;
  const escalate = (name: string) => {
    if (!served.escalated) change(model, conversation, name, served, { escalated: true });
  };
  const waitsLong = served.state === "waiting" && passed(served.waitingSince, waits.escalate);
  if (served.surface === "wecom") {
    if (waitsLong) escalate("nobody of the pool came");
    return;
  }
  const open = isOpen(model.now);
  if (served.state === "promised") {
    if (isDue(model, served)) escalate("a promise is due");
    return;
  }
  if (served.state === "waiting") {
    if (passed(served.waitingSince, waits.giveUp))
      promise(model, conversation, served, "nobody came");
    else if (!open) promise(model, conversation, served, "the office closed");
    else if (waitsLong) escalate("escalated");
    return;
  }
  if (served.unansweredSince === undefined) {
    if (!passed(served.activeAt, waits.idle)) return;
    const { fields, notice } = ended(model, served, "idle");
    change(model, conversation, "idle", served, fields, notice);
    return;
  }
  const unanswered =
    passed(served.unansweredSince, waits.answer) && passed(served.claimedAt, waits.answer);
  if (!unanswered) return;
  if (!open) {
    promise(model, conversation, served, "nobody answered, the office closed");
    return;
  }
  const queued = { staff: undefined, surface: undefined, escalated: true };
  const again = { state: "waiting" as const, ...queued };
  change(model, conversation, "nobody answered", served, again, words("requeued"));
}

function promise(model: Expected, conversation: Conversation, served: Served, name: string): void {
  const { fields, when } = promised(model);
  change(model, conversation, name, served, fields, words("gave-up", { when }));
}

function isDue(model: Expected, { state, promisedAt }: Served): boolean {
  return state === "promised" && (promisedAt ?? 0) <= model.now && isOpen(model.now);
}

/** True where the platform's client has it now: what waits so long, and is served there. */
export function goesToClient(
  model: Expected,
  conversation: Conversation,
  afterMs: number,
): boolean {
  const served = newest(conversation);
  if (served === undefined || served.escalated || served.claimedAt !== undefined) return false;
  const waits = served.state === "waiting" && served.surface === undefined;
  if (!waits && !isDue(model, served)) return false;
  if (!isServedInClient(model, conversation.channel)) return false;
  const since = waits ? served.waitingSince : served.requestedAt;
  if (model.now - (since ?? 0) < afterMs) return false;
  const took = handOver(model, conversation);
  if (took === undefined) return false;
  const name = `passed to the client (${took.kind})`;
  if (took.kind === "refused") {
    change(model, conversation, name, served, { escalated: true });
    return false;
  }
  const fields =
    took.kind === "pool"
      ? { state: "waiting" as const, surface: "wecom" as const }
      : arrival(model, served, `wecom:${took.userid}`, "wecom");
  change(model, conversation, name, served, fields);
  return true;
}

function followUps(model: Expected): void {
  for (const conversation of model.conversations) {
    for (const served of conversation.handoffs) {
      const due = served.followUpAt !== undefined && served.followUpAt <= model.now;
      if (served.state !== "ended" || !due || served.followedUp) continue;
      followUpOn(model, conversation, served);
    }
  }
}

function followUpOn(model: Expected, conversation: Conversation, served: Served): void {
  served.followedUp = true;
  served.fence++;
  served.activeAt = model.now;
  conversation.version++;
  if (newest(conversation) !== served) return;
  const ended = new Date((served.endedAt ?? 0) + 8 * 60 * minute);
  const day = `${ended.getUTCMonth() + 1}月${ended.getUTCDate()}日`;
  const text = words("follow-up-plain", { day });
  const can = canBeTold(model, conversation);
  event(model, conversation, can ? "followed up" : "follow-up kept", () => undefined);
  if (can) tell(model, conversation, text, "afterwards");
  else conversation.nextVisit.push(`${text}${words("follow-up-later")}`);
}

/** Only 微信客服 limits when, how often and in which session a customer can be written to. */
function canBeTold(model: Expected, conversation: Conversation): boolean {
  const { channel, contactAt, sentSince } = conversation;
  if (channel !== "wecom-kf") return channel === "web" || contactAt !== undefined;
  const last = newest(conversation);
  if (contactAt === undefined || model.now - contactAt > 2 * day24 || sentSince >= 5) return false;
  const inClient = last?.surface === "wecom";
  return !(inClient && contactAt <= (last.endedAt ?? 0));
}
