import { type Handoff, nobodyKnows } from "../core/handoff.ts";
import type { PageStep } from "../core/page.ts";
import type { StaffRef } from "../core/staff.ts";
import { readDetail } from "./detail.ts";
import { begin, changeRow, type HandoffFields } from "./handoffChange.ts";
import { openIn, type Row } from "./handoffRow.ts";
import { giveTo } from "./owner.ts";
import { servicerIn } from "./servicer.ts";
import type { Tx } from "./store.ts";
import { type Notice, tell } from "./utterance.ts";

/** What follows where people of a platform's own client come and go. */
export interface PlatformEdges {
  /** Told to the customer whom one of them takes, where the platform takes a message for that. */
  readonly taken: Notice;
  /** What is set where that person's part is over. */
  ended(handoff: Pick<Handoff, "answeredAt">): HandoffFields;
}

/** Who answers from now on, as the platform says it. */
export type OwnerChange = Omit<Extract<PageStep, { readonly kind: "owner" }>, "kind">;

/**
 * The platform says who answers: a person in its own client, or nobody there any more. The
 * conversation, where something has changed; without `edges` nothing follows.
 */
export async function platformOwner(
  tx: Tx,
  change: OwnerChange,
  now: string,
  edges?: PlatformEdges,
): Promise<string | undefined> {
  const conversation = await tx
    .selectFrom("conversations")
    .select(["id", "handled_seq"])
    .where("channel", "=", change.channel)
    .where("contact", "=", change.contact)
    .executeTakeFirst();
  if (conversation === undefined) return undefined;
  const { id } = conversation;
  const open = await openIn(tx, id);
  if (change.owner === "bot") {
    // Only what the platform's client had is the platform's to give back.
    const ended =
      open?.surface === "wecom"
        ? await end(tx, await withAnswer(tx, open, conversation.handled_seq), now, edges)
        : open === undefined && (await giveTo(tx, id, "bot"));
    return ended ? id : undefined;
  }
  const changed = await takeOver(tx, id, { open, change, now });
  if (change.edge === undefined || edges === undefined) return changed ? id : undefined;
  const { handle, id: edge } = change.edge;
  const { repeat } = await tell(tx, id, { key: `edge ${edge}`, notice: edges.taken, now, handle });
  return changed || !repeat ? id : undefined;
}

async function end(tx: Tx, open: Row, now: string, edges?: PlatformEdges): Promise<boolean> {
  if (open.state !== "claimed") {
    // Whom nobody took out of the platform's pool was served by nobody.
    const set = { state: "ended", end: "withdrawn" } as const;
    return await changeRow(tx, open, { set, event: "withdrawn", now });
  }
  const answered = open.answered_at === null ? {} : { answeredAt: new Date(open.answered_at) };
  const set = { ...edges?.ended(answered), state: "ended", end: "closed" } as const;
  return await changeRow(tx, open, { set, event: "closed", now });
}

/** What a servicer wrote can still be on its way to the transcript when the session ends. */
async function withAnswer(tx: Tx, open: Row, handledSeq: number): Promise<Row> {
  if (open.answered_at !== null) return open;
  const rows = await tx
    .selectFrom("inbox")
    .select(["at", "detail"])
    .where("conversation", "=", open.conversation)
    .where("seq", ">", handledSeq)
    .orderBy("seq")
    .execute();
  const answer = rows.find(({ detail }) => readDetail(detail).side === "staff");
  if (answer === undefined) return open;
  await tx
    .updateTable("handoffs")
    .set({ answered_at: answer.at })
    .where("id", "=", open.id)
    .execute();
  return { ...open, answered_at: answer.at };
}

/** The pool, or a servicer, whoever that is. */
async function takeOver(
  tx: Tx,
  conversation: string,
  {
    open,
    change: { owner, servicer },
    now,
  }: { readonly open: Row | undefined; readonly change: OwnerChange; readonly now: string },
): Promise<boolean> {
  const staff: StaffRef =
    servicer === undefined ? { id: "wecom:", name: "企业微信" } : await servicerIn(tx, servicer);
  if (open === undefined) {
    const opening = {
      conversation,
      reason: "platform",
      desk: {},
      capsule: nobodyKnows,
    } as const;
    await begin(tx, { ...opening, surface: "wecom", ...(owner === "staff" ? { staff } : {}) }, now);
    return true;
  }
  const state = owner === "staff" ? "claimed" : "waiting";
  const same = open.surface === "wecom" && open.state === state;
  if (same && (servicer === undefined || open.staff === staff.id)) return false;
  return await changeRow(tx, open, {
    set: { state, surface: "wecom", staff: owner === "staff" ? staff : null },
    event:
      open.state === "claimed" ? "transferred" : owner === "staff" ? "claimed" : "joined-queue",
    by: staff,
    now,
  });
}
