import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { ZhiwenError } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import { freshSession } from "../core/session.ts";
import type { StaffRef } from "../core/staff.ts";
import { writeDetail } from "./detail.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";
import { storeError } from "./storeError.ts";

/** Longer keys come from no platform; they would only bloat the indexes. */
const longestKey = 512;

export async function accept(
  store: Store,
  message: Message,
): Promise<{ conversation: string; repeat: boolean }> {
  check(message);
  try {
    const accepted = await store.lane.write(
      (tx) => insert(tx, message, { instance: store.instance, now: store.now().toISOString() }),
      `${message.channel}/${message.contact}`,
    );
    store.crash("after-accept");
    return accepted;
  } catch (error) {
    throw storeError("could not store the message", error);
  }
}

/** Refuses what no platform sends; the record's keys must come back as they went in. */
export function check(message: Pick<Message, "id" | "contact" | "at">): void {
  checkKey("id", message.id);
  checkKey("contact", message.contact);
  if (Number.isNaN(message.at.getTime())) {
    throw new ZhiwenError("ledger", "the message has no valid time", "set `at` in the door");
  }
}

export interface Accepting {
  readonly instance: string;
  readonly now: string;
  /** Kept on the transcript, not answered. */
  readonly kept?: boolean;
  /** Who wrote it; the contact unless told. */
  readonly side?: "staff";
  /** For `staff`: who. */
  readonly staff?: StaffRef;
}

/** Inside a transaction of the caller's. */
export async function insert(
  tx: Tx,
  message: Message,
  { instance, now, kept = message.kept === true, side, staff }: Accepting,
): Promise<{ conversation: string; repeat: boolean }> {
  let row = await nextPlace(tx, message);
  if (row === undefined) {
    await addConversation(tx, message, now);
    row = await nextPlace(tx, message);
  }
  if (row === undefined) throw new Error("the conversation vanished while a message was stored");
  const { numInsertedOrUpdatedRows: inserted } = await tx
    .insertInto("inbox")
    .values({
      conversation: row.id,
      seq: row.accepted_seq,
      message_id: message.id,
      text: storable(message.text),
      at: message.at.toISOString(),
      accepted_at: now,
      state: "waiting",
      attempts: 0,
      starts: 0,
      detail: writeDetail(message, { kept, side, ...(staff === undefined ? {} : { staff }) }),
    })
    .onConflict((c) => c.columns(["conversation", "message_id"]).doNothing())
    .executeTakeFirstOrThrow();
  if (inserted === 0n) return { conversation: row.id, repeat: true };
  const wrote = side === undefined && message.arrival !== true;
  if (row.waiting_since === null || wrote) {
    await tx
      .updateTable("conversations")
      .set({
        ...(row.waiting_since === null ? { waiting_since: now, waiting_at: instance } : {}),
        ...(wrote ? { unreachable_since: null, ...writtenAt(row, message.at.toISOString()) } : {}),
      })
      .where("id", "=", row.id)
      .execute();
  }
  return { conversation: row.id, repeat: false };
}

/**
 * When the contact last wrote, and what left since: a message may come here long after it was
 * written, and after ones that were written later.
 */
function writtenAt(
  { id, contact_at, sent_since }: NonNullable<Awaited<ReturnType<typeof nextPlace>>>,
  at: string,
) {
  if (contact_at !== null && contact_at > at) return {};
  // Platforms date by the second; what left in the same one is taken for what was answered to.
  const second = `${at.slice(0, "2026-11-21T08:00:00".length)}.999Z`;
  return { contact_at: at, sent_since: sent_since === 0 ? 0 : sentAfter(id, second) };
}

/** More than any platform allows on one message. */
const newestReplies = 16;

/**
 * Platform messages that left after a moment, by the newest replies. Of one that is being sent all
 * parts are counted, and one that may have left more than is known: to write too little is better
 * than to be refused.
 */
function sentAfter(conversation: string, at: string) {
  return sql<number>`(
    select coalesce(sum(parts_sent + case when state = 'uncertain' then 1 else 0 end), 0)
    from (
      select state, parts_sent, settled_at, due_at from outbox
      where conversation = ${conversation} order by seq desc limit ${sql.lit(newestReplies)}
    ) as newest
    where state = 'sending' or coalesce(settled_at, due_at) > ${at}
  )`;
}

/** The conversation with a contact, begun where there is none. */
export async function addConversation(
  tx: Tx,
  { channel, contact }: Pick<Message, "channel" | "contact">,
  now: string,
): Promise<void> {
  await tx
    .insertInto("conversations")
    .values({
      id: randomBytes(10).toString("hex"),
      channel,
      contact,
      version: 0,
      session: JSON.stringify(freshSession),
      accepted_seq: 0,
      handled_seq: 0,
      transcript_seq: 0,
      owner: "bot",
      owner_version: 0,
      sent_since: 0,
      created_at: now,
    })
    .onConflict((c) => c.columns(["channel", "contact"]).doNothing())
    .execute();
}

/**
 * The message's place, if its conversation exists. The update also locks the row: on a database
 * with several writers the messages of one conversation get their places in commit order, and a
 * turn that commits meanwhile sees the new message or is seen by it. A repeat leaves its place
 * empty.
 */
async function nextPlace(tx: Tx, message: Message) {
  return await tx
    .updateTable("conversations")
    .set((e) => ({ accepted_seq: e("accepted_seq", "+", 1) }))
    .where("channel", "=", message.channel)
    .where("contact", "=", message.contact)
    .returning(["id", "accepted_seq", "waiting_since", "contact_at", "sent_since"])
    .executeTakeFirst();
}

/** Keys are compared, so they must come back as they went in; only text may be mended. */
function checkKey(name: "id" | "contact", value: string): void {
  if (value === "" || value.length > longestKey || storable(value) !== value) {
    throw new ZhiwenError(
      "ledger",
      `the message's ${name} is empty, longer than ${longestKey} or not valid text`,
      "have the door refuse or shorten it",
    );
  }
}
