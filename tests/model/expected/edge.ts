/** The one way the model changes who answers, and what that tells the customer. */
import type { Surface } from "../../../src/core/handoff.ts";
import { momentTold } from "../../../src/handoff/hours.ts";
import { readWords } from "../../../src/handoff/words.ts";
import { day24, service } from "../town.ts";
import type { Property } from "../violation.ts";
import { isOpen, nextOpening } from "./hours.ts";
import {
  type Conversation,
  type Expected,
  ownerOf,
  placeOf,
  type Row,
  type Served,
} from "./state.ts";

export const words = readWords();

/** Notes under which name the conversation went from where to where. */
export function event(model: Expected, conversation: Conversation, name: string, act: () => void) {
  const from = placeOf(conversation);
  passing(conversation, model.now, act);
  model.took(from, name, placeOf(conversation));
}

/** What comes with a change of who has the conversation. */
function passing(conversation: Conversation, at: number, act: () => void): void {
  const owner = ownerOf(conversation);
  act();
  const now = ownerOf(conversation);
  if (owner !== now && (owner === "staff" || now === "staff")) conversation.stretch++;
  if (owner === "staff" || now !== "staff") return;
  // A person's words do not wait behind what the bot may not say any more.
  for (const row of conversation.rows) {
    if (row.speaker === "bot" && row.state === "queued") row.dueAt = Math.min(row.dueAt, at);
  }
}

/** A change of the newest handoff; without a name it is no transition of the list's. */
export function change(
  model: Expected,
  conversation: Conversation,
  name: string | undefined,
  served: Served,
  fields: Partial<Served>,
  notice?: string,
): void {
  const was = { ...served };
  const act = () => void Object.assign(served, fields);
  if (name === undefined) passing(conversation, model.now, act);
  else event(model, conversation, name, act);
  served.fence++;
  served.activeAt = model.now;
  conversation.version++;
  if (served.state === "ended" && was.state !== "ended") {
    served.endedAt = model.now;
    served.unansweredSince = undefined;
  }
  if (served.state === "waiting" && was.state !== "waiting") served.waitingSince = model.now;
  if (notice !== undefined) tell(model, conversation, notice, "edges");
}

/** A promise made now, and when it is told to be kept. */
export function promised(model: Expected) {
  const promisedAt = isOpen(model.now) ? undefined : nextOpening(model.now);
  return {
    fields: {
      ...{ state: "promised" as const, staff: undefined, surface: undefined, promisedAt },
      escalated: false,
    },
    when:
      promisedAt === undefined
        ? words("gave-up-sometime")
        : words("gave-up-when", { when: momentTold(new Date(promisedAt)) }),
  };
}

/** A person's part ends at our own desk; who had an answer is asked how it was. */
export function ended(model: Expected, served: Served, end: "returned" | "closed" | "idle") {
  const followUp = { followUpAt: model.now + service.followUpDays * day24 };
  return {
    fields: { state: "ended" as const, end, ...(served.answered ? followUp : {}) },
    notice: served.answered ? `${words(end)}\n${words("how-was-it")}` : words(end),
  };
}

/** Somebody comes, from the queue or from a colleague. */
export function arrival(model: Expected, served: Served, staff: string, surface: Surface) {
  if (!served.begunByStaff && served.state !== "claimed")
    served.waited ??= model.now - served.requestedAt;
  return { state: "claimed" as const, staff, surface, claimedAt: model.now };
}

/** A handoff that staff or the platform begin. */
export function begin(
  model: Expected,
  conversation: Conversation,
  name: string,
  surface: Surface,
  staff?: string,
  notice?: string,
): void {
  event(model, conversation, name, () =>
    conversation.handoffs.push({
      ...blank(model.now),
      state: staff === undefined ? "waiting" : "claimed",
      surface,
      begunByStaff: true,
      ...(staff === undefined ? { waitingSince: model.now } : { staff, claimedAt: model.now }),
    }),
  );
  conversation.version++;
  if (notice !== undefined) tell(model, conversation, notice, "edges");
}

export function blank(now: number) {
  return {
    fence: 1,
    requestedAt: now,
    activeAt: now,
    escalated: false,
    answered: false,
    followedUp: false,
  };
}

/** Words of the service or of a person, outside a turn. */
export function tell(
  model: Expected,
  conversation: Conversation,
  text: string,
  property: Property,
  speaker: "notice" | "staff" = "notice",
): void {
  conversation.version++;
  conversation.lines.push({ side: speaker === "staff" ? "staff" : "bot", text, property });
  queue(model, conversation, text, speaker);
}

export function queue(
  model: Expected,
  conversation: Conversation,
  text: string,
  speaker: "bot" | "notice" | "staff",
  { fleeting = false, carried = [] }: Partial<Pick<Row, "fleeting" | "carried">> = {},
): void {
  const { stretch } = conversation;
  const row = { speaker, text, stretch, fleeting, state: "queued" as const, dueAt: model.now };
  conversation.rows.push({ ...row, carried, emptied: false, resent: false });
}

/** Whether a conversation of theirs could have a person at all. */
export function couldBeServed(model: Expected, { channel }: Conversation): boolean {
  return model.staffed || (isServedInClient(model, channel) && model.client !== "refuses");
}

export function isServedInClient(model: Expected, channel: Conversation["channel"]): boolean {
  return model.atOnce && channel === "wecom-kf";
}
