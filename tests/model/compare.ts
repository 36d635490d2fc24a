/** Lays the record beside the model: every conversation, whole, after every step. */
import type { Handoff } from "../../src/core/handoff.ts";
import type { DeskConversation, Ledger } from "../../src/ledger/ledger.ts";
import {
  type Conversation,
  type Expected,
  newest,
  ownerOf,
  type Served,
} from "./expected/state.ts";
import { same, Violation } from "./violation.ts";
import type { World } from "./world.ts";

const all = 1_000;

export async function compare(model: Expected, world: World): Promise<void> {
  const { ledger } = world.instances[0];
  same("fences", "handed over to the client", world.handedOver, model.handedOver);
  const open = await ledger.desk.handoffsIn(["promised", "waiting", "claimed"], all);
  const conversations = open.map(({ conversation }) => conversation);
  same("owner", "open handoffs", new Set(conversations).size, conversations.length);
  for (const conversation of model.conversations) {
    const id = await ledger.conversationOf(conversation.channel, conversation.contact);
    const found = id === undefined ? undefined : await ledger.desk.conversation(id);
    same("owner", `${conversation.contact} is known`, found !== undefined, conversation.known);
    if (found === undefined) continue;
    const wrote = found.contactAt?.getTime();
    same("kept", `when ${conversation.contact} last wrote`, wrote, conversation.contactAt);
    compareOwner(conversation, found);
    await compareLines(conversation, ledger, found.id);
    compareMarks(conversation, found);
    await compareRows(conversation, ledger, found.id);
    same("settled", `${conversation.contact} sent since`, found.sentSince, conversation.sentSince);
  }
}

function compareOwner(conversation: Conversation, found: DeskConversation): void {
  const { contact } = conversation;
  const served = newest(conversation);
  const { handoff } = found;
  same("owner", `owner of ${contact}`, found.owner, ownerOf(conversation));
  same("owner", `handoff of ${contact}`, place(handoff), placed(served));
  same("fences", `fence of ${contact}`, handoff?.fence, served?.fence);
}

/** What the lines leave behind. */
function compareMarks(conversation: Conversation, { handoff }: DeskConversation): void {
  const { contact } = conversation;
  const served = newest(conversation);
  const since = handoff?.unansweredSince?.getTime();
  same("kept", `unanswered since of ${contact}`, since, served?.unansweredSince);
  same("afterwards", `after ${contact}`, rated(handoff), rate(served));
  same("owner", `times of ${contact}`, times(handoff), timed(served));
}

const place = (handoff: Handoff | undefined) =>
  handoff && [handoff.state, handoff.staff?.id, handoff.surface, handoff.end, handoff.summary];
const placed = (served: Served | undefined) =>
  served && [served.state, served.staff, served.surface, served.end, served.summary];

const rated = (handoff: Handoff | undefined) =>
  handoff && [
    handoff.rating,
    handoff.followUpAt?.getTime(),
    handoff.followedUpAt !== undefined,
    handoff.solved,
  ];
const rate = (served: Served | undefined) =>
  served && [served.rating, served.followUpAt, served.followedUp, served.solved];

const times = (handoff: Handoff | undefined) =>
  handoff && [
    handoff.requestedAt.getTime(),
    handoff.waitingSince?.getTime(),
    handoff.promisedAt?.getTime(),
    handoff.escalatedAt !== undefined,
    handoff.answeredAt !== undefined,
    handoff.activeAt.getTime(),
  ];
const timed = (served: Served | undefined) =>
  served && [
    served.requestedAt,
    served.waitingSince,
    served.promisedAt,
    served.escalated,
    served.answered,
    served.activeAt,
  ];

async function compareLines(
  { contact, lines }: Conversation,
  ledger: Ledger,
  id: string,
): Promise<void> {
  const found = await ledger.transcript(id, 0, all);
  const longer = Math.max(found.length, lines.length);
  for (let at = 0; at < longer; at++) {
    const [is, should] = [found[at], lines[at]];
    // What nobody expected is one message too many.
    const property = should?.property ?? (is?.side === "contact" ? "kept" : "edges");
    const line = is && [is.side, is.text];
    same(property, `line ${at + 1} of ${contact}`, line, should && [should.side, should.text]);
  }
}

async function compareRows(
  { contact, rows }: Conversation,
  ledger: Ledger,
  id: string,
): Promise<void> {
  const found = (await ledger.desk.receipts(id, all)).toSorted((a, b) => a.seq - b.seq);
  const states = found.map(({ state }) => state);
  same(
    "settled",
    `replies to ${contact}`,
    states,
    rows.map(({ state }) => state),
  );
  for (const { state, reason, seq } of found) {
    if ((state === "failed" || state === "uncertain") && !reason) {
      throw new Violation("settled", `reply ${seq} to ${contact} is ${state} without a reason`);
    }
  }
}

/** What is about to leave, at the moment it leaves. */
export function mayLeave(
  conversation: Conversation,
  { speaker, text }: { readonly speaker: string; readonly text: string },
): void {
  if (speaker !== "bot" || ownerOf(conversation) !== "staff") return;
  // A person may ask for it again, knowing who answers.
  if (conversation.rows.some((row) => row.resent && row.text === text)) return;
  throw new Violation("silence", `${text} leaves while staff own ${conversation.contact}`);
}
