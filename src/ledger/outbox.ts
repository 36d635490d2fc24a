import { type Selectable, sql } from "kysely";
import type { Channel } from "../core/channel.ts";
import type { Delivery, DeliveryState } from "../core/delivery.ts";
import type { Handle } from "../core/message.ts";
import { erasedReason } from "./erase.ts";
import type { Settlement } from "./ledger.ts";
import { giveBack, takeAgain } from "./nextVisit.ts";
import type { Schema } from "./schema.ts";
import { needScrub } from "./scrub.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";

type Row = Selectable<Schema["outbox"]> &
  Pick<Selectable<Schema["conversations"]>, "contact" | "contact_at" | "sent_since"> & {
    readonly accepted_at?: string | null;
  };

const mostLooks = 5;

export async function dueDeliveries(
  store: Store,
  channels: readonly Channel[],
  limit: number,
  now: Date,
): Promise<Delivery[]> {
  if (channels.length === 0 || limit <= 0) return [];
  for (let looks = 0; looks < mostLooks; looks += 1) {
    // Looked for without the write lock first: mostly there is nothing, and asking is frequent.
    const due = await heads(store.db, channels, limit, now);
    if (due.length === 0) return [];
    // In one order everywhere, so that two instances do not wait for each other.
    due.sort((a, b) => (a.id < b.id ? -1 : 1));
    const claimed = await claiming(store, (tx) => claim(tx, due, store));
    if (claimed.length > 0) return claimed;
    // None may leave any more, or another instance was quicker: what stood behind them is due.
  }
  return [];
}

/**
 * Notes what is claimed before the commit: where a commit is never answered, a reply that was
 * claimed and never given out can then be told from one that is being sent.
 */
async function claiming(store: Store, job: (tx: Tx) => Promise<Delivery[]>): Promise<Delivery[]> {
  const noted = new Set<string>();
  let given: readonly Delivery[] = [];
  try {
    const claimed = await store.lane.write(async (tx) => {
      const found = await job(tx);
      for (const { id, fence } of found) {
        noted.add(id);
        store.claims.set(id, fence);
      }
      return found;
    });
    given = claimed;
    return claimed;
  } finally {
    // Those of a run that was undone, and all of them where the end is unknown.
    const kept = new Set(given.map(({ id }) => id));
    for (const id of noted) if (!kept.has(id)) store.claims.delete(id);
  }
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
    // As a literal: SQLite plans a statement anew for every bound limit. Few values occur.
    .limit(sql.lit(limit))
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
  store: Store,
): Promise<Delivery[]> {
  const claimed: Delivery[] = [];
  for (const { id, fence } of due) {
    const row = await tx
      .updateTable("outbox")
      .set((e) => ({
        state: "sending" as const,
        fence: fence + 1,
        attempts: e("attempts", "+", 1),
        claimed_by: store.instance,
      }))
      .where("id", "=", id)
      .where("fence", "=", fence)
      .where("state", "=", "queued")
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) continue;
    const conversation = await tx
      .selectFrom("conversations")
      .leftJoin("inbox", (join) =>
        join
          .onRef("inbox.conversation", "=", "conversations.id")
          .on("inbox.message_id", "=", row.message_id),
      )
      .select(["contact", "contact_at", "sent_since", "owner", "owner_version", "accepted_at"])
      .where("conversations.id", "=", row.conversation)
      .executeTakeFirstOrThrow();
    if (mayLeave(row, conversation)) {
      claimed.push(toDelivery({ ...row, ...conversation, owner_version: row.owner_version }));
    } else {
      await stop(tx, row, store.now());
    }
  }
  return claimed;
}

/** A person's words, and the service's about who answers, are right whoever owns it by now. */
function mayLeave(
  { speaker, owner_version }: Pick<Row, "speaker" | "owner_version">,
  now: Pick<Selectable<Schema["conversations"]>, "owner_version">,
): boolean {
  return speaker !== "bot" || now.owner_version === owner_version;
}

/** Why a reply of the bot never left: whoever answers now has seen what was said since. */
export const takenOver = "a person took the conversation over";

async function stop(tx: Tx, row: Settling, now: Date): Promise<void> {
  const { parts_sent: left } = row;
  const reason = left === 0 ? takenOver : `${takenOver} after part ${left} of the reply`;
  await record(tx, row, { state: "failed", reason }, now);
  await giveBack(tx, row);
}

/** Claims one reply before its time. */
export async function claimReply(store: Store, id: string): Promise<Delivery | undefined> {
  const [claimed] = await claiming(store, async (tx) => {
    const row = await tx
      .selectFrom("outbox")
      .select(["id", "fence"])
      .where("id", "=", id)
      .where("state", "=", "queued")
      .executeTakeFirst();
    return row === undefined ? [] : await claim(tx, [row], store);
  });
  return claimed;
}

export async function progress(
  store: Store,
  id: string,
  fence: number,
  parts: number,
): Promise<boolean> {
  const goesOn = await store.lane.write(async (tx) => {
    const row = await claimedRow(tx, id, fence);
    if (row === undefined) return false;
    await tx.updateTable("outbox").set({ parts_sent: parts }).where("id", "=", id).execute();
    await count(tx, row, parts);
    const conversation = await tx
      .selectFrom("conversations")
      .select("owner_version")
      .where("id", "=", row.conversation)
      .executeTakeFirstOrThrow();
    if (mayLeave(row, conversation)) return true;
    await stop(tx, { ...row, parts_sent: parts }, store.now());
    return false;
  });
  if (!goesOn) forgetClaim(store, id, fence);
  return goesOn;
}

function forgetClaim(store: Store, id: string, fence: number): void {
  if (store.claims.get(id) === fence) store.claims.delete(id);
}

/** Adds to the conversation's count what has left since it was last told. */
async function count(
  tx: Tx,
  row: { readonly conversation: string; readonly parts_sent: number },
  parts: number,
): Promise<void> {
  if (parts <= row.parts_sent) return;
  await tx
    .updateTable("conversations")
    .set((e) => ({ sent_since: e("sent_since", "+", parts - row.parts_sent) }))
    .where("id", "=", row.conversation)
    .execute();
}

async function claimedRow(tx: Tx, id: string, fence: number) {
  return await tx
    .selectFrom("outbox")
    .select(["id", "conversation", "body", "fleeting", "parts_sent", "speaker", "owner_version"])
    .where("id", "=", id)
    .where("fence", "=", fence)
    .where("state", "=", "sending")
    .executeTakeFirst();
}

export async function settle(
  store: Store,
  id: string,
  fence: number,
  result: Settlement,
): Promise<boolean> {
  store.crash("before-settle");
  const settled = await store.lane.write(async (tx) => {
    const row = await claimedRow(tx, id, fence);
    if (row === undefined) return undefined;
    await record(tx, row, result, store.now());
    return row;
  });
  forgetClaim(store, id, fence);
  if (settled?.fleeting === 1 && result.state !== "retry") await store.forget();
  return settled !== undefined;
}

type Settling = Pick<Row, "id" | "conversation" | "body" | "fleeting" | "parts_sent">;

export async function record(tx: Tx, row: Settling, result: Settlement, now: Date): Promise<void> {
  const retry = result.state === "retry" && row.body !== null;
  const spent = !retry && (result.state === "sent" || row.fleeting === 1);
  if (result.state === "sent") await count(tx, row, result.parts ?? 1);
  // It may have arrived, so it is counted where a platform counts.
  if (result.state === "uncertain") await count(tx, row, row.parts_sent + 1);
  await tx
    .updateTable("outbox")
    .set({
      ...(retry
        ? {
            state: "queued",
            due_at: result.at.toISOString(),
            ...(result.unsent === true ? { attempts: sql<number>`attempts - 1` } : {}),
          }
        : {
            // What an erasure emptied meanwhile cannot be sent again.
            state: result.state === "retry" ? "failed" : result.state,
            settled_at: now.toISOString(),
          }),
      reason:
        result.state === "sent" ? null : row.body === null ? erasedReason : storable(result.reason),
      ...(result.state === "sent" ? { parts_sent: result.parts ?? 1 } : {}),
      ...(spent ? { body: null, handle: null } : {}),
    })
    .where("id", "=", row.id)
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
    .select(["contact", "contact_at", "sent_since"])
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
    const row = await tx
      .selectFrom("outbox as o")
      .leftJoin("transcript as t", (join) =>
        join.onRef("t.conversation", "=", "o.conversation").onRef("t.seq", "=", "o.seq"),
      )
      .select(["o.conversation", "o.body", "o.fleeting", "t.text", "t.outcome"])
      .where("o.id", "=", id)
      .executeTakeFirst();
    if (row === undefined) return false;
    const body = row.body ?? saidBody(row);
    if (body === undefined) return false;
    const { numUpdatedRows: updated } = await tx
      .updateTable("outbox")
      .set((e) => ({
        state: "queued",
        body,
        due_at: store.now().toISOString(),
        settled_at: null,
        attempts: 0,
        // Whoever asks for it again has seen who answers now.
        owner_version: e
          .selectFrom("conversations")
          .select("conversations.owner_version")
          .whereRef("conversations.id", "=", "outbox.conversation"),
      }))
      .where("id", "=", id)
      .where("state", "in", ["uncertain", "failed"])
      .executeTakeFirstOrThrow();
    if (updated === 1n) await takeAgain(tx, row);
    return updated === 1n;
  });
}

/** Of what had left and bounced, as the transcript has it; of what was erased it has nothing. */
function saidBody({
  fleeting,
  text,
  outcome,
}: {
  readonly fleeting: number;
  readonly text: string | null;
  readonly outcome: string | null;
}): string | undefined {
  if (fleeting === 1 || text === null) return undefined;
  const said = outcome === null ? {} : (JSON.parse(outcome) as Partial<typeof nothing>);
  return JSON.stringify({ ...nothing, ...said, text });
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
    speaker: row.speaker,
    text: body.text,
    kind: body.kind,
    citations: body.citations,
    choices: body.choices,
    messageId: row.message_id,
    handle: row.handle === null ? {} : (JSON.parse(row.handle) as Handle),
    attempts: row.attempts,
    partsSent: row.parts_sent,
    bounces: row.bounces,
    sentSince: row.sent_since,
    contactAt: new Date(row.contact_at ?? row.created_at),
    ...(row.accepted_at ? { acceptedAt: new Date(row.accepted_at) } : {}),
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
