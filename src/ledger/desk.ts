/** What staff work with: a conversation, what they say and note, canned replies. */
import { randomBytes } from "node:crypto";
import type { Channel } from "../core/channel.ts";
import type { DeliveryState } from "../core/delivery.ts";
import type { Handoff, HandoffState } from "../core/handoff.ts";
import type { Attachment, Handle } from "../core/message.ts";
import type { Owner } from "../core/owner.ts";
import type { StaffRef } from "../core/staff.ts";
import { newestHandoff } from "./handoffs.ts";
import { noteWritten } from "./handoffTurn.ts";
import { storable } from "./storable.ts";
import type { Store } from "./store.ts";
import { tell } from "./utterance.ts";

export interface DeskConversation {
  readonly id: string;
  readonly channel: Channel;
  readonly contact: string;
  readonly owner: Owner;
  /** When the contact last wrote, and how many platform messages they were sent since. */
  readonly contactAt?: Date;
  readonly sentSince: number;
  /** The platform takes no messages for the contact: they blocked the bot, or are gone. */
  readonly unreachable?: true;
  readonly createdAt: Date;
  /** The newest, ended or not. */
  readonly handoff?: Handoff;
}

/** How an outgoing line of the transcript stands. */
export interface DeliveryReceipt {
  readonly seq: number;
  readonly delivery: string;
  readonly state: DeliveryState;
  readonly reason?: string;
}

export interface Note {
  readonly id: string;
  readonly staff: StaffRef;
  readonly text: string;
  readonly at: Date;
}

export interface CannedReply {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly topic?: string;
}

export interface StaffWords {
  readonly conversation: string;
  readonly staff: StaffRef;
  /** The surface's own id of them: a repeat carries the same. */
  readonly key: string;
  readonly text: string;
  readonly attachment?: Attachment;
  /** What the customer's channel is to make of it, where the surface is of that channel. */
  readonly handle?: Handle;
}

/** Why staff could not write: nobody serves the conversation, or somebody else does. */
export type WordsRefused =
  | { readonly refused: "no-conversation" }
  | { readonly refused: "not-claimed"; readonly state?: HandoffState }
  | { readonly refused: "claimed-by-other"; readonly by: StaffRef };

export async function deskConversation(
  store: Store,
  id: string,
): Promise<DeskConversation | undefined> {
  const row = await store.db
    .selectFrom("conversations")
    .select(["id", "channel", "contact", "owner", "contact_at", "sent_since", "created_at"])
    .select("unreachable_since")
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const newest = await newestHandoff(store, id);
  return {
    id,
    channel: row.channel as Channel,
    contact: row.contact,
    owner: row.owner,
    sentSince: row.sent_since,
    ...(row.unreachable_since === null ? {} : { unreachable: true }),
    createdAt: new Date(row.created_at),
    ...(row.contact_at === null ? {} : { contactAt: new Date(row.contact_at) }),
    ...(newest === undefined ? {} : { handoff: newest }),
  };
}

/** The newest receipts of a conversation; lines of long ago have `sent` or nothing to tell. */
export async function receipts(
  store: Store,
  conversation: string,
  limit: number,
): Promise<DeliveryReceipt[]> {
  const rows = await store.db
    .selectFrom("outbox")
    .select(["id", "seq", "state", "reason"])
    .where("conversation", "=", conversation)
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    seq: row.seq,
    delivery: row.id,
    state: row.state,
    ...(row.reason === null ? {} : { reason: row.reason }),
  }));
}

/** A person's words to the customer; whoever does not hold the conversation is refused. */
export async function say(
  store: Store,
  { conversation, staff, key, text, attachment, handle }: StaffWords,
): Promise<{ readonly delivery: string; readonly repeat: boolean } | WordsRefused> {
  const now = store.now().toISOString();
  return await store.lane.write(async (tx) => {
    const row = await tx
      .selectFrom("conversations")
      .leftJoin("handoffs", "handoffs.id", "conversations.handoff")
      .select(["conversations.id", "handoffs.id as handoff", "state"])
      .select(["handoffs.staff", "handoffs.staff_name", "handoffs.surface"])
      .where("conversations.id", "=", conversation)
      .executeTakeFirst();
    if (row === undefined) return { refused: "no-conversation" } as const;
    const { handoff, state, staff: holder } = row;
    if (handoff === null || state !== "claimed" || holder === null) {
      return { refused: "not-claimed", ...(state === null ? {} : { state }) } as const;
    }
    // Also their own, served in the platform's client: there alone they can write.
    if (holder !== staff.id || row.surface === "wecom") {
      const by = { id: holder, name: row.staff_name ?? holder };
      return { refused: "claimed-by-other", by } as const;
    }
    const said = await tell(tx, conversation, {
      key: `${staff.id} ${key}`,
      notice: { text },
      now,
      staff,
      source: key,
      ...(attachment === undefined ? {} : { attachment }),
      ...(handle === undefined ? {} : { handle }),
    });
    if (!said.repeat) await noteWritten(tx, handoff, { side: "staff", at: now, now });
    return said;
  });
}

/** What the service tells a contact about something of theirs; a repeat of a key is told once. */
export async function inform(
  store: Store,
  conversation: string,
  key: string,
  text: string,
): Promise<{ readonly delivery: string; readonly repeat: boolean }> {
  const now = store.now().toISOString();
  return await store.lane.write((tx) => tell(tx, conversation, { key, notice: { text }, now }));
}

export async function addNote(
  store: Store,
  conversation: string,
  staff: StaffRef,
  text: string,
): Promise<void> {
  await store.lane.write(async (tx) => {
    await tx
      .insertInto("notes")
      .values({
        id: randomBytes(8).toString("hex"),
        conversation,
        staff: staff.id,
        staff_name: staff.name,
        text: storable(text),
        at: store.now().toISOString(),
      })
      .execute();
  });
}

export async function notes(store: Store, conversation: string): Promise<Note[]> {
  const rows = await store.db
    .selectFrom("notes")
    .selectAll()
    .where("conversation", "=", conversation)
    .orderBy("at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    staff: { id: row.staff, name: row.staff_name },
    text: row.text,
    at: new Date(row.at),
  }));
}

/** Never goes back. */
export async function markRead(
  store: Store,
  staff: string,
  conversation: string,
  seq: number,
): Promise<void> {
  await store.lane.write(async (tx) => {
    await tx
      .insertInto("desk_reads")
      .values({ staff, conversation, seq })
      .onConflict((c) =>
        c.columns(["staff", "conversation"]).doUpdateSet({ seq }).where("desk_reads.seq", "<", seq),
      )
      .execute();
  });
}

export async function cannedReplies(store: Store): Promise<CannedReply[]> {
  const rows = await store.db.selectFrom("canned_replies").selectAll().orderBy("title").execute();
  return rows.map(({ id, title, text, topic }) => ({
    id,
    title,
    text,
    ...(topic === null ? {} : { topic }),
  }));
}

/** Without an id a new one. */
export async function saveCannedReply(
  store: Store,
  { id, title, text, topic }: Omit<CannedReply, "id"> & { readonly id?: string },
): Promise<string> {
  const key = id ?? randomBytes(6).toString("hex");
  const values = {
    title: storable(title),
    text: storable(text),
    topic: topic ?? null,
    updated_at: store.now().toISOString(),
  };
  await store.lane.write(async (tx) => {
    await tx
      .insertInto("canned_replies")
      .values({ id: key, ...values })
      .onConflict((c) => c.column("id").doUpdateSet(values))
      .execute();
  });
  return key;
}

export async function deleteCannedReply(store: Store, id: string): Promise<void> {
  await store.lane.write(async (tx) => {
    await tx.deleteFrom("canned_replies").where("id", "=", id).execute();
  });
}
