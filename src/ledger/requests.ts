import type { Selectable } from "kysely";
import type { Channel } from "../core/channel.ts";
import {
  type RequestKind,
  type RequestStatus,
  requestKinds,
  requestStatuses,
  type ServiceRequest,
} from "../core/request.ts";
import type { Schema } from "./schema.ts";
import type { Store } from "./store.ts";

export async function requestsIn(store: Store, conversation: string): Promise<ServiceRequest[]> {
  const rows = await store.db
    .selectFrom("requests")
    .selectAll()
    .where("conversation", "=", conversation)
    .orderBy("created_at")
    .orderBy("receipt")
    .execute();
  return rows.map(toRequest);
}

export async function requestsOf(
  store: Store,
  channel: Channel,
  contact: string,
): Promise<ServiceRequest[]> {
  const rows = await store.db
    .selectFrom("requests")
    .innerJoin("conversations", "conversations.id", "requests.conversation")
    .selectAll("requests")
    .where("channel", "=", channel)
    .where("contact", "=", contact)
    .orderBy("requests.created_at")
    .orderBy("receipt")
    .execute();
  return rows.map(toRequest);
}

export async function request(store: Store, receipt: string): Promise<ServiceRequest | undefined> {
  const row = await store.db
    .selectFrom("requests")
    .selectAll()
    .where("receipt", "=", receipt)
    .executeTakeFirst();
  return row === undefined ? undefined : toRequest(row);
}

export function toRequest(row: Selectable<Schema["requests"]>): ServiceRequest {
  return {
    receipt: row.receipt,
    kind: known(requestKinds, row.kind),
    status: known(requestStatuses, row.status),
    slots: JSON.parse(row.slots) as Record<string, string>,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}

function known<T extends RequestKind | RequestStatus>(words: readonly T[], word: string): T {
  const found = words.find((w) => w === word);
  if (found === undefined)
    throw new Error(`the record holds an unknown word for a request: ${word}`);
  return found;
}
