import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";

/** The tables of accounts, sessions and the audit log. */
export interface StaffTables {
  staff_accounts: {
    id: string;
    login: string;
    name: string;
    role: string;
    active: number;
    desks: string;
    telegram_id: string | null;
    wecom_userid: string | null;
    language: string;
    password: string | null;
    totp_secret: string | null;
    totp_step: number;
    /** Hashes as a JSON list. */
    recovery: string;
    created_at: string;
  };
  staff_invitations: { hash: string; account: string; totp_secret: string; until: string };
  staff_sessions: {
    hash: string;
    account: string;
    stage: string;
    csrf: string;
    created_at: string;
    seen_at: string;
    confirmed_until: string | null;
    address: string;
    device: string;
  };
  staff_audit: {
    seq: number;
    at: string;
    actor: string;
    session: string | null;
    address: string;
    action: string;
    object: string | null;
    detail: string;
    prev: string;
    hash: string;
  };
  /** One row: the newest of the log, so that a cut end shows. */
  staff_audit_head: { id: number; seq: number; hash: string };
}

/** Before the first row. */
export const firstPrev = "0".repeat(64);

export async function staff(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable("staff_accounts")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("login", "text", (c) => c.notNull().unique())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("role", "text", (c) => c.notNull())
    .addColumn("active", "integer", (c) => c.notNull())
    .addColumn("desks", "text", (c) => c.notNull())
    .addColumn("telegram_id", "text")
    .addColumn("wecom_userid", "text")
    .addColumn("language", "text", (c) => c.notNull())
    .addColumn("password", "text")
    .addColumn("totp_secret", "text")
    .addColumn("totp_step", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("recovery", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .execute();
  await sql`create unique index staff_accounts_telegram on staff_accounts (telegram_id) where telegram_id is not null`.execute(
    db,
  );
  await sql`create unique index staff_accounts_wecom on staff_accounts (wecom_userid) where wecom_userid is not null`.execute(
    db,
  );
  await db.schema
    .createTable("staff_invitations")
    .addColumn("hash", "text", (c) => c.primaryKey().notNull())
    .addColumn("account", "text", ofAccount)
    .addColumn("totp_secret", "text", (c) => c.notNull())
    .addColumn("until", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("staff_sessions")
    .addColumn("hash", "text", (c) => c.primaryKey().notNull())
    .addColumn("account", "text", ofAccount)
    .addColumn("stage", "text", (c) => c.notNull())
    .addColumn("csrf", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("seen_at", "text", (c) => c.notNull())
    .addColumn("confirmed_until", "text")
    .addColumn("address", "text", (c) => c.notNull())
    .addColumn("device", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("staff_sessions_of")
    .on("staff_sessions")
    .columns(["account"])
    .execute();
  await db.schema
    .createTable("staff_audit")
    .addColumn("seq", "integer", (c) => c.primaryKey().notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("session", "text")
    .addColumn("address", "text", (c) => c.notNull())
    .addColumn("action", "text", (c) => c.notNull())
    .addColumn("object", "text")
    .addColumn("detail", "text", (c) => c.notNull())
    .addColumn("prev", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("staff_audit_head")
    .addColumn("id", "integer", (c) => c.primaryKey().notNull())
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .execute();
  await sql`insert into staff_audit_head (id, seq, hash) values (1, 0, ${sql.lit(firstPrev)})`.execute(
    db,
  );
}

function ofAccount(column: ColumnDefinitionBuilder) {
  return column.notNull().references("staff_accounts.id").onDelete("cascade");
}
