import { randomBytes } from "node:crypto";
import { ZhiwenError } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import { freshSession } from "../core/session.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";
import { storeError } from "./storeError.ts";

/** Longer keys come from no platform; they would only bloat the indexes. */
const longestKey = 512;

export async function accept(
  store: Store,
  message: Message,
): Promise<{ conversation: string; repeat: boolean }> {
  checkKey("id", message.id);
  checkKey("contact", message.contact);
  if (Number.isNaN(message.at.getTime())) {
    throw new ZhiwenError("ledger", "the message has no valid time", "set `at` in the door");
  }
  try {
    const accepted = await store.lane.write((tx) => insert(tx, message, store.now().toISOString()));
    store.crash("after-accept");
    return accepted;
  } catch (error) {
    throw storeError("could not store the message", error);
  }
}

async function insert(
  tx: Tx,
  message: Message,
  now: string,
): Promise<{ conversation: string; repeat: boolean }> {
  let row = await nextPlace(tx, message);
  if (row === undefined) {
    await tx
      .insertInto("conversations")
      .values({
        id: randomBytes(10).toString("hex"),
        channel: message.channel,
        contact: message.contact,
        version: 0,
        session: JSON.stringify(freshSession),
        accepted_seq: 0,
        handled_seq: 0,
        transcript_seq: 0,
        created_at: now,
      })
      .onConflict((c) => c.columns(["channel", "contact"]).doNothing())
      .execute();
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
    })
    .onConflict((c) => c.columns(["conversation", "message_id"]).doNothing())
    .executeTakeFirstOrThrow();
  if (inserted === 0n) return { conversation: row.id, repeat: true };
  if (row.waiting_since === null) {
    await tx
      .updateTable("conversations")
      .set({ waiting_since: now })
      .where("id", "=", row.id)
      .execute();
  }
  return { conversation: row.id, repeat: false };
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
    .returning(["id", "accepted_seq", "waiting_since"])
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
