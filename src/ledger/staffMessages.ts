/** Messages of the staff group: what they became, and what is still to be told next to them. */
import { sql } from "kysely";
import type { StaffFailure, StaffMessage, StaffRemark } from "../core/staffGroup.ts";
import { storable } from "./storable.ts";
import type { Store } from "./store.ts";

/** The words of staff carry their message's id on the transcript, in the transaction that said them. */
export async function saidAs(
  { db }: Store,
  conversation: string,
  key: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("transcript as t")
    .innerJoin("outbox as o", (join) =>
      join.onRef("o.conversation", "=", "t.conversation").onRef("o.seq", "=", "t.seq"),
    )
    .select("o.id")
    .where("t.conversation", "=", conversation)
    .where("t.side", "=", "staff")
    .where("t.message_id", "=", key)
    .executeTakeFirst();
  return row?.id;
}

/** Whether a reply is one of this conversation. */
export async function isOf({ db }: Store, conversation: string, delivery: string) {
  const row = await db
    .selectFrom("outbox")
    .select("id")
    .where("id", "=", delivery)
    .where("conversation", "=", conversation)
    .executeTakeFirst();
  return row !== undefined;
}

export async function keepMessage(
  store: Store,
  { message, conversation, delivery, remark }: StaffMessage,
): Promise<void> {
  const row = {
    message,
    conversation,
    delivery: delivery ?? null,
    remark: remark === undefined ? null : storable(remark),
    told: 0,
  };
  await store.lane.write((tx) =>
    tx
      .insertInto("staff_messages")
      .values(row)
      .onConflict((c) =>
        c.column("message").doUpdateSet((e) => ({
          delivery: e.fn.coalesce(e.ref("excluded.delivery"), e.ref("staff_messages.delivery")),
          remark: sql<
            string | null
          >`coalesce(staff_messages.remark || ${"\n"} || excluded.remark, excluded.remark, staff_messages.remark)`,
        })),
      )
      .execute(),
  );
}

export async function remarks({ db }: Store, conversation: string): Promise<StaffRemark[]> {
  const rows = await db
    .selectFrom("staff_messages")
    .select(["message", "remark"])
    .where("conversation", "=", conversation)
    .where("remark", "is not", null)
    .execute();
  return rows
    .map(({ message, remark }) => ({ message, text: remark ?? "" }))
    .sort((a, b) => numberOf(a.message) - numberOf(b.message));
}

/** What came to it meanwhile stays to be told. */
export async function toldRemark(store: Store, { message, text }: StaffRemark): Promise<void> {
  await store.lane.write((tx) =>
    tx
      .updateTable("staff_messages")
      .set({ remark: null })
      .where("message", "=", message)
      .where("remark", "=", text)
      .execute(),
  );
}

export async function failures(
  { db }: Store,
  conversation: string,
  chat: number,
): Promise<StaffFailure[]> {
  const rows = await db
    .selectFrom("staff_messages as m")
    .innerJoin("outbox as o", "o.id", "m.delivery")
    .select(["m.message", "o.id", "o.state", "o.reason", "o.fence", "o.seq"])
    .where("m.conversation", "=", conversation)
    .where("m.message", "like", `${chat}/%`)
    .where("o.state", "in", ["failed", "uncertain"])
    .where(sql<boolean>`o.state <> 'sent'`)
    .whereRef("m.told", "<", "o.fence")
    .orderBy("o.seq")
    .execute();
  return rows.map(({ message, id, state, reason, fence }) => ({
    message,
    delivery: id,
    state: state === "failed" ? state : "uncertain",
    reason: reason ?? "",
    fence,
  }));
}

export async function toldFailure(store: Store, { message, fence }: StaffFailure): Promise<void> {
  await store.lane.write((tx) =>
    tx
      .updateTable("staff_messages")
      .set({ told: fence })
      .where("message", "=", message)
      .where("told", "<", fence)
      .execute(),
  );
}

export async function customerMessages(
  { db }: Store,
  delivery: string,
  staffChat: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom("staff_messages")
    .select("message")
    .where("delivery", "=", delivery)
    .where("message", "not like", `${staffChat}/%`)
    .execute();
  return rows.map(({ message }) => message).sort((a, b) => numberOf(a) - numberOf(b));
}

function numberOf(message: string): number {
  return Number(message.split("/")[1]);
}
