import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import { staff } from "./staffTables.ts";

export interface Migration {
  readonly name: string;
  /** Runs in a transaction of its own. Must work on SQLite and PostgreSQL alike. */
  readonly up: (db: Kysely<never>) => Promise<void>;
}

/**
 * Forward only, in order; the place in this list plus one is the schema's version. One that has
 * shipped is never edited or moved: a change is a new one at the end.
 */
export const migrations: readonly Migration[] = [
  { name: "conversations, inbox, transcript, outbox", up: messages },
  { name: "requests", up: requests },
  { name: "gaps and erasures", up: gapsAndErasures },
  { name: "instances", up: instances },
  { name: "platforms", up: platforms },
  { name: "handoffs", up: handoffs },
  { name: "staff", up: staff },
  { name: "bounces", up: bounces },
  { name: "unreachable contacts", up: unreachableContacts },
];

async function messages(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable("conversations")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("channel", "text", (c) => c.notNull())
    .addColumn("contact", "text", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("session", "text", (c) => c.notNull())
    .addColumn("accepted_seq", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("handled_seq", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("waiting_since", "text")
    .addColumn("transcript_seq", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("created_at", "text", (c) => c.notNull())
    .addUniqueConstraint("conversations_contact", ["channel", "contact"])
    .execute();
  await db.schema
    .createIndex("conversations_waiting")
    .on("conversations")
    .columns(["waiting_since", "id"])
    .execute();

  await db.schema
    .createTable("inbox")
    .addColumn("conversation", "text", ownedByConversation)
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("message_id", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("accepted_at", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("starts", "integer", (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint("inbox_order", ["conversation", "seq"])
    .addUniqueConstraint("inbox_once", ["conversation", "message_id"])
    .execute();
  await sql`create index inbox_set_aside on inbox (conversation) where state = 'set-aside'`.execute(
    db,
  );

  await db.schema
    .createTable("transcript")
    .addColumn("conversation", "text", ownedByConversation)
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("side", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("outcome", "text")
    .addColumn("message_id", "text")
    .addColumn("intent", "text")
    .addColumn("confidence", "double precision")
    .addPrimaryKeyConstraint("transcript_order", ["conversation", "seq"])
    .execute();

  await db.schema
    .createTable("outbox")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("conversation", "text", ownedByConversation)
    .addColumn("channel", "text", (c) => c.notNull())
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("message_id", "text", (c) => c.notNull())
    .addColumn("body", "text")
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("fence", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("claimed_by", "text")
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("due_at", "text", (c) => c.notNull())
    .addColumn("settled_at", "text")
    .addColumn("reason", "text")
    .addUniqueConstraint("outbox_order", ["conversation", "seq"])
    .execute();
  // Sent rows are nearly all of them and never looked for: they stay out of the index.
  await sql`create index outbox_open on outbox (state, due_at) where state <> 'sent'`.execute(db);
  await sql`create index outbox_unsent on outbox (conversation, seq) where state <> 'sent'`.execute(
    db,
  );
}

async function requests(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable("requests")
    .addColumn("receipt", "text", (c) => c.primaryKey().notNull())
    .addColumn("conversation", "text", ownedByConversation)
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull())
    .addColumn("slots", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("updated_at", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("requests_of")
    .on("requests")
    .columns(["conversation", "created_at"])
    .execute();
}

async function gapsAndErasures(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable("gaps")
    .addColumn("folded", "text", (c) => c.primaryKey().notNull())
    .addColumn("question", "text", (c) => c.notNull())
    .addColumn("missing", "text", (c) => c.notNull())
    .addColumn("count", "integer", (c) => c.notNull())
    .addColumn("first_at", "text", (c) => c.notNull())
    .addColumn("last_at", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("gap_askers")
    .addColumn("folded", "text", (c) => c.notNull().references("gaps.folded").onDelete("cascade"))
    .addColumn("conversation", "text", ownedByConversation)
    .addPrimaryKeyConstraint("gap_askers_once", ["folded", "conversation"])
    .execute();
  await db.schema.createIndex("gap_askers_of").on("gap_askers").columns(["conversation"]).execute();
  await db.schema
    .createTable("erasures")
    .addColumn("number", "integer", (c) => c.primaryKey().notNull())
    .addColumn("day", "text", (c) => c.notNull())
    .addColumn("unscrubbed", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("conversations").addColumn("erased_seq", "integer").execute();
  await db.schema.alterTable("conversations").addColumn("erased_at", "text").execute();
  await db.schema
    .alterTable("outbox")
    .addColumn("fleeting", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`create index conversations_erased on conversations (erased_at) where erased_at is not null`.execute(
    db,
  );
}

async function instances(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable("instances")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("host", "text", (c) => c.notNull())
    .addColumn("pid", "integer", (c) => c.notNull())
    .addColumn("seen_at", "text", (c) => c.notNull())
    .execute();
}

async function platforms(db: Kysely<never>): Promise<void> {
  const add = async (
    table: string,
    column: string,
    type: "text" | "integer",
    build: (c: ColumnDefinitionBuilder) => ColumnDefinitionBuilder = (c) => c,
  ) => await db.schema.alterTable(table).addColumn(column, type, build).execute();
  const counted = (c: ColumnDefinitionBuilder) => c.notNull().defaultTo(0);
  await add("conversations", "waiting_at", "text");
  await add("conversations", "owner", "text", (c) => c.notNull().defaultTo("bot"));
  await add("conversations", "owner_version", "integer", counted);
  await add("conversations", "contact_at", "text");
  await add("conversations", "sent_since", "integer", counted);
  await add("inbox", "detail", "text");
  await add("transcript", "attachment", "text");
  await add("outbox", "handle", "text");
  await add("outbox", "owner_version", "integer", counted);
  await add("outbox", "parts_sent", "integer", counted);
  // Few of all conversations at a time.
  await sql`create index conversations_served on conversations (channel) where owner <> 'bot'`.execute(
    db,
  );
  await db.schema
    .createTable("cursors")
    .addColumn("source", "text", (c) => c.primaryKey().notNull())
    .addColumn("position", "text", (c) => c.notNull())
    .addColumn("updated_at", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("leases")
    .addColumn("name", "text", (c) => c.primaryKey().notNull())
    .addColumn("holder", "text")
    .addColumn("fence", "integer", (c) => c.notNull())
    .addColumn("until", "text", (c) => c.notNull())
    .execute();
}

async function handoffs(db: Kysely<never>): Promise<void> {
  const add = async (table: string, column: string) =>
    await db.schema.alterTable(table).addColumn(column, "text").execute();
  await db.schema
    .createTable("handoffs")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("conversation", "text", ownedByConversation)
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("district", "text")
    .addColumn("topic", "text")
    .addColumn("capsule", "text", (c) => c.notNull())
    .addColumn("fence", "integer", (c) => c.notNull())
    .addColumn("requested_at", "text", (c) => c.notNull())
    .addColumn("promised_at", "text")
    .addColumn("waiting_since", "text")
    .addColumn("escalated_at", "text")
    .addColumn("staff", "text")
    .addColumn("staff_name", "text")
    .addColumn("surface", "text")
    .addColumn("claimed_at", "text")
    .addColumn("answered_at", "text")
    .addColumn("unanswered_since", "text")
    .addColumn("active_at", "text", (c) => c.notNull())
    .addColumn("ended_at", "text")
    .addColumn("ended", "text")
    .addColumn("rating", "integer")
    .addColumn("follow_up_at", "text")
    .addColumn("followed_up_at", "text")
    .addColumn("solved", "integer")
    .addColumn("summary", "text")
    .execute();
  // One at a time; and few of all are open.
  await sql`create unique index handoffs_open on handoffs (conversation) where state <> 'ended'`.execute(
    db,
  );
  await db.schema
    .createIndex("handoffs_of")
    .on("handoffs")
    .columns(["conversation", "requested_at"])
    .execute();
  await db.schema
    .createIndex("handoffs_requested")
    .on("handoffs")
    .columns(["requested_at"])
    .execute();
  await sql`create index handoffs_follow_up on handoffs (follow_up_at) where follow_up_at is not null and followed_up_at is null`.execute(
    db,
  );
  await db.schema
    .createTable("handoff_events")
    .addColumn("handoff", "text", (c) => c.notNull().references("handoffs.id").onDelete("cascade"))
    .addColumn("number", "integer", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("staff", "text")
    .addColumn("staff_name", "text")
    .addColumn("detail", "text")
    .addPrimaryKeyConstraint("handoff_events_order", ["handoff", "number"])
    .execute();
  await db.schema
    .createTable("notes")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("conversation", "text", ownedByConversation)
    .addColumn("staff", "text", (c) => c.notNull())
    .addColumn("staff_name", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("notes_of").on("notes").columns(["conversation", "at"]).execute();
  await db.schema
    .createTable("desk_reads")
    .addColumn("staff", "text", (c) => c.notNull())
    .addColumn("conversation", "text", ownedByConversation)
    .addColumn("seq", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("desk_reads_once", ["staff", "conversation"])
    .execute();
  await db.schema
    .createTable("canned_replies")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("title", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("topic", "text")
    .addColumn("updated_at", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("request_events")
    .addColumn("receipt", "text", (c) =>
      c.notNull().references("requests.receipt").onDelete("cascade"),
    )
    .addColumn("number", "integer", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("staff", "text")
    .addColumn("staff_name", "text")
    .addColumn("detail", "text")
    .addPrimaryKeyConstraint("request_events_order", ["receipt", "number"])
    .execute();
  // A conversation's topic in the staff group, and how far it shows the transcript.
  await db.schema
    .createTable("staff_topics")
    .addColumn("conversation", "text", (c) => ownedByConversation(c).primaryKey())
    .addColumn("chat", "text")
    .addColumn("thread", "integer")
    .addColumn("head", "integer")
    .addColumn("shown_seq", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("state", "text")
    .addColumn("live", "integer", (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema.createIndex("staff_topics_thread").on("staff_topics").column("thread").execute();
  // In the words of the query: few of all topics have something to show.
  await sql`create index staff_topics_live on staff_topics (conversation) where live = 1`.execute(
    db,
  );
  // Which message of the staff group became which of ours, and what is to be told next to it.
  await db.schema
    .createTable("staff_messages")
    .addColumn("message", "text", (c) => c.primaryKey().notNull())
    .addColumn("conversation", "text", ownedByConversation)
    .addColumn("delivery", "text")
    .addColumn("remark", "text")
    .addColumn("told", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`create index staff_messages_of on staff_messages (delivery)`.execute(db);
  await sql`create index staff_messages_remarked on staff_messages (conversation) where remark is not null`.execute(
    db,
  );
  // The dashboard asks by time, and must not read all that was ever said.
  await db.schema.createIndex("transcript_at").on("transcript").columns(["at"]).execute();
  await add("conversations", "handoff");
  await add("conversations", "next_visit");
  await add("requests", "assignee");
  await add("requests", "assignee_name");
  await add("transcript", "staff");
  await add("transcript", "staff_name");
  await db.schema
    .alterTable("outbox")
    .addColumn("speaker", "text", (c) => c.notNull().defaultTo("bot"))
    .execute();
}

async function bounces(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable("outbox")
    .addColumn("bounces", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
}

async function unreachableContacts(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable("conversations").addColumn("unreachable_since", "text").execute();
}

function ownedByConversation(column: ColumnDefinitionBuilder) {
  return column.notNull().references("conversations.id").onDelete("cascade");
}
