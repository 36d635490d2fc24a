import { DatabaseSync } from "node:sqlite";

export interface StoredMessage {
  readonly channel: string;
  readonly contact: string;
  readonly id: string;
  /** Its turn is over and nothing was said to it: kept for staff to see. */
  readonly kept: boolean;
}

/** Every message the record holds; read from beside the running program. */
export function storedMessages(record: string): StoredMessage[] {
  return rows(
    record,
    `select c.channel, c.contact, i.message_id as id, 
       i.state = 'done' and o.id is null as kept
     from inbox i join conversations c on c.id = i.conversation
     left join outbox o on o.conversation = i.conversation and o.message_id = i.message_id`,
  ).map((row) => ({
    channel: String(row["channel"]),
    contact: String(row["contact"]),
    id: String(row["id"]),
    kept: row["kept"] === 1,
  }));
}

/** Ids of replies, as buttons carry them. */
export function storedDeliveries(record: string): string[] {
  return rows(record, "select id from outbox order by created_at limit 50").map((row) =>
    String(row["id"]),
  );
}

function rows(record: string, query: string): Record<string, unknown>[] {
  const database = new DatabaseSync(record, { readOnly: true });
  try {
    return database.prepare(query).all() as Record<string, unknown>[];
  } finally {
    database.close();
  }
}
