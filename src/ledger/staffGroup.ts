/** What the Telegram staff group shows of conversations: a topic each, and how far it is shown. */
import { sql } from "kysely";
import type { StaffDue, StaffGroupRecord, StaffTopic } from "../core/staffGroup.ts";
import {
  customerMessages,
  failures,
  isOf,
  keepMessage,
  remarks,
  saidAs,
  toldFailure,
  toldRemark,
} from "./staffMessages.ts";
import type { Store } from "./store.ts";

export function staffGroupRecord(store: Store): StaffGroupRecord {
  return {
    due: (chat, limit) => due(store, chat, limit),
    topic: (conversation) => topic(store, conversation),
    conversationIn: (chat, thread) => conversationIn(store, chat, thread),
    begin: (fresh) => begin(store, fresh),
    shown: (of, seq) => change(store, of, { shown_seq: seq }),
    headed: (of, { message, state, live }) =>
      change(store, of, { head: message, state, live: live ? 1 : 0 }),
    stale: (of) => change(store, of, { state: null }),
    lost: (of) => change(store, of, { chat: null, thread: null, head: null, state: null }),
    erased: (chat, limit) => erased(store, chat, limit),
    forget: (of) => forget(store, of),
    placeBefore: (conversation, time, few) => placeBefore(store, conversation, time, few),
    saidAs: (conversation, key) => saidAs(store, conversation, key),
    isOf: (conversation, delivery) => isOf(store, conversation, delivery),
    keepMessage: (message) => keepMessage(store, message),
    remarks: (conversation) => remarks(store, conversation),
    toldRemark: (remark) => toldRemark(store, remark),
    failures: (conversation, chat) => failures(store, conversation, chat),
    toldFailure: (failure) => toldFailure(store, failure),
    customerMessages: (delivery, staffChat) => customerMessages(store, delivery, staffChat),
  };
}

/** Each part is found by an index of few rows: what is open, live, remarked or not sent. */
async function due({ db }: Store, chat: number, limit: number): Promise<StaffDue[]> {
  const open = db
    .selectFrom("handoffs as h")
    .innerJoin("conversations as c", "c.id", "h.conversation")
    .leftJoin("staff_topics as t", "t.conversation", "c.id")
    .where(sql<boolean>`h.state <> 'ended'`)
    .where((e) =>
      e.or([
        e("t.thread", "is", null),
        e("t.chat", "<>", String(chat)),
        e("t.state", "is", null),
        e("t.state", "<>", sql<string>`h.id || '.' || cast(h.fence as text)`),
        e("t.shown_seq", "<", e.ref("c.transcript_seq")),
      ]),
    )
    .select(["h.conversation", sql<number>`0`.as("urgent")]);
  const over = db
    .selectFrom("staff_topics as t")
    .innerJoin("conversations as c", "c.id", "t.conversation")
    .innerJoin("handoffs as h", "h.id", "c.handoff")
    .where(sql<boolean>`t.live = 1`)
    .where("t.chat", "=", String(chat))
    .where(sql<string>`coalesce(t.state, '')`, "<>", "erased")
    .where("h.state", "=", "ended")
    .select(["t.conversation", sql<number>`0`.as("urgent")]);
  const remarked = db
    .selectFrom("staff_messages as m")
    .where("m.remark", "is not", null)
    .where("m.message", "like", `${chat}/%`)
    .select(["m.conversation", sql<number>`1`.as("urgent")]);
  const failed = db
    .selectFrom("outbox as o")
    .innerJoin("staff_messages as m", "m.delivery", "o.id")
    .where("o.state", "in", ["failed", "uncertain"])
    .where(sql<boolean>`o.state <> 'sent'`)
    .where("m.message", "like", `${chat}/%`)
    .whereRef("m.told", "<", "o.fence")
    .select(["m.conversation", sql<number>`1`.as("urgent")]);
  const rows = await db
    .selectFrom(open.union(over).union(remarked).union(failed).as("due"))
    .select((e) => ["conversation", e.fn.max("urgent").as("urgent")])
    .groupBy("conversation")
    .orderBy("urgent", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ conversation, urgent }) => ({ conversation, urgent: Number(urgent) === 1 }));
}

async function topic({ db }: Store, conversation: string): Promise<StaffTopic | undefined> {
  const row = await db
    .selectFrom("staff_topics")
    .selectAll()
    .where("conversation", "=", conversation)
    .executeTakeFirst();
  return row === undefined ? undefined : toTopic(row);
}

async function conversationIn({ db }: Store, chat: number, thread: number) {
  const row = await db
    .selectFrom("staff_topics")
    .select("conversation")
    .where("thread", "=", thread)
    .where("chat", "=", String(chat))
    .where(sql<string>`coalesce(state, '')`, "<>", "erased")
    .executeTakeFirst();
  return row?.conversation;
}

async function begin(
  store: Store,
  { conversation, chat, thread, shownSeq }: Parameters<StaffGroupRecord["begin"]>[0],
): Promise<void> {
  const fresh = {
    chat: String(chat),
    thread,
    head: null,
    state: null,
    shown_seq: shownSeq,
    live: 1,
  };
  await store.lane.write((tx) =>
    tx
      .insertInto("staff_topics")
      .values({ conversation, ...fresh })
      .onConflict((c) => c.column("conversation").doUpdateSet(fresh))
      .execute(),
  );
}

async function change(
  store: Store,
  { conversation, chat, thread }: StaffTopic,
  set: {
    readonly chat?: null;
    readonly thread?: null;
    readonly head?: number | null;
    readonly state?: string | null;
    readonly shown_seq?: number;
    readonly live?: number;
  },
): Promise<void> {
  await store.lane.write((tx) =>
    tx
      .updateTable("staff_topics")
      .set(set)
      .where("conversation", "=", conversation)
      .where("chat", "=", String(chat))
      .where("thread", "=", thread)
      // An erasure meanwhile stays to be carried out.
      .where(sql<string>`coalesce(state, '')`, "<>", "erased")
      .execute(),
  );
}

async function erased({ db }: Store, chat: number, limit: number): Promise<StaffTopic[]> {
  const rows = await db
    .selectFrom("staff_topics")
    .selectAll()
    .where(sql<boolean>`live = 1`)
    .where("state", "=", "erased")
    .limit(limit)
    .execute();
  return rows.flatMap((row) => {
    const there = toTopic(row);
    return there?.chat === chat ? [there] : [];
  });
}

async function forget(store: Store, { conversation, chat, thread }: StaffTopic): Promise<void> {
  await store.lane.write((tx) =>
    tx
      .deleteFrom("staff_topics")
      .where("conversation", "=", conversation)
      .where("chat", "=", String(chat))
      .where("thread", "=", thread)
      .execute(),
  );
}

async function placeBefore(
  { db }: Store,
  conversation: string,
  time: Date,
  few: number,
): Promise<number> {
  const rows = await db
    .selectFrom("transcript")
    .select("seq")
    .where("conversation", "=", conversation)
    .where("at", "<", time.toISOString())
    .orderBy("seq", "desc")
    .limit(few + 1)
    .execute();
  return rows.length > few ? (rows.at(-1)?.seq ?? 0) : 0;
}

function toTopic(row: {
  conversation: string;
  chat: string | null;
  thread: number | null;
  head: number | null;
  state: string | null;
  shown_seq: number;
  live: number;
}): StaffTopic | undefined {
  if (row.chat === null || row.thread === null) return undefined;
  return {
    conversation: row.conversation,
    chat: Number(row.chat),
    thread: row.thread,
    shownSeq: row.shown_seq,
    live: row.live === 1,
    ...(row.head === null ? {} : { head: row.head }),
    ...(row.state === null ? {} : { state: row.state }),
  };
}
