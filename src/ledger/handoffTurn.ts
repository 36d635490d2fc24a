/** What turns do to handoffs, inside their own transaction. */
import type { HandoffRequest } from "../core/handoff.ts";
import { changeRow } from "./handoffChange.ts";
import { deskColumns, insertHandoff, note, openIn } from "./handoffRow.ts";
import { giveTo } from "./owner.ts";
import type { Tx } from "./store.ts";

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
    await insertHandoff(tx, {
      ...desk,
      conversation,
      state: request.state,
      reason: request.reason,
      capsule: JSON.stringify(request.capsule),
      requested_at: now,
      promised_at,
      waiting_since: request.state === "waiting" ? now : null,
      unanswered_since: now,
      active_at: now,
    });
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
        ...(joins ? { requested_at: now, waiting_since: now } : {}),
        escalated_at: null,
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
  await changeRow(tx, open, { set: { state: "ended", end: "left" }, event: "left", now });
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
