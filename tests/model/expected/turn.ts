/** A turn: what it decided becomes so, unless something came between. */
import { type Decision, decide, type Effect } from "./decide.ts";
import { blank, change, event, queue } from "./edge.ts";
import { erase } from "./erasure.ts";
import { type Conversation, type Expected, newest, open, ownerOf, type Written } from "./state.ts";

const apology = "抱歉，这条消息我没能处理好。请换个说法再发一次，或回复「转人工」找工作人员。";

export type TurnEnds = "done" | "idle" | "lost" | "failed";

/** Looks now; `commit` writes. What staff get needs no thinking, so nothing can come between. */
export function beginTurn(
  model: Expected,
  conversation: Conversation,
): { readonly ends: TurnEnds } | { readonly commit: () => TurnEnds; readonly thinks: boolean } {
  const written = conversation.inbox[0];
  if (written === undefined) return { ends: "idle" };
  const decision = decide(model, conversation, written);
  if (decision === "fails") {
    if (++written.failures < 3) return { ends: "failed" };
    commit(model, conversation, written, apologise(conversation), true);
    return { ends: "done" };
  }
  const { version } = conversation;
  return {
    thinks: written.side === "contact" && ownerOf(conversation) !== "staff",
    commit: () => {
      if (conversation.version !== version) {
        model.saw("a turn loses to who came between");
        return "lost";
      }
      commit(model, conversation, written, decision);
      return "done";
    },
  };
}

function apologise({ misses }: Conversation): Decision {
  return { text: apology, property: "back", effects: [], misses, name: "is apologised to" };
}

function commit(
  model: Expected,
  conversation: Conversation,
  written: Written,
  decision: Decision | undefined,
  setAside = false,
): void {
  conversation.version++;
  conversation.inbox.shift();
  conversation.lines = conversation.lines.filter(({ fleeting }) => fleeting !== true);
  conversation.erasedAt = undefined;
  const { side, text } = written;
  const erases = decision?.effects.some(({ kind }) => kind === "erase") === true;
  if (!erases) conversation.lines.push({ side, text, property: "kept" });
  if (decision === undefined) {
    keep(model, conversation, written);
    return;
  }
  if (decision.name !== undefined) event(model, conversation, decision.name, () => undefined);
  for (const effect of decision.effects) carryOut(model, conversation, effect);
  conversation.misses = decision.misses;
  const reply = { side: "bot" as const, text: decision.text, property: decision.property };
  conversation.lines.push({ ...reply, ...(erases ? { fleeting: true } : {}) });
  const carried = setAside || erases ? [] : conversation.nextVisit;
  queue(model, conversation, decision.text, "bot", { fleeting: erases, carried });
  if (!setAside) conversation.nextVisit = [];
  if (erases) conversation.erasedAt = model.now;
}

function keep(model: Expected, conversation: Conversation, { side, at }: Written): void {
  const name = side === "contact" ? "writes" : "a servicer writes";
  event(model, conversation, name, () => undefined);
  const served = newest(conversation);
  if (served?.state !== "waiting" && served?.state !== "claimed") return;
  served.activeAt = model.now;
  if (side === "contact") served.unansweredSince ??= at;
  else {
    served.unansweredSince = undefined;
    served.answered = true;
  }
}

function carryOut(model: Expected, conversation: Conversation, effect: Effect): void {
  switch (effect.kind) {
    case "request":
      request(model, conversation, effect);
      break;
    case "leave": {
      const served = open(conversation);
      if (served === undefined) break;
      change(model, conversation, "leaves", served, { state: "ended", end: "left" });
      break;
    }
    case "rate":
      event(model, conversation, "rates", () => undefined);
      effect.served.rating = effect.rating;
      break;
    case "settle":
      if (effect.solved) event(model, conversation, "says it is solved", () => undefined);
      effect.served.solved = effect.solved;
      break;
    case "erase":
      if (conversation.rows.some(({ state }) => state === "sending")) {
        model.saw("an erasure while a reply is being sent");
      }
      event(model, conversation, "has everything erased", () => erase(conversation));
      break;
  }
}

function request(
  model: Expected,
  conversation: Conversation,
  { name, state, promisedAt }: Extract<Effect, { kind: "request" }>,
): void {
  const { now } = model;
  const served = open(conversation);
  const joins = { requestedAt: now, waitingSince: now, waited: undefined };
  event(model, conversation, name, () => {
    if (served === undefined) {
      const first = { ...blank(now), state, promisedAt, begunByStaff: false, unansweredSince: now };
      const waits = state === "waiting" ? { waitingSince: now } : {};
      conversation.handoffs.push({ ...first, ...waits });
      return;
    }
    served.fence++;
    served.unansweredSince ??= now;
    const rest = { state, promisedAt, activeAt: now, begunByStaff: false, escalated: false };
    Object.assign(served, rest, state === "waiting" ? joins : {});
  });
}
