import type { Channel } from "../core/channel.ts";
import type { Reply } from "../core/delivery.ts";
import type { Choice } from "../core/outcome.ts";
import type { Store } from "./store.ts";

type Said = Pick<Reply, "kind" | "citations" | "choices">;

const nothing: Said = { kind: "say", citations: [], choices: [] };

/** What was said to a message; the transcript has it when the outbox has let it go. */
export async function replyTo(
  store: Store,
  channel: Channel,
  contact: string,
  messageId: string,
): Promise<Reply | undefined> {
  const row = await store.db
    .selectFrom("conversations")
    .innerJoin("inbox", "inbox.conversation", "conversations.id")
    .leftJoin("outbox", (join) =>
      join
        .onRef("outbox.conversation", "=", "inbox.conversation")
        .onRef("outbox.message_id", "=", "inbox.message_id"),
    )
    .leftJoin("transcript", (join) =>
      join
        .onRef("transcript.conversation", "=", "outbox.conversation")
        .onRef("transcript.seq", "=", "outbox.seq"),
    )
    .select(["outbox.id", "outbox.state", "transcript.text", "transcript.outcome"])
    .where("conversations.channel", "=", channel)
    .where("conversations.contact", "=", contact)
    .where("inbox.message_id", "=", messageId)
    .whereRef("inbox.seq", "<=", "conversations.handled_seq")
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const said = row.outcome === null ? nothing : (JSON.parse(row.outcome) as Said);
  return { ...said, delivery: row.id ?? "", state: row.state ?? "sent", text: row.text ?? "" };
}

/** The choice a contact was offered, and nobody else. */
export async function choice(
  store: Store,
  channel: Channel,
  contact: string,
  delivery: string,
  index: number,
): Promise<Choice | undefined> {
  const row = await store.db
    .selectFrom("outbox")
    .innerJoin("conversations", "conversations.id", "outbox.conversation")
    .innerJoin("transcript", (join) =>
      join
        .onRef("transcript.conversation", "=", "outbox.conversation")
        .onRef("transcript.seq", "=", "outbox.seq"),
    )
    .select("transcript.outcome")
    .where("outbox.id", "=", delivery)
    .where("conversations.channel", "=", channel)
    .where("conversations.contact", "=", contact)
    .executeTakeFirst();
  const said = row?.outcome == null ? nothing : (JSON.parse(row.outcome) as Said);
  return said.choices[index];
}
