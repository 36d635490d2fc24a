import { sql } from "kysely";
import type { Counts } from "./ledger.ts";
import type { Store } from "./store.ts";
import { unhandled } from "./transcript.ts";

export async function counts(store: Store): Promise<Counts> {
  const { db } = store;
  const waiting = await unhandled(store);
  const setAside = await db
    .selectFrom("inbox")
    .where(sql<boolean>`state = 'set-aside'`)
    .select((e) => e.fn.countAll().as("n"))
    .executeTakeFirstOrThrow();
  const open = await db
    .selectFrom("outbox")
    .where(sql<boolean>`state <> 'sent'`)
    .groupBy("state")
    .select((e) => ["state", e.fn.countAll().as("n")])
    .execute();
  const inState = (state: string) => Number(open.find((row) => row.state === state)?.n ?? 0);
  return {
    conversations: await all(store, "conversations"),
    waiting: waiting.count,
    ...(waiting.since === null ? {} : { waitingSince: new Date(waiting.since) }),
    setAside: Number(setAside.n),
    queued: inState("queued"),
    sending: inState("sending"),
    uncertain: inState("uncertain"),
    failed: inState("failed"),
    requests: await all(store, "requests"),
    gaps: await all(store, "gaps"),
    erasures: await all(store, "erasures"),
  };
}

async function all(
  store: Store,
  table: "conversations" | "requests" | "gaps" | "erasures",
): Promise<number> {
  const row = await store.db
    .selectFrom(table)
    .select((e) => e.fn.countAll().as("n"))
    .executeTakeFirstOrThrow();
  return Number(row.n);
}
