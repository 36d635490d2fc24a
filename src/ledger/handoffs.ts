import { createHash, randomBytes } from "node:crypto";
import type { Selectable, Updateable } from "kysely";
import type { Channel } from "../core/channel.ts";
import {
  type Capsule,
  type DeskKey,
  type Handoff,
  type HandoffEnd,
  type HandoffEvent,
  type HandoffEventKind,
  type HandoffRequest,
  type HandoffState,
  nobodyKnows,
  type Surface,
} from "../core/handoff.ts";
import type { Attachment, Handle } from "../core/message.ts";
import type { Choice, HandoffReason } from "../core/outcome.ts";
import type { Owner } from "../core/owner.ts";
import { type StaffRef, servicerRef } from "../core/staff.ts";
import { giveTo } from "./owner.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";

/** What the customer is told where a handoff changes; one message at most. */
export interface Notice {
  readonly text: string;
  readonly choices?: readonly Choice[];
  /** `handoff` where a person comes or is sought, so that nobody waits for the bot; else `say`. */
  readonly kind?: "handoff" | "say";
}

/** A new value for each field named; null takes one away. */
export interface HandoffFields {
  readonly state?: HandoffState;
  readonly desk?: DeskKey;
  readonly staff?: StaffRef | null;
  readonly surface?: Surface | null;
  readonly promisedAt?: Date | null;
  readonly escalatedAt?: Date | null;
  readonly end?: HandoffEnd;
  readonly summary?: string;
  readonly followUpAt?: Date;
  readonly followedUpAt?: Date;
}

/** A change of a handoff, whole or not at all. */
export interface HandoffChange {
  readonly id: string;
  /** Of the handoff as it was seen; when it has moved on, nothing changes. */
  readonly fence: number;
  /** `activeAt` as it was seen: when either side has written since, nothing changes. */
  readonly quietSince?: Date;
  readonly set: HandoffFields;
  readonly event: HandoffEventKind;
  readonly by?: StaffRef;
  readonly detail?: string;
  readonly notice?: Notice;
  /** Shown with the bot's next reply, where nothing can be sent now. */
  readonly nextVisit?: string;
}

/** A handoff that begins with staff or the platform, not with a turn. */
export interface HandoffOpening {
  readonly conversation: string;
  readonly reason: HandoffReason;
  readonly desk: DeskKey;
  readonly capsule: Capsule;
  readonly staff?: StaffRef;
  readonly surface: Surface;
  readonly notice?: Notice;
}

type Row = Selectable<Schema["handoffs"]>;

/** Who answers while a handoff is in a state. */
const ownerIn: Readonly<Record<HandoffState, Owner>> = {
  promised: "bot",
  waiting: "waiting",
  claimed: "staff",
  ended: "bot",
};

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
    .select((e) => [
      "requested_at",
      // `claimed_at` is of whoever has it now, after a transfer or a second wait.
      e
        .selectFrom("handoff_events")
        .select((s) => s.fn.min("at").as("at"))
        .whereRef("handoff", "=", "handoffs.id")
        .where("kind", "=", "claimed")
        .whereRef("at", ">=", "handoffs.requested_at")
        .as("came_at"),
    ])
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

/** Inside the turn that asks. What is asked already is brought up to date, and keeps its place. */
export async function requestHandoff(
  tx: Tx,
  conversation: string,
  request: HandoffRequest,
  now: string,
): Promise<void> {
  const open = await openIn(tx, conversation);
  const desk = deskColumns(request.desk);
  const promised_at = request.promisedAt?.toISOString() ?? null;
  if (open === undefined) {
    const id = newId();
    await tx
      .insertInto("handoffs")
      .values({
        ...blank,
        ...desk,
        id,
        conversation,
        state: request.state,
        reason: request.reason,
        capsule: JSON.stringify(request.capsule),
        requested_at: now,
        promised_at,
        waiting_since: request.state === "waiting" ? now : null,
        unanswered_since: now,
        active_at: now,
      })
      .execute();
    await tx
      .updateTable("conversations")
      .set({ handoff: id })
      .where("id", "=", conversation)
      .execute();
    await note(tx, id, { at: now, kind: "requested", detail: request.reason });
  } else if (open.state === "promised") {
    const joins = request.state === "waiting";
    await tx
      .updateTable("handoffs")
      .set((e) => ({
        ...desk,
        state: request.state,
        reason: request.reason,
        capsule: JSON.stringify(request.capsule),
        promised_at,
        unanswered_since: open.unanswered_since ?? now,
        // Who asks anew is not held to have waited through the night.
        ...(joins ? { requested_at: now, waiting_since: now, escalated_at: null } : {}),
        active_at: now,
        fence: e("fence", "+", 1),
      }))
      .where("id", "=", open.id)
      .execute();
    await note(tx, open.id, {
      at: now,
      kind: joins ? "joined-queue" : "requested",
      detail: request.reason,
    });
  }
  if (request.state === "waiting" || open?.state === "waiting")
    await giveTo(tx, conversation, "waiting");
}

export async function leaveQueue(tx: Tx, conversation: string, now: string): Promise<void> {
  const open = await openIn(tx, conversation);
  if (open === undefined || (open.state !== "waiting" && open.state !== "promised")) return;
  await write(tx, open, { set: { state: "ended", end: "left" }, event: "left", now });
}

export async function rateHandoff(
  tx: Tx,
  conversation: string,
  { handoff: id, rating }: { readonly handoff: string; readonly rating: number },
  now: string,
): Promise<void> {
  const { numUpdatedRows: rated } = await tx
    .updateTable("handoffs")
    .set({ rating })
    .where("id", "=", id)
    .where("conversation", "=", conversation)
    .where("rating", "is", null)
    .executeTakeFirstOrThrow();
  if (rated === 1n) await note(tx, id, { at: now, kind: "rated", detail: String(rating) });
}

export async function settleFollowUp(
  tx: Tx,
  conversation: string,
  { handoff: id, solved }: { readonly handoff: string; readonly solved: boolean },
): Promise<void> {
  await tx
    .updateTable("handoffs")
    .set({ solved: solved ? 1 : 0 })
    .where("id", "=", id)
    .where("conversation", "=", conversation)
    .execute();
}

/** The contact wrote, or staff in the platform's client, while a person is asked for. */
export async function noteWritten(
  tx: Tx,
  id: string,
  {
    side,
    at,
    now,
  }: { readonly side: "contact" | "staff"; readonly at: string; readonly now: string },
): Promise<void> {
  await tx
    .updateTable("handoffs")
    .set((e) => ({
      active_at: now,
      ...(side === "contact"
        ? { unanswered_since: e.fn.coalesce("unanswered_since", e.val(at)) }
        : { unanswered_since: null, answered_at: e.fn.coalesce("answered_at", e.val(at)) }),
    }))
    .where("id", "=", id)
    .where("state", "in", ["waiting", "claimed"])
    .execute();
}

/** Undefined, and nothing changed, when the handoff has moved on since it was seen. */
export async function changeHandoff(
  store: Store,
  change: HandoffChange,
): Promise<Handoff | undefined> {
  const now = store.now().toISOString();
  return await store.lane.write(async (tx) => {
    const row = await tx
      .selectFrom("handoffs")
      .selectAll()
      .where("id", "=", change.id)
      .where("fence", "=", change.fence)
      .$if(change.quietSince !== undefined, (q) =>
        q.where("active_at", "=", change.quietSince?.toISOString() ?? ""),
      )
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const id = await write(tx, row, { ...change, now });
    return id ? await inside(tx, change.id) : undefined;
  });
}

/** Undefined when the conversation has an open handoff already, or does not exist. */
export async function openHandoff(
  store: Store,
  opening: HandoffOpening,
): Promise<Handoff | undefined> {
  const now = store.now().toISOString();
  return await store.lane.write(async (tx) => {
    const conversation = await tx
      .selectFrom("conversations")
      .select("id")
      .where("id", "=", opening.conversation)
      .executeTakeFirst();
    if (conversation === undefined || (await openIn(tx, opening.conversation)) !== undefined)
      return undefined;
    return await begin(tx, opening, now);
  });
}

async function begin(tx: Tx, opening: HandoffOpening, now: string): Promise<Handoff | undefined> {
  const { conversation, reason, desk, capsule, staff, surface, notice } = opening;
  const id = newId();
  await tx
    .insertInto("handoffs")
    .values({
      ...blank,
      ...deskColumns(desk),
      id,
      conversation,
      state: staff === undefined ? "waiting" : "claimed",
      reason,
      capsule: JSON.stringify(capsule),
      requested_at: now,
      waiting_since: staff === undefined ? now : null,
      staff: staff?.id ?? null,
      staff_name: staff?.name ?? null,
      surface,
      claimed_at: staff === undefined ? null : now,
      active_at: now,
    })
    .execute();
  await tx
    .updateTable("conversations")
    .set({ handoff: id })
    .where("id", "=", conversation)
    .execute();
  await note(tx, id, { at: now, kind: "requested", detail: reason });
  if (staff !== undefined) await note(tx, id, { at: now, kind: "claimed", staff });
  await giveTo(tx, conversation, ownerIn[staff === undefined ? "waiting" : "claimed"]);
  if (notice !== undefined) await tell(tx, conversation, { key: `${id}.1`, notice, now });
  return await inside(tx, id);
}

/** The platform says who answers: a person in its own client, or nobody there any more. */
export async function platformOwner(
  tx: Tx,
  channel: Channel,
  contact: string,
  owner: Owner,
  now: string,
  servicer?: string,
): Promise<boolean> {
  const conversation = await tx
    .selectFrom("conversations")
    .select(["id", "owner"])
    .where("channel", "=", channel)
    .where("contact", "=", contact)
    .executeTakeFirst();
  if (conversation === undefined) return false;
  const open = await openIn(tx, conversation.id);
  if (owner === "bot") {
    // Only what the platform's client had is the platform's to give back.
    if (open?.surface !== "wecom")
      return open === undefined && (await giveTo(tx, conversation.id, "bot"));
    // Whom nobody took out of the platform's pool was served by nobody.
    const end = open.state === "claimed" ? "closed" : "withdrawn";
    return await write(tx, open, { set: { state: "ended", end }, event: end, now });
  }
  const staff = servicer === undefined ? { id: "wecom:", name: "企业微信" } : servicerRef(servicer);
  if (open === undefined) {
    const opening = {
      conversation: conversation.id,
      reason: "platform",
      desk: {},
      capsule: nobodyKnows,
    } as const;
    await begin(tx, { ...opening, surface: "wecom", ...(owner === "staff" ? { staff } : {}) }, now);
    return true;
  }
  const state = owner === "staff" ? "claimed" : "waiting";
  const same = open.surface === "wecom" && open.state === state;
  if (same && (servicer === undefined || open.staff === staff.id)) return false;
  return await write(tx, open, {
    set: { state, surface: "wecom", staff: owner === "staff" ? staff : null },
    event:
      open.state === "claimed" ? "transferred" : owner === "staff" ? "claimed" : "joined-queue",
    by: staff,
    now,
  });
}

interface Writing {
  readonly set: HandoffFields;
  readonly event: HandoffEventKind;
  readonly by?: StaffRef;
  readonly detail?: string;
  readonly notice?: Notice;
  readonly nextVisit?: string;
  readonly now: string;
}

async function write(tx: Tx, row: Row, change: Writing): Promise<boolean> {
  const { set, now, notice } = change;
  const fence = row.fence + 1;
  const { numUpdatedRows: updated } = await tx
    .updateTable("handoffs")
    .set({ ...columns(row, set, now), fence, active_at: now })
    .where("id", "=", row.id)
    .where("fence", "=", row.fence)
    .executeTakeFirstOrThrow();
  if (updated === 0n) return false;
  await note(tx, row.id, {
    at: now,
    kind: change.event,
    ...(change.by === undefined ? {} : { staff: change.by }),
    ...(change.detail === undefined ? {} : { detail: change.detail }),
  });
  if (set.state !== undefined) await giveTo(tx, row.conversation, ownerIn[set.state]);
  // A turn under way has seen the handoff as it was.
  await tx
    .updateTable("conversations")
    .set((e) => ({ version: e("version", "+", 1) }))
    .where("id", "=", row.conversation)
    .execute();
  if (notice !== undefined) {
    await tell(tx, row.conversation, { key: `${row.id}.${fence}`, notice, now });
  }
  if (change.nextVisit !== undefined)
    await leaveForNextVisit(tx, row.conversation, change.nextVisit);
  return true;
}

function columns(row: Row, set: HandoffFields, now: string): Updateable<Schema["handoffs"]> {
  const { state, desk, staff, surface, promisedAt, escalatedAt, end, summary } = set;
  return {
    ...(state === undefined ? {} : { state }),
    // Whoever comes has their own time to answer.
    ...(state === "claimed" || (staff?.id ?? row.staff) !== row.staff ? { claimed_at: now } : {}),
    ...(state === "waiting" && row.state !== "waiting" ? { waiting_since: now } : {}),
    ...(state === "ended" ? { ended_at: now, unanswered_since: null } : {}),
    ...(desk === undefined ? {} : deskColumns(desk)),
    ...(staff === undefined ? {} : { staff: staff?.id ?? null, staff_name: staff?.name ?? null }),
    ...(surface === undefined ? {} : { surface }),
    ...(promisedAt === undefined ? {} : { promised_at: promisedAt?.toISOString() ?? null }),
    ...(escalatedAt === undefined ? {} : { escalated_at: escalatedAt?.toISOString() ?? null }),
    ...(end === undefined ? {} : { ended: end }),
    ...(summary === undefined ? {} : { summary: storable(summary) }),
    ...(set.followUpAt === undefined ? {} : { follow_up_at: set.followUpAt.toISOString() }),
    ...(set.followedUpAt === undefined ? {} : { followed_up_at: set.followedUpAt.toISOString() }),
  };
}

/** What is said without a message it replies to. */
export interface Utterance {
  /** The same for a repeat of the same words, which is then said once. */
  readonly key: string;
  readonly notice: Notice;
  readonly now: string;
  /** A person who says it; without one the service does. */
  readonly staff?: StaffRef;
  /** The surface's own id of a person's words. */
  readonly source?: string;
  readonly attachment?: Attachment;
  readonly handle?: Handle;
}

/** Puts words on the transcript and into the outbox; false when they were there already. */
export async function tell(
  tx: Tx,
  conversation: string,
  { key, notice, now, staff, source, attachment, handle }: Utterance,
): Promise<{ readonly delivery: string; readonly repeat: boolean }> {
  const delivery = `${conversation}-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
  const said = await tx
    .selectFrom("outbox")
    .select("id")
    .where("id", "=", delivery)
    .executeTakeFirst();
  if (said !== undefined) return { delivery, repeat: true };
  const place = await tx
    .updateTable("conversations")
    .set((e) => ({
      transcript_seq: e("transcript_seq", "+", 1),
      // A turn under way has counted on the place.
      version: e("version", "+", 1),
    }))
    .where("id", "=", conversation)
    .returning(["transcript_seq", "channel", "owner_version", "session"])
    .executeTakeFirstOrThrow();
  const text = storable(notice.text);
  const choices = notice.choices ?? [];
  const kind = notice.kind ?? "say";
  await tx
    .insertInto("transcript")
    .values({
      conversation,
      seq: place.transcript_seq,
      side: staff === undefined ? "bot" : "staff",
      text,
      at: now,
      outcome: staff === undefined ? JSON.stringify({ kind, citations: [], choices }) : null,
      staff: staff?.id ?? null,
      staff_name: staff?.name ?? null,
      message_id: source ?? null,
      attachment: attachment === undefined ? null : JSON.stringify(attachment),
    })
    .execute();
  await tx
    .insertInto("outbox")
    .values({
      id: delivery,
      conversation,
      channel: place.channel,
      seq: place.transcript_seq,
      message_id: delivery,
      body: JSON.stringify({ text, kind, citations: [], choices }),
      state: "queued",
      fleeting: 0,
      attempts: 0,
      fence: 0,
      handle: handle === undefined ? null : JSON.stringify(handle),
      owner_version: place.owner_version,
      parts_sent: 0,
      speaker: staff === undefined ? "notice" : "staff",
      created_at: now,
      due_at: now,
    })
    .execute();
  return { delivery, repeat: false };
}

/** Kept for the bot's next reply. */
export async function leaveForNextVisit(tx: Tx, conversation: string, text: string): Promise<void> {
  const row = await tx
    .selectFrom("conversations")
    .select("next_visit")
    .where("id", "=", conversation)
    .executeTakeFirst();
  if (row === undefined) return;
  const kept = row.next_visit === null ? [] : (JSON.parse(row.next_visit) as string[]);
  await tx
    .updateTable("conversations")
    .set((e) => ({
      next_visit: JSON.stringify([...kept, storable(text)]),
      version: e("version", "+", 1),
    }))
    .where("id", "=", conversation)
    .execute();
}

async function note(
  tx: Tx,
  handoff: string,
  event: { at: string; kind: HandoffEventKind; staff?: StaffRef; detail?: string },
): Promise<void> {
  const last = await tx
    .selectFrom("handoff_events")
    .select((e) => e.fn.max("number").as("number"))
    .where("handoff", "=", handoff)
    .executeTakeFirst();
  await tx
    .insertInto("handoff_events")
    .values({
      handoff,
      number: Number(last?.number ?? 0) + 1,
      at: event.at,
      kind: event.kind,
      staff: event.staff?.id ?? null,
      staff_name: event.staff?.name ?? null,
      detail: event.detail === undefined ? null : storable(event.detail),
    })
    .execute();
}

async function openIn(tx: Tx, conversation: string): Promise<Row | undefined> {
  return await tx
    .selectFrom("handoffs")
    .selectAll()
    .where("conversation", "=", conversation)
    .where("state", "<>", "ended")
    .executeTakeFirst();
}

async function inside(tx: Tx, id: string): Promise<Handoff | undefined> {
  return await handoff({ db: tx as unknown as Store["db"] }, id);
}

function joined(db: Store["db"]) {
  return db
    .selectFrom("handoffs")
    .innerJoin("conversations", "conversations.id", "handoffs.conversation")
    .selectAll("handoffs")
    .select(["conversations.channel", "conversations.contact"]);
}

const blank = {
  district: null,
  topic: null,
  fence: 1,
  promised_at: null,
  waiting_since: null,
  escalated_at: null,
  staff: null,
  staff_name: null,
  surface: null,
  claimed_at: null,
  answered_at: null,
  unanswered_since: null,
  ended_at: null,
  ended: null,
  rating: null,
  follow_up_at: null,
  followed_up_at: null,
  solved: null,
  summary: null,
} satisfies Partial<Row>;

function deskColumns({ district, topic }: DeskKey) {
  return { district: district ?? null, topic: topic ?? null };
}

function newId(): string {
  return `h${randomBytes(8).toString("hex")}`;
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
