/** Service requests as staff work on them. */
import { sql } from "kysely";
import type { Channel } from "../core/channel.ts";
import type { RequestKind, RequestStatus, ServiceRequest } from "../core/request.ts";
import type { StaffRef } from "../core/staff.ts";
import { leaveForNextVisit } from "./nextVisit.ts";
import { toRequest } from "./requests.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";
import { type Notice, tell } from "./utterance.ts";

export interface Case {
  readonly request: ServiceRequest;
  readonly conversation: string;
  readonly channel: Channel;
  readonly contact: string;
  readonly assignee?: StaffRef;
}

export interface CaseFilter {
  readonly statuses?: readonly RequestStatus[];
  readonly kind?: RequestKind;
  /** An account's id; null for what nobody has taken on. */
  readonly assignee?: string | null;
  readonly conversation?: string;
  readonly receipt?: string;
  /** Letters and digits of the receipt number that follow each other. */
  readonly receiptPart?: string;
  readonly limit: number;
  /** Skips so many. */
  readonly from?: number;
  /** Those that come after this one. */
  readonly after?: Pick<ServiceRequest, "receipt" | "createdAt">;
}

export interface CaseEvent {
  readonly at: Date;
  readonly kind: "status" | "assigned" | "note" | "handoff";
  readonly staff?: StaffRef;
  readonly detail: string;
}

export interface CaseChange {
  readonly receipt: string;
  /** `updatedAt` as it was seen; when it has changed since, nothing is. */
  readonly seen: Date;
  readonly to?: RequestStatus;
  readonly assignee?: StaffRef | null;
  readonly note?: string;
  readonly by: StaffRef;
  /** To the customer. */
  readonly notice?: Notice;
  /** To the customer with the bot's next reply, where nothing can be sent. */
  readonly nextVisit?: string;
}

/** Newest first. */
export async function cases(store: Store, filter: CaseFilter): Promise<Case[]> {
  const {
    statuses,
    kind,
    assignee,
    conversation,
    receipt,
    receiptPart,
    limit,
    from = 0,
    after,
  } = filter;
  const rows = await store.db
    .selectFrom("requests")
    .innerJoin("conversations", "conversations.id", "requests.conversation")
    .selectAll("requests")
    .select(["conversations.channel", "conversations.contact"])
    .$if(statuses !== undefined, (q) => q.where("requests.status", "in", statuses ?? []))
    .$if(kind !== undefined, (q) => q.where("requests.kind", "=", kind ?? ""))
    .$if(assignee === null, (q) => q.where("requests.assignee", "is", null))
    .$if(typeof assignee === "string", (q) => q.where("requests.assignee", "=", assignee ?? ""))
    .$if(conversation !== undefined, (q) =>
      q.where("requests.conversation", "=", conversation ?? ""),
    )
    .$if(receipt !== undefined, (q) => q.where("requests.receipt", "=", receipt ?? ""))
    .$if(receiptPart !== undefined, (q) => q.where(holds(receiptPart ?? "")))
    .$if(after !== undefined, (q) => q.where(following(after)))
    .orderBy("requests.created_at", "desc")
    .orderBy("requests.receipt")
    .limit(limit)
    .offset(from)
    .execute();
  return rows.map((row) => ({
    request: toRequest(row),
    conversation: row.conversation,
    channel: row.channel as Channel,
    contact: row.contact,
    ...(row.assignee === null
      ? {}
      : { assignee: { id: row.assignee, name: row.assignee_name ?? row.assignee } }),
  }));
}

export async function caseEvents(store: Store, receipt: string): Promise<CaseEvent[]> {
  const rows = await store.db
    .selectFrom("request_events")
    .selectAll()
    .where("receipt", "=", receipt)
    .orderBy("number")
    .execute();
  return rows.map((row) => ({
    at: new Date(row.at),
    kind: row.kind as CaseEvent["kind"],
    detail: row.detail ?? "",
    ...(row.staff === null ? {} : { staff: { id: row.staff, name: row.staff_name ?? row.staff } }),
  }));
}

function following(after: CaseFilter["after"]) {
  const at = after?.createdAt.toISOString() ?? "";
  const receipt = after?.receipt ?? "";
  return sql<boolean>`(requests.created_at < ${at} or (requests.created_at = ${at} and requests.receipt > ${receipt}))`;
}

/** Dashes are for the eye, in the number and in what was typed. */
function holds(part: string) {
  const plain = part.toUpperCase().replace(/[^0-9A-Z]/g, "");
  // What has no letter and no digit is part of no receipt number.
  if (plain === "") return sql<boolean>`1 = 0`;
  return sql<boolean>`replace(requests.receipt, '-', '') like ${`%${plain}%`}`;
}

/**
 * False, and nothing changed, when the request is not there, no longer as it was seen, or withdrawn
 * by the customer.
 */
export async function changeCase(store: Store, change: CaseChange): Promise<boolean> {
  const { receipt, seen, to, assignee, note, by, notice, nextVisit } = change;
  const clock = store.now();
  const now = clock.toISOString();
  // Always later than what was seen, so that the other of two changes in one millisecond is told.
  const updated = new Date(Math.max(clock.getTime(), seen.getTime() + 1)).toISOString();
  return await store.lane.write(async (tx) => {
    const row = await tx
      .updateTable("requests")
      .set({
        updated_at: updated,
        ...(to === undefined ? {} : { status: to }),
        ...(assignee === undefined
          ? {}
          : { assignee: assignee?.id ?? null, assignee_name: assignee?.name ?? null }),
      })
      .where("receipt", "=", receipt)
      .where("updated_at", "=", seen.toISOString())
      .where("status", "<>", "withdrawn")
      .returning("conversation")
      .executeTakeFirst();
    if (row === undefined) return false;
    let number = 0;
    if (to !== undefined)
      number = await noteCase(tx, receipt, { at: now, kind: "status", staff: by, detail: to });
    if (assignee !== undefined) {
      const detail = assignee?.name ?? "";
      number = await noteCase(tx, receipt, { at: now, kind: "assigned", staff: by, detail });
    }
    if (note !== undefined)
      number = await noteCase(tx, receipt, { at: now, kind: "note", staff: by, detail: note });
    if (notice !== undefined) {
      await tell(tx, row.conversation, { key: `${receipt} ${number}`, notice, now });
    }
    if (nextVisit !== undefined) await leaveForNextVisit(tx, row.conversation, nextVisit);
    return true;
  });
}

/** What came of a handoff, on the newest open request of the contact, if there is one. */
export async function noteOnNewestCase(
  tx: Tx,
  conversation: string,
  { by, detail, at }: { readonly by?: StaffRef; readonly detail: string; readonly at: string },
): Promise<void> {
  const row = await tx
    .selectFrom("requests")
    .select("receipt")
    .where("conversation", "=", conversation)
    .where("status", "in", ["submitted", "accepted"])
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return;
  const staff = by === undefined ? {} : { staff: by };
  await noteCase(tx, row.receipt, { at, kind: "handoff", detail, ...staff });
}

async function noteCase(
  tx: Tx,
  receipt: string,
  event: { at: string; kind: CaseEvent["kind"]; staff?: StaffRef; detail: string },
): Promise<number> {
  const last = await tx
    .selectFrom("request_events")
    .select((e) => e.fn.max("number").as("number"))
    .where("receipt", "=", receipt)
    .executeTakeFirst();
  const number = Number(last?.number ?? 0) + 1;
  await tx
    .insertInto("request_events")
    .values({
      receipt,
      number,
      at: event.at,
      kind: event.kind,
      staff: event.staff?.id ?? null,
      staff_name: event.staff?.name ?? null,
      detail: storable(event.detail),
    })
    .execute();
  return number;
}
