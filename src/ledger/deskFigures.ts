/** What the desk's dashboard draws, counted by the record. */
import { sql } from "kysely";
import { type Handoff, handoffStates } from "../core/handoff.ts";
import { toHandoff } from "./handoffs.ts";
import type { Store } from "./store.ts";

export interface DeskFigures {
  /** Lines of the transcript by hour (UTC, `2026-11-21T08`). */
  readonly hours: readonly {
    readonly hour: string;
    readonly contact: number;
    readonly bot: number;
    readonly staff: number;
  }[];
  /** What the bot's replies were about. */
  readonly intents: readonly { readonly intent: string; readonly replies: number }[];
  /** Conversations in which the customer wrote, and those of them that were handed to a person. */
  readonly conversations: number;
  readonly handedOver: number;
  /** Handoffs that began in the time. */
  readonly handoffs: readonly Handoff[];
}

const most = 20_000;

export async function deskFigures(store: Store, since: Date, until: Date): Promise<DeskFigures> {
  const { db } = store;
  const from = since.toISOString();
  const to = until.toISOString();
  const hour = sql<string>`substr(at, 1, 13)`;
  const lines = await db
    .selectFrom("transcript")
    .select([hour.as("hour"), "side"])
    .select((e) => e.fn.countAll().as("n"))
    .where("at", ">=", from)
    .where("at", "<", to)
    .groupBy([hour, "side"])
    .orderBy(hour)
    .execute();
  const hours = new Map<string, { hour: string; contact: number; bot: number; staff: number }>();
  for (const { hour: name, side, n } of lines) {
    const row = hours.get(name) ?? { hour: name, contact: 0, bot: 0, staff: 0 };
    row[side] += Number(n);
    hours.set(name, row);
  }
  const intents = await db
    .selectFrom("transcript")
    .select("intent")
    .select((e) => e.fn.countAll().as("n"))
    .where("at", ">=", from)
    .where("at", "<", to)
    .where("intent", "is not", null)
    .groupBy("intent")
    .execute();
  const wrote = await db
    .selectFrom("transcript")
    .select((e) => e.fn.count("conversation").distinct().as("n"))
    .where("side", "=", "contact")
    .where("at", ">=", from)
    .where("at", "<", to)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom("handoffs")
    .innerJoin("conversations", "conversations.id", "handoffs.conversation")
    .selectAll("handoffs")
    .select(["conversations.channel", "conversations.contact"])
    .where("handoffs.state", "in", handoffStates)
    .where("requested_at", ">=", from)
    .where("requested_at", "<", to)
    .orderBy("requested_at")
    .limit(most)
    .execute();
  return {
    hours: [...hours.values()],
    intents: intents
      .map(({ intent, n }) => ({ intent: intent ?? "", replies: Number(n) }))
      .sort((a, b) => b.replies - a.replies),
    conversations: Number(wrote.n),
    handedOver: new Set(rows.map(({ conversation }) => conversation)).size,
    handoffs: rows.map(toHandoff),
  };
}
