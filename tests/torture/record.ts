import { DatabaseSync } from "node:sqlite";
import type { PostgresServer } from "../setup/postgres.ts";

/** The record's tables, read past the program: as they are and not as it tells of them. */
export interface RecordRows {
  readonly conversations: readonly {
    readonly id: string;
    readonly channel: string;
    readonly contact: string;
    readonly version: number;
    readonly accepted_seq: number;
    readonly handled_seq: number;
  }[];
  readonly inbox: readonly {
    readonly conversation: string;
    readonly message_id: string;
    readonly state: string;
  }[];
  readonly transcript: readonly {
    readonly conversation: string;
    readonly seq: number;
    readonly side: string;
    readonly text: string;
    readonly message_id: string | null;
  }[];
  readonly outbox: readonly {
    readonly conversation: string;
    readonly seq: number;
    readonly message_id: string;
    readonly state: string;
    readonly reason: string | null;
  }[];
  readonly requests: readonly { readonly conversation: string; readonly slots: string }[];
}

/** Runs SQL that only reads. */
export type Query = (sql: string) => Promise<readonly unknown[]>;

export async function readRecord(query: Query): Promise<RecordRows> {
  const rows = async <T>(sql: string) => (await query(sql)) as readonly T[];
  return {
    conversations: await rows(
      "select id, channel, contact, version, accepted_seq, handled_seq from conversations",
    ),
    inbox: await rows("select conversation, message_id, state from inbox"),
    transcript: await rows(
      "select conversation, seq, side, text, message_id from transcript order by conversation, seq",
    ),
    outbox: await rows(
      "select conversation, seq, message_id, state, reason from outbox order by conversation, seq",
    ),
    requests: await rows("select conversation, slots from requests"),
  };
}

/** Messages not handled and replies not settled. */
export async function unsettled(query: Query): Promise<number> {
  const [row] = await query(
    `select (select count(*) from inbox where state = 'waiting')
      + (select count(*) from outbox where state in ('queued', 'sending')) as n`,
  );
  return Number((row as { n: number | string } | undefined)?.n ?? 0);
}

export function sqliteQuery(path: string): Query {
  return async (sql) => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  };
}

/** What `pragma integrity_check` and `foreign_key_check` find wrong with the file. */
export async function damage(path: string): Promise<readonly string[]> {
  const query = sqliteQuery(path);
  const checked = (await query("pragma integrity_check")) as { integrity_check: string }[];
  const keys = await query("pragma foreign_key_check");
  return [
    ...checked.map((row) => row.integrity_check).filter((said) => said !== "ok"),
    ...keys.map((row) => `foreign key: ${JSON.stringify(row)}`),
  ];
}

export function postgresQuery(server: Pick<PostgresServer, "run">, database: string): Query {
  return (sql) => server.run(sql, database);
}
