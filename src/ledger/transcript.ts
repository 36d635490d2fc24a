import type { Channel } from "../core/channel.ts";
import type { TranscriptEntry } from "./ledger.ts";
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
  return rows.map((row) => ({
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
  }));
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

export async function waiting(store: Store, limit: number): Promise<string[]> {
  const rows = await store.db
    .selectFrom("conversations")
    .select("id")
    .where("waiting_since", "is not", null)
    .orderBy("waiting_since")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}
