import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import type { DeskKey, HandoffEventKind, HandoffState } from "../core/handoff.ts";
import type { Owner } from "../core/owner.ts";
import type { StaffRef } from "../core/staff.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";
import type { Tx } from "./store.ts";

export type Row = Selectable<Schema["handoffs"]>;

/** Who answers while a handoff is in a state. */
export const ownerIn: Readonly<Record<HandoffState, Owner>> = {
  promised: "bot",
  waiting: "waiting",
  claimed: "staff",
  ended: "bot",
};

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

export function deskColumns({ district, topic }: DeskKey) {
  return { district: district ?? null, topic: topic ?? null };
}

function newId(): string {
  return `h${randomBytes(8).toString("hex")}`;
}

/** Puts a new handoff on record as its conversation's newest; its id. */
export async function insertHandoff(
  tx: Tx,
  row: Omit<Row, "id" | keyof typeof blank> & Partial<Row>,
): Promise<string> {
  const id = newId();
  const { conversation, requested_at: at, reason } = row;
  await tx
    .insertInto("handoffs")
    .values({ ...blank, ...row, id })
    .execute();
  await tx
    .updateTable("conversations")
    .set({ handoff: id })
    .where("id", "=", conversation)
    .execute();
  await note(tx, id, { at, kind: "requested", detail: reason });
  return id;
}

export async function note(
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

export async function openIn(tx: Tx, conversation: string): Promise<Row | undefined> {
  return await tx
    .selectFrom("handoffs")
    .selectAll()
    .where("conversation", "=", conversation)
    .where("state", "<>", "ended")
    .executeTakeFirst();
}
