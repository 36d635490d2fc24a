import { expressionBuilder, sql } from "kysely";
import type { Handoff, HandoffState } from "../core/handoff.ts";
import type { Attachment } from "../core/message.ts";
import type { StaffRef } from "../core/staff.ts";
import { toHandoff } from "./handoffs.ts";
import type { Schema } from "./schema.ts";
import type { Store } from "./store.ts";

/** A conversation as the inbox lists it: once, by its newest handoff. */
export interface InboxLine {
  readonly handoff: Handoff;
  /** The newest line of the transcript. */
  readonly last?: {
    readonly side: "contact" | "bot" | "staff";
    readonly text: string;
    readonly at: Date;
    readonly attachment?: Attachment;
    /** For `staff`: who. */
    readonly staff?: StaffRef;
  };
  /** Lines of the customer that this person has not read, from the one they asked for a person with. */
  readonly unread: number;
}

export interface InboxFilter {
  /** Whose unread lines are counted. */
  readonly staff: string;
  readonly states: readonly HandoffState[];
  readonly limit: number;
  /** These only. */
  readonly conversations?: readonly string[];
}

/** How many there are, whoever looks. */
export interface InboxTally {
  readonly waiting: number;
  readonly promised: number;
  readonly claimed: number;
  /** Claimed by this person. */
  readonly mine: number;
  /** Of those, the ones in which the customer wrote what this person has not read. */
  readonly unread: number;
  /** Since when the one that has waited longest waits. */
  readonly waitingSince?: Date;
}

/** The ended ones newest first, the others those that wait longest first. */
export async function inbox(store: Store, filter: InboxFilter): Promise<InboxLine[]> {
  const { staff, states, limit, conversations } = filter;
  if (conversations?.length === 0) return [];
  const ended = states.includes("ended");
  const rows = await store.db
    .selectFrom("handoffs")
    .innerJoin("conversations", "conversations.id", "handoffs.conversation")
    .leftJoin("transcript as line", (join) =>
      join
        .onRef("line.conversation", "=", "conversations.id")
        .onRef("line.seq", "=", "conversations.transcript_seq"),
    )
    .selectAll("handoffs")
    .select(["conversations.channel", "conversations.contact", "line.side", "line.text", "line.at"])
    .select(["line.attachment", "line.staff as speaker", "line.staff_name as speaker_name"])
    .select(
      unreadLines(staff)
        .select((e) => e.fn.countAll().as("n"))
        .as("unread"),
    )
    .where("handoffs.state", "in", states)
    // Says what the index of the open ones is made for.
    .$if(!ended, (q) => q.where(sql<boolean>`${sql.ref("handoffs.state")} <> 'ended'`))
    .whereRef("conversations.handoff", "=", "handoffs.id")
    .$if(conversations !== undefined, (q) => q.where("conversations.id", "in", conversations ?? []))
    .orderBy(ended ? "handoffs.ended_at" : "handoffs.requested_at", ended ? "desc" : "asc")
    .orderBy("handoffs.id")
    .limit(limit)
    .execute();
  return rows.map(({ side, text, at, attachment, speaker, speaker_name, unread, ...row }) => ({
    handoff: toHandoff(row),
    unread: Number(unread ?? 0),
    ...(side === null || text === null || at === null
      ? {}
      : {
          last: {
            side,
            text,
            at: new Date(at),
            ...(attachment === null ? {} : { attachment: JSON.parse(attachment) as Attachment }),
            ...(speaker === null ? {} : { staff: { id: speaker, name: speaker_name ?? speaker } }),
          },
        }),
  }));
}

/** Of a row of `handoffs`. */
function unreadLines(staff: string) {
  const e = expressionBuilder<Schema, "handoffs">();
  return e
    .selectFrom("transcript as t")
    .whereRef("t.conversation", "=", "handoffs.conversation")
    .where("t.side", "=", "contact")
    .where("t.seq", ">=", (s) =>
      s.fn.coalesce(
        s
          .selectFrom("transcript as asked")
          .whereRef("asked.conversation", "=", "handoffs.conversation")
          .where("asked.side", "=", "contact")
          .whereRef("asked.at", "<=", "handoffs.requested_at")
          .orderBy("asked.seq", "desc")
          .limit(1)
          .select("asked.seq"),
        s.lit(0),
      ),
    )
    .where(
      "t.seq",
      ">",
      e.fn.coalesce(
        e
          .selectFrom("desk_reads as r")
          .whereRef("r.conversation", "=", "handoffs.conversation")
          .where("r.staff", "=", staff)
          .select("r.seq"),
        e.lit(0),
      ),
    );
}

export async function inboxTally(store: Store, staff: string): Promise<InboxTally> {
  const open = store.db.selectFrom("handoffs").where(sql<boolean>`state <> 'ended'`);
  const [rows, unread] = await Promise.all([
    open
      .select(["state", (e) => e.fn.countAll().as("n")])
      .select((e) => e.fn.min("waiting_since").as("first"))
      .select((e) => e.fn.sum(e.case().when("staff", "=", staff).then(1).else(0).end()).as("mine"))
      .groupBy("state")
      .execute(),
    open
      .select((e) => e.fn.countAll().as("n"))
      .where("state", "=", "claimed")
      .where("staff", "=", staff)
      .where((e) => e.exists(unreadLines(staff).select("t.seq")))
      .executeTakeFirst(),
  ]);
  const of = (state: HandoffState) => rows.find((row) => row.state === state);
  const since = of("waiting")?.first;
  return {
    waiting: Number(of("waiting")?.n ?? 0),
    promised: Number(of("promised")?.n ?? 0),
    claimed: Number(of("claimed")?.n ?? 0),
    mine: Number(of("claimed")?.mine ?? 0),
    unread: Number(unread?.n ?? 0),
    ...(since == null ? {} : { waitingSince: new Date(since) }),
  };
}
