/** What a turn should make of a message, from how things stand when it begins. */
import { momentTold } from "../../../src/handoff/hours.ts";
import { botSays, sayings } from "../bot.ts";
import { day24, minute } from "../town.ts";
import type { Property } from "../violation.ts";
import { couldBeServed, isServedInClient, words } from "./edge.ts";
import { isOpen, nextOpening } from "./hours.ts";
import {
  type Conversation,
  type Expected,
  newest,
  open,
  ownerOf,
  type Served,
  type Written,
} from "./state.ts";

export type Effect =
  | { kind: "request"; name: string; state: "promised" | "waiting"; promisedAt?: number }
  | { kind: "leave" | "erase" }
  | { kind: "rate"; served: Served; rating: 1 | 2 | 3 }
  | { kind: "settle"; served: Served; solved: boolean };

export interface Decision {
  readonly text: string;
  readonly property: Property;
  readonly effects: readonly Effect[];
  readonly misses: number;
  /** The event where nothing else has a name for it. */
  readonly name?: string;
}

/** Undefined: kept for staff. `fails`: the bot breaks at it. */
export function decide(
  model: Expected,
  conversation: Conversation,
  written: Written,
): Decision | "fails" | undefined {
  const owner = ownerOf(conversation);
  if (written.side === "staff" || owner === "staff") return undefined;
  const decided =
    owner === "waiting"
      ? inQueue(model, conversation, written.text)
      : (after(model, conversation, written.text) ?? ofBot(model, conversation, written.text));
  if (decided === undefined || decided === "fails") return decided;
  const { nextVisit } = conversation;
  if (nextVisit.length === 0 || decided.effects.some(({ kind }) => kind === "erase")) {
    return decided;
  }
  model.saw("next-visit words are shown");
  return { ...decided, text: [...nextVisit, decided.text].join("\n\n"), property: "afterwards" };
}

function inQueue(model: Expected, conversation: Conversation, said: string): Decision | undefined {
  const { misses } = conversation;
  const served = newest(conversation);
  // In the platform's own pool nothing of ours arrives.
  if (served?.surface === "wecom") return undefined;
  if (said === "不等了") {
    return { text: words("left"), property: "edges", effects: [{ kind: "leave" }], misses };
  }
  if (said === sayings.erase) {
    const text = words("leave-first", { said });
    return { text, property: "edges", effects: [], misses, name: "asks what must wait" };
  }
  if (said !== "还要等多久") return undefined;
  const text = place(model, "place", served);
  return { text, property: "edges", effects: [], misses, name: "asks for their place" };
}

function after(model: Expected, conversation: Conversation, said: string): Decision | undefined {
  const { misses } = conversation;
  const served = newest(conversation);
  if (served?.state !== "ended") return undefined;
  const rating = { 满意: 3, 一般: 2, 不满意: 1 }[said] as 1 | 2 | 3 | undefined;
  const recent = model.now - (served.endedAt ?? 0) < 7 * day24;
  if (rating !== undefined && served.answered && served.rating === undefined && recent) {
    const text = words(rating === 1 ? "rated-badly" : "rated");
    return { text, property: "afterwards", effects: [{ kind: "rate", served, rating }], misses };
  }
  if (!served.followedUp || served.solved !== undefined) return undefined;
  const settle = { kind: "settle" as const, served };
  if (said === "解决了") {
    const effects = [{ ...settle, solved: true }];
    return { text: words("solved-thanks"), property: "afterwards", effects, misses };
  }
  if (said !== "还没解决") return undefined;
  const asked = { name: "says it is unsolved", text: words("sorry"), before: "", unasked: true };
  return request(model, conversation, { ...asked, misses }, [{ ...settle, solved: false }]);
}

function ofBot(model: Expected, conversation: Conversation, said: string): Decision | "fails" {
  const answer = botSays(said, conversation.misses);
  if (answer === undefined) return "fails";
  const { kind, text, misses } = answer;
  if (answer.erases) {
    return { text, property: "kept", effects: [{ kind: "erase" }], misses };
  }
  const asking = { text, misses, unasked: true, before: kind === "abstain" ? text : "" };
  if (said === sayings.person) {
    return request(model, conversation, { ...asking, name: "asks", unasked: false });
  }
  if (said === sayings.complaint) {
    const complaint = { ...asking, name: "complains", unasked: false, before: words("sorry") };
    return request(model, conversation, complaint);
  }
  if (misses >= 3 && (kind === "clarify" || kind === "abstain")) {
    const before = asking.before || words("not-understood");
    return request(model, conversation, { ...asking, name: "is not understood", before });
  }
  if (said === sayings.money)
    return request(model, conversation, { ...asking, name: "is owed a figure" });
  return { text, property: "back", effects: [], misses, name: "writes" };
}

interface Asking {
  readonly name: string;
  readonly text: string;
  readonly misses: number;
  /** By the bot, not by the customer. */
  readonly unasked: boolean;
  readonly before: string;
}

function request(
  model: Expected,
  conversation: Conversation,
  { name, text, misses, unasked, before }: Asking,
  effects: readonly Effect[] = [],
): Decision {
  const stays = { text, property: "edges", misses } as const;
  const inVain = { ...stays, name: `${name}, in vain`, effects } as const;
  if (!couldBeServed(model, conversation)) {
    if (unasked) return inVain;
    return { ...stays, effects: [...effects, { kind: "request", name, state: "promised" }] };
  }
  const told = (words: string) => (before === "" ? words : `${before}\n${words}`);
  if (isOpen(model.now)) {
    const waits: Effect = { kind: "request", name, state: "waiting" };
    const then = isServedInClient(model, conversation.channel)
      ? words("queued-client")
      : `${place(model, "queued")}${words("queued-then")}`;
    return { text: told(then), property: "edges", misses: 0, effects: [...effects, waits] };
  }
  if (unasked && open(conversation) !== undefined) return inVain;
  const promisedAt = nextOpening(model.now);
  const promise: Effect = { kind: "request", name, state: "promised", promisedAt };
  const when = momentTold(new Date(promisedAt));
  const hours = "周一至周五 09:00-12:00、14:00-17:30";
  const beyond = conversation.channel === "wecom-kf" && promisedAt - model.now >= 2 * day24;
  const text2 = told(words(beyond ? "promised-beyond" : "promised", { hours, when }));
  return { text: text2, property: "edges", misses: 0, effects: [...effects, promise] };
}

/** Who came before and still waits, and how long people lately waited. */
function place(model: Expected, key: "queued" | "place", served?: Served): string {
  const all = model.conversations.flatMap(({ handoffs }) => handoffs);
  const before = served?.waitingSince ?? Number.POSITIVE_INFINITY;
  const ahead = all.filter(
    (each) => each !== served && each.state === "waiting" && (each.waitingSince ?? 0) < before,
  ).length;
  const waits = all
    .filter((each) => !each.begunByStaff && each.promisedAt === undefined)
    .filter((each) => each.waited !== undefined && each.requestedAt >= model.now - 7 * day24)
    .sort((a, b) => b.requestedAt - a.requestedAt)
    .slice(0, 20)
    .map((each) => each.waited ?? 0);
  const mean = waits.reduce((sum, each) => sum + each, 0) / waits.length;
  const minutes = Math.max(1, Math.ceil(mean / minute));
  const wait = waits.length < 3 ? "" : words("wait", { minutes });
  return ahead === 0 ? words(`${key}-first`, { wait }) : words(key, { ahead, wait });
}
