import { type Selectable, sql } from "kysely";
import type { Channel } from "../core/channel.ts";
import { erasedReason } from "./erase.ts";
import type { Delivery, DeliveryState, Settlement } from "./ledger.ts";
import type { Schema } from "./schema.ts";
import { needScrub } from "./scrub.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";

type Row = Selectable<Schema["outbox"]> & { contact: string };

export async function dueDeliveries(
  store: Store,
  channels: readonly Channel[],
  limit: number,
  now: Date,
): Promise<Delivery[]> {
  if (channels.length === 0 || limit <= 0) return [];
  // Looked for without the write lock first: mostly there is nothing, and asking is frequent.
  const due = await heads(store.db, channels, limit, now);
  if (due.length === 0) return [];
  return await store.lane.write((tx) => claim(tx, due, store.instance));
}

/** Of every conversation the first reply not yet settled, if it is due. */
async function heads(
  db: Store["db"],
  channels: readonly Channel[],
  limit: number,
  now: Date,
): Promise<{ id: string; fence: number }[]> {
  return await db
    .selectFrom("outbox as o")
    .select(["o.id", "o.fence"])
    .where("o.state", "=", "queued")
    .where(unsent("o"))
    .where("o.due_at", "<=", now.toISOString())
    .where("o.channel", "in", channels)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("outbox as earlier")
            .select("earlier.id")
            .whereRef("earlier.conversation", "=", "o.conversation")
            .whereRef("earlier.seq", "<", "o.seq")
            .where(unsent("earlier"))
            .where("earlier.state", "in", ["queued", "sending"]),
        ),
      ),
    )
    .orderBy("o.due_at")
    .orderBy("o.id")
    .limit(limit)
    .execute();
}

/** Says to the planner, in the words of the partial indexes, that they hold what is looked for. */
function unsent(table: string) {
  return sql<boolean>`${sql.ref(`${table}.state`)} <> 'sent'`;
}

/** The fence decides between two that saw the same row. */
async function claim(
  tx: Tx,
  due: readonly { id: string; fence: number }[],
  instance: string,
): Promise<Delivery[]> {
  const claimed: Delivery[] = [];
  for (const { id, fence } of due) {
    const row = await tx
      .updateTable("outbox")
      .set((e) => ({
        state: "sending" as const,
        fence: fence + 1,
        attempts: e("attempts", "+", 1),
        claimed_by: instance,
      }))
      .where("id", "=", id)
      .where("fence", "=", fence)
      .where("state", "=", "queued")
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) continue;
    const { contact } = await tx
      .selectFrom("conversations")
      .select("contact")
      .where("id", "=", row.conversation)
      .executeTakeFirstOrThrow();
    claimed.push(toDelivery({ ...row, contact }));
  }
  return claimed;
}

export async function settle(
  store: Store,
  id: string,
  fence: number,
  result: Settlement,
): Promise<boolean> {
  store.crash("before-settle");
  const settled = await store.lane.write(async (tx) => {
    const row = await tx
      .selectFrom("outbox")
      .select(["body", "fleeting"])
      .where("id", "=", id)
      .where("fence", "=", fence)
      .where("state", "=", "sending")
      .executeTakeFirst();
    if (row === undefined) return undefined;
    await record(tx, id, row, result, store.now());
    return row;
  });
  if (settled?.fleeting === 1 && result.state !== "retry") await store.forget();
  return settled !== undefined;
}

export async function record(
  tx: Tx,
  id: string,
  row: { body: string | null; fleeting: number },
  result: Settlement,
  now: Date,
): Promise<void> {
  const retry = result.state === "retry" && row.body !== null;
  const spent = !retry && (result.state === "sent" || row.fleeting === 1);
  await tx
    .updateTable("outbox")
    .set({
      ...(retry
        ? { state: "queued", due_at: result.at.toISOString() }
        : {
            // What an erasure emptied meanwhile cannot be sent again.
            state: result.state === "retry" ? "failed" : result.state,
            settled_at: now.toISOString(),
          }),
      reason:
        result.state === "sent" ? null : row.body === null ? erasedReason : storable(result.reason),
      ...(spent ? { body: null } : {}),
    })
    .where("id", "=", id)
    .execute();
  if (spent && row.fleeting === 1) await needScrub(tx);
}

export async function deliveries(
  store: Store,
  state: DeliveryState,
  limit: number,
): Promise<Delivery[]> {
  const rows = await store.db
    .selectFrom("outbox")
    .innerJoin("conversations", "conversations.id", "outbox.conversation")
    .selectAll("outbox")
    .select("contact")
    .where("state", "=", state)
    .$if(state !== "sent", (q) => q.where(unsent("outbox")))
    .orderBy("outbox.created_at")
    .orderBy("outbox.id")
    .limit(limit)
    .execute();
  return rows.map(toDelivery);
}

export async function requeue(store: Store, id: string): Promise<boolean> {
  return await store.lane.write(async (tx) => {
    const { numUpdatedRows: updated } = await tx
      .updateTable("outbox")
      .set({ state: "queued", due_at: store.now().toISOString(), settled_at: null, attempts: 0 })
      .where("id", "=", id)
      .where("state", "in", ["uncertain", "failed"])
      .where("body", "is not", null)
      .executeTakeFirstOrThrow();
    return updated === 1n;
  });
}

function toDelivery(row: Row): Delivery {
  const body = (row.body === null ? nothing : JSON.parse(row.body)) as typeof nothing;
  return {
    id: row.id,
    fence: row.fence,
    conversation: row.conversation,
    channel: row.channel as Channel,
    contact: row.contact,
    seq: row.seq,
    state: row.state,
    text: body.text,
    kind: body.kind,
    citations: body.citations,
    choices: body.choices,
    messageId: row.message_id,
    attempts: row.attempts,
    createdAt: new Date(row.created_at),
    dueAt: new Date(row.due_at),
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}

const nothing: Pick<Delivery, "text" | "kind" | "citations" | "choices"> = {
  text: "",
  kind: "say",
  citations: [],
  choices: [],
};
