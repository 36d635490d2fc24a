/** What passing time should do. */
import { momentTold } from "../../../src/handoff/hours.ts";
import { day24, minute, service } from "../town.ts";
import { arrival, change, event, isServedInClient, tell, words } from "./edge.ts";
import { isOpen, nextOpening } from "./hours.ts";
import { handOver } from "./platform.ts";
import { type Conversation, type Expected, newest, type Served } from "./state.ts";

const { waits } = service;

/** Looks at all that is open now; the returned function acts on what was seen. */
export function look(model: Expected): () => void {
  const seen = model.conversations.flatMap((conversation) => {
    const served = newest(conversation);
    const looks = served?.state === "waiting" || served?.state === "claimed";
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
  if (served.surface === "wecom") return;
  const open = isOpen(model.now);
  if (served.state === "waiting") {
    if (passed(served.waitingSince, waits.giveUp))
      promise(model, conversation, served, "nobody came");
    else if (!open) promise(model, conversation, served, "the office closed");
    else if (!served.escalated && passed(served.waitingSince, waits.escalate)) {
      change(model, conversation, "escalated", served, { escalated: true });
    }
    return;
  }
  if (served.unansweredSince === undefined) {
    if (!passed(served.activeAt, waits.idle)) return;
    const ended = { state: "ended" as const, end: "idle" as const };
    change(model, conversation, "idle", served, ended, words("idle"));
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
  const promisedAt = isOpen(model.now) ? undefined : nextOpening(model.now);
  const when =
    promisedAt === undefined
      ? words("gave-up-sometime")
      : words("gave-up-when", { when: momentTold(new Date(promisedAt)) });
  const promised = { staff: undefined, surface: undefined, promisedAt };
  const notice = words("gave-up", { when });
  change(model, conversation, name, served, { state: "promised", ...promised }, notice);
}

/** True where the platform's client has it now: what waits so long, and is served there. */
export function goesToClient(
  model: Expected,
  conversation: Conversation,
  afterMs: number,
): boolean {
  const served = newest(conversation);
  if (served?.state !== "waiting" || served.surface !== undefined || served.escalated) return false;
  if (!isServedInClient(model, conversation.channel)) return false;
  if (model.now - (served.waitingSince ?? 0) < afterMs) return false;
  const took = handOver(model, conversation);
  if (took === undefined) return false;
  const name = `passed to the client (${took.kind})`;
  if (took.kind === "refused") {
    change(model, conversation, name, served, { escalated: true });
    return false;
  }
  const fields =
    took.kind === "pool"
      ? { surface: "wecom" as const }
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
  else conversation.nextVisit.push(text);
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
