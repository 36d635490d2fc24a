import { type Selectable, sql } from "kysely";
import type { Channel } from "../core/channel.ts";
import type { Attachment } from "../core/message.ts";
import type { TranscriptEntry } from "./ledger.ts";
import type { Schema } from "./schema.ts";
import type { Store } from "./store.ts";

export async function transcript(
  store: Store,
  conversation: string,
  after: number,
  limit: number,
): Promise<TranscriptEntry[]> {
  const rows = await store.db
    .selectFrom("transcript")
    .selectAll()
    .where("conversation", "=", conversation)
    .where("seq", ">", after)
    .orderBy("seq")
    .limit(limit)
    .execute();
  return rows.map(toEntry);
}

/** The newest lines before a position, or of all, oldest first. */
export async function newestLines(
  store: Store,
  conversation: string,
  limit: number,
  before?: number,
): Promise<TranscriptEntry[]> {
  const rows = await store.db
    .selectFrom("transcript")
    .selectAll()
    .where("conversation", "=", conversation)
    .$if(before !== undefined, (q) => q.where("seq", "<", before ?? 0))
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
  return rows.toReversed().map(toEntry);
}

function toEntry(row: Selectable<Schema["transcript"]>): TranscriptEntry {
  return {
    seq: row.seq,
    side: row.side,
    text: row.text,
    at: new Date(row.at),
    ...(row.outcome === null
      ? {}
      : { outcome: JSON.parse(row.outcome) as NonNullable<TranscriptEntry["outcome"]> }),
    ...(row.message_id === null ? {} : { messageId: row.message_id }),
    ...(row.intent === null ? {} : { intent: row.intent }),
    ...(row.confidence === null ? {} : { confidence: row.confidence }),
    ...(row.staff === null ? {} : { staff: { id: row.staff, name: row.staff_name ?? row.staff } }),
    ...(row.attachment === null ? {} : { attachment: JSON.parse(row.attachment) as Attachment }),
  };
}

export async function conversationOf(
  store: Store,
  channel: Channel,
  contact: string,
): Promise<string | undefined> {
  const row = await store.db
    .selectFrom("conversations")
    .select("id")
    .where("channel", "=", channel)
    .where("contact", "=", contact)
    .executeTakeFirst();
  return row?.id;
}

/** Long enough for the instance that accepted a message to handle it, with a model even. */
const othersWaitMs = 10_000;

/**
 * Those whose message this instance accepted, and any that has waited for long: instances that
 * share a record do not all work on the same message.
 */
export async function waiting(store: Store, limit: number): Promise<string[]> {
  const long = new Date(store.now().getTime() - othersWaitMs).toISOString();
  const rows = await store.db
    .selectFrom("conversations")
    .select("id")
    .where("waiting_since", "is not", null)
    .where((e) =>
      e.or([
        e("waiting_at", "=", store.instance),
        e("waiting_at", "is", null),
        e("waiting_since", "<", long),
        // An instance that said farewell, or was found dead, handles nothing any more.
        e("waiting_at", "not in", e.selectFrom("instances").select("instances.id")),
      ]),
    )
    .orderBy("waiting_since")
    .orderBy("id")
    .limit(sql.lit(limit))
    .execute();
  return rows.map((row) => row.id);
}

export async function backlog(store: Store): Promise<number> {
  return (await unhandled(store)).count;
}

/**
 * Asked for every few seconds, so it goes by the conversations that wait: joined, SQLite reads the
 * whole inbox. The comparison says to it what `is not null` does not, that the index will do.
 */
export async function unhandled(store: Store): Promise<{ count: number; since: string | null }> {
  const row = await store.db
    .selectFrom("conversations as c")
    .where("c.waiting_since", ">", "")
    .select((e) => [
      e.fn
        .sum(
          e
            .selectFrom("inbox as i")
            .whereRef("i.conversation", "=", "c.id")
            .whereRef("i.seq", ">", "c.handled_seq")
            .select((i) => i.fn.countAll().as("n")),
        )
        .as("n"),
      e.fn.min("c.waiting_since").as("since"),
    ])
    .executeTakeFirstOrThrow();
  return { count: Number(row.n ?? 0), since: row.since };
}
