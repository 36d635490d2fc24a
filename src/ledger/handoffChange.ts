/** How handoffs change, each change whole or not at all. */
import type { Updateable } from "kysely";
import type {
  Capsule,
  DeskKey,
  Handoff,
  HandoffEnd,
  HandoffEventKind,
  HandoffState,
  Surface,
} from "../core/handoff.ts";
import type { HandoffReason } from "../core/outcome.ts";
import type { StaffRef } from "../core/staff.ts";
import { noteOnNewestCase } from "./casework.ts";
import { deskColumns, insertHandoff, note, openIn, ownerIn, type Row } from "./handoffRow.ts";
import { handoff } from "./handoffs.ts";
import { leaveForNextVisit } from "./nextVisit.ts";
import { giveTo } from "./owner.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";
import { type Notice, tell } from "./utterance.ts";

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
    const id = await changeRow(tx, row, { ...change, now });
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

/** Inside a transaction: nobody has the conversation yet. */
export async function begin(
  tx: Tx,
  opening: HandoffOpening,
  now: string,
): Promise<Handoff | undefined> {
  const { conversation, reason, desk, capsule, staff, surface, notice } = opening;
  const id = await insertHandoff(tx, {
    ...deskColumns(desk),
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
  });
  if (staff !== undefined) await note(tx, id, { at: now, kind: "claimed", staff });
  await giveTo(tx, conversation, ownerIn[staff === undefined ? "waiting" : "claimed"]);
  if (notice !== undefined) await tell(tx, conversation, { key: `${id}.1`, notice, now });
  return await inside(tx, id);
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

/** Inside a transaction; false when the row has moved on. */
export async function changeRow(tx: Tx, row: Row, change: Writing): Promise<boolean> {
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
  if (set.summary !== undefined && set.summary !== "") {
    const by = change.by === undefined ? {} : { by: change.by };
    await noteOnNewestCase(tx, row.conversation, { ...by, detail: set.summary, at: now });
  }
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
    // Who was told of a colleague waits for that colleague's first words.
    ...(state === undefined && staff != null && staff.id !== row.staff
      ? { unanswered_since: row.unanswered_since ?? now }
      : {}),
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

async function inside(tx: Tx, id: string): Promise<Handoff | undefined> {
  return await handoff({ db: tx as unknown as Store["db"] }, id);
}
