/** Handoffs as they are read. */
import type { ExpressionBuilder, Selectable } from "kysely";
import type { Channel } from "../core/channel.ts";
import type {
  Capsule,
  Handoff,
  HandoffEvent,
  HandoffEventKind,
  HandoffState,
} from "../core/handoff.ts";
import type { Schema } from "./schema.ts";
import type { Store } from "./store.ts";

type Row = Selectable<Schema["handoffs"]>;

export async function handoff(store: Pick<Store, "db">, id: string): Promise<Handoff | undefined> {
  const row = await joined(store.db).where("handoffs.id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : toHandoff(row);
}

/** The newest handoff of a conversation, ended or not. */
export async function newestHandoff(
  store: Pick<Store, "db">,
  conversation: string,
): Promise<Handoff | undefined> {
  const row = await joined(store.db)
    .where("conversations.id", "=", conversation)
    .whereRef("conversations.handoff", "=", "handoffs.id")
    .executeTakeFirst();
  return row === undefined ? undefined : toHandoff(row);
}

/** Handoffs in these states, those that wait longest first. */
export async function handoffsIn(
  store: Pick<Store, "db">,
  states: readonly HandoffState[],
  limit: number,
): Promise<Handoff[]> {
  const rows = await joined(store.db)
    .where("handoffs.state", "in", states)
    .$if(!states.includes("ended"), (q) => q.where("handoffs.state", "<>", "ended"))
    .orderBy("handoffs.requested_at")
    .orderBy("handoffs.id")
    .limit(limit)
    .execute();
  return rows.map(toHandoff);
}

/** Ended ones whose follow-up is due. */
export async function dueFollowUps(store: Store, now: Date, limit: number): Promise<Handoff[]> {
  const rows = await joined(store.db)
    .where("follow_up_at", "is not", null)
    .where("followed_up_at", "is", null)
    .where("follow_up_at", "<=", now.toISOString())
    .where("handoffs.state", "=", "ended")
    .orderBy("follow_up_at")
    .limit(limit)
    .execute();
  return rows.map(toHandoff);
}

export async function handoffEventsOf(store: Store, id: string): Promise<HandoffEvent[]> {
  const rows = await store.db
    .selectFrom("handoff_events")
    .selectAll()
    .where("handoff", "=", id)
    .orderBy("number")
    .execute();
  return rows.map((row) => ({
    at: new Date(row.at),
    kind: row.kind as HandoffEventKind,
    ...(row.staff === null ? {} : { staff: { id: row.staff, name: row.staff_name ?? row.staff } }),
    ...(row.detail === null ? {} : { detail: row.detail }),
  }));
}

/** How long people waited until the first came, in milliseconds, of the newest requests. */
export async function recentWaits(store: Store, since: Date, limit: number): Promise<number[]> {
  const rows = await store.db
    .selectFrom("handoffs")
    .select((e) => ["requested_at", cameAt(e)])
    .where("requested_at", ">=", since.toISOString())
    .where("claimed_at", "is not", null)
    .where("reason", "not in", ["opened", "platform"])
    .where("promised_at", "is", null)
    .orderBy("requested_at", "desc")
    .limit(limit)
    .execute();
  return rows.flatMap(({ requested_at, came_at }) =>
    came_at === null ? [] : [Date.parse(came_at) - Date.parse(requested_at)],
  );
}

/** When the first came; `claimed_at` is of whoever has it now, after a transfer or a second wait. */
export function cameAt(e: ExpressionBuilder<Schema, "handoffs">) {
  return e
    .selectFrom("handoff_events as came")
    .select((s) => s.fn.min("came.at").as("at"))
    .whereRef("came.handoff", "=", "handoffs.id")
    .where("came.kind", "=", "claimed")
    .whereRef("came.at", ">=", "handoffs.requested_at")
    .as("came_at");
}

function joined(db: Store["db"]) {
  return db
    .selectFrom("handoffs")
    .innerJoin("conversations", "conversations.id", "handoffs.conversation")
    .selectAll("handoffs")
    .select(["conversations.channel", "conversations.contact"]);
}

export function toHandoff(row: Row & { channel: string; contact: string }): Handoff {
  const date = (text: string | null) => (text === null ? undefined : new Date(text));
  const fields: { -readonly [K in keyof Handoff]?: Handoff[K] | undefined } = {
    promisedAt: date(row.promised_at),
    waitingSince: date(row.waiting_since),
    escalatedAt: date(row.escalated_at),
    staff: row.staff === null ? undefined : { id: row.staff, name: row.staff_name ?? row.staff },
    surface: row.surface ?? undefined,
    claimedAt: date(row.claimed_at),
    answeredAt: date(row.answered_at),
    unansweredSince: date(row.unanswered_since),
    endedAt: date(row.ended_at),
    end: row.ended ?? undefined,
    rating: (row.rating ?? undefined) as Handoff["rating"],
    followUpAt: date(row.follow_up_at),
    followedUpAt: date(row.followed_up_at),
    solved: row.solved === null ? undefined : row.solved === 1,
    summary: row.summary ?? undefined,
  };
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    id: row.id,
    conversation: row.conversation,
    channel: row.channel as Channel,
    contact: row.contact,
    state: row.state,
    reason: row.reason,
    desk: {
      ...(row.district === null ? {} : { district: row.district }),
      ...(row.topic === null ? {} : { topic: row.topic }),
    },
    capsule: JSON.parse(row.capsule) as Capsule,
    fence: row.fence,
    requestedAt: new Date(row.requested_at),
    activeAt: new Date(row.active_at),
    ...Object.fromEntries(set),
  };
}
