/** What the desk's dashboard draws, counted by the record. */
import { sql } from "kysely";
import { dayIn, dayStart } from "../core/day.ts";
import type { Handoff } from "../core/handoff.ts";
import { cameAt, toHandoff } from "./handoffs.ts";
import type { Store } from "./store.ts";

/** Conversations in which the customer wrote, and those of them that a person was asked into. */
export interface Served {
  readonly conversations: number;
  readonly handedOver: number;
}

export interface DeskFigures extends Served {
  /** Lines of the transcript by hour (UTC, `2026-11-21T08`); hours without any are left out. */
  readonly hours: readonly {
    readonly hour: string;
    readonly contact: number;
    readonly bot: number;
    readonly staff: number;
  }[];
  /** Days of Chongqing (`2026-11-21`); days on which nobody wrote are left out. */
  readonly days: readonly (Served & { readonly day: string })[];
  /** What the bot's replies were about, most first. */
  readonly intents: readonly { readonly intent: string; readonly replies: number }[];
  /** Handoffs that began in the time, oldest first. */
  readonly handoffs: readonly BegunHandoff[];
}

export interface BegunHandoff extends Handoff {
  /** When a person first came, whoever serves since. */
  readonly cameAt?: Date;
}

/** More handoffs than this are not read. */
const most = 20_000;

interface Time {
  readonly since: string;
  readonly until: string;
}

export async function deskFigures(store: Store, since: Date, until: Date): Promise<DeskFigures> {
  const time = { since: since.toISOString(), until: until.toISOString() };
  const spans = [{ day: whole, ...time }, ...daysOf(since, until)];
  const served = new Map((await servedIn(store, spans)).map((each) => [each.day, each]));
  const { conversations, handedOver } = served.get(whole) ?? { conversations: 0, handedOver: 0 };
  served.delete(whole);
  return {
    conversations,
    handedOver,
    days: [...served.values()].sort((a, b) => (a.day < b.day ? -1 : 1)),
    hours: await hoursIn(store, time),
    intents: await intentsIn(store, time),
    handoffs: await handoffsBegun(store, time),
  };
}

const whole = "whole";

/** The days of a time, the first and last as far as they are in it. */
function daysOf(since: Date, until: Date): (Time & { readonly day: string })[] {
  const days: (Time & { readonly day: string })[] = [];
  for (let at = since; at < until; ) {
    const day = dayIn(at);
    const next = new Date(dayStart(day).getTime() + 86_400_000);
    const end = next < until ? next : until;
    days.push({ day, since: at.toISOString(), until: end.toISOString() });
    at = next;
  }
  return days;
}

async function servedIn(
  store: Store,
  spans: readonly (Time & { readonly day: string })[],
): Promise<(Served & { readonly day: string })[]> {
  const rows = spans.map(
    ({ day, since, until }) =>
      sql`(cast(${day} as text), cast(${since} as text), cast(${until} as text))`,
  );
  // A person is in it from the request to the end of the handoff.
  const { rows: counted } = await sql<{ day: string; wrote: unknown; handed: unknown }>`
    with spans (day, since, until) as (values ${sql.join(rows)}),
    wrote as (
      select distinct spans.day, spans.since, spans.until, transcript.conversation
      from spans
      join transcript on transcript.at >= spans.since and transcript.at < spans.until
      where transcript.side = 'contact'
    )
    select day, count(*) as wrote, sum(case when exists (
      select 1 from handoffs
      where handoffs.conversation = wrote.conversation
        and handoffs.requested_at < wrote.until
        and (handoffs.ended_at is null or handoffs.ended_at >= wrote.since)
    ) then 1 else 0 end) as handed
    from wrote group by day
  `.execute(store.db);
  return counted.map(({ day, wrote, handed }) => ({
    day,
    conversations: Number(wrote),
    handedOver: Number(handed),
  }));
}

async function hoursIn(store: Store, { since, until }: Time): Promise<DeskFigures["hours"]> {
  const hour = sql<string>`substr(at, 1, 13)`;
  const lines = await store.db
    .selectFrom("transcript")
    .select([hour.as("hour"), "side"])
    .select((e) => e.fn.countAll().as("n"))
    .where("at", ">=", since)
    .where("at", "<", until)
    .groupBy([hour, "side"])
    .orderBy(hour)
    .execute();
  const hours = new Map<string, { hour: string; contact: number; bot: number; staff: number }>();
  for (const { hour: name, side, n } of lines) {
    const row = hours.get(name) ?? { hour: name, contact: 0, bot: 0, staff: 0 };
    row[side] += Number(n);
    hours.set(name, row);
  }
  return [...hours.values()];
}

async function intentsIn(store: Store, { since, until }: Time): Promise<DeskFigures["intents"]> {
  const rows = await store.db
    .selectFrom("transcript")
    .select("intent")
    .select((e) => e.fn.countAll().as("n"))
    .where("at", ">=", since)
    .where("at", "<", until)
    .where("intent", "is not", null)
    .groupBy("intent")
    .execute();
  return rows
    .map(({ intent, n }) => ({ intent: intent ?? "", replies: Number(n) }))
    .sort((a, b) => b.replies - a.replies || (a.intent < b.intent ? -1 : 1));
}

async function handoffsBegun(store: Store, { since, until }: Time): Promise<BegunHandoff[]> {
  const rows = await store.db
    .selectFrom("handoffs")
    .innerJoin("conversations", "conversations.id", "handoffs.conversation")
    .selectAll("handoffs")
    .select(["conversations.channel", "conversations.contact"])
    .select((e) => cameAt(e))
    .where("requested_at", ">=", since)
    .where("requested_at", "<", until)
    .orderBy("requested_at")
    .limit(most)
    .execute();
  return rows.map(({ came_at, ...row }) => ({
    ...toHandoff(row),
    ...(came_at === null ? {} : { cameAt: new Date(came_at) }),
  }));
}
