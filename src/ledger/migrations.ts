import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";

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

function ownedByConversation(column: ColumnDefinitionBuilder) {
  return column.notNull().references("conversations.id").onDelete("cascade");
}
