import { sql } from "kysely";
import type { Counts } from "./ledger.ts";
import type { Store } from "./store.ts";

export async function counts(store: Store): Promise<Counts> {
  const { db } = store;
  const waiting = await db
    .selectFrom("conversations as c")
    .innerJoin("inbox as i", "i.conversation", "c.id")
    .where("c.waiting_since", "is not", null)
    .whereRef("i.seq", ">", "c.handled_seq")
    .select((e) => [e.fn.countAll().as("n"), e.fn.min("c.waiting_since").as("since")])
    .executeTakeFirstOrThrow();
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
    waiting: Number(waiting.n),
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
