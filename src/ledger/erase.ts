import { sql } from "kysely";
import { freshSession } from "../core/session.ts";
import { forgetGaps } from "./gaps.ts";
import { needScrub } from "./scrub.ts";
import type { Tx } from "./store.ts";

/**
 * Erases what the record holds of a contact, inside the turn that was asked to.
 * Stays: the conversation's routing (channel and contact, without which the confirmation could
 * not be sent and a repeated message not be recognised), the ids of handled messages, and one
 * numbered row with the day. Messages not yet handled stay too: they were written to be answered
 * after the erasure.
 */
export async function erase(tx: Tx, conversation: string, now: string): Promise<void> {
  await tx.deleteFrom("transcript").where("conversation", "=", conversation).execute();
  await tx.deleteFrom("requests").where("conversation", "=", conversation).execute();
  for (const table of ["handoffs", "notes", "desk_reads", "staff_messages"] as const) {
    await tx.deleteFrom(table).where("conversation", "=", conversation).execute();
  }
  // What the staff group shows of it is deleted there as well; the row goes with the topic.
  await tx
    .updateTable("staff_topics")
    .set({ state: "erased", live: 1, shown_seq: 0 })
    .where("conversation", "=", conversation)
    .execute();
  await forgetGaps(tx, conversation);
  await tx
    .updateTable("inbox")
    .set({ text: "", detail: null })
    .where("conversation", "=", conversation)
    .where("state", "<>", "waiting")
    .execute();
  // A reply being sent keeps its state, so that its sender can still settle it.
  await tx
    .updateTable("outbox")
    .set({ body: null, handle: null, reason: null })
    .where("conversation", "=", conversation)
    .execute();
  await tx
    .updateTable("outbox")
    .set({ state: "failed", settled_at: now })
    .where("conversation", "=", conversation)
    .where("state", "=", "queued")
    .execute();
  // A platform's own reason may repeat what was said.
  await tx
    .updateTable("outbox")
    .set({ reason: erasedReason })
    .where("conversation", "=", conversation)
    .where("state", "in", ["uncertain", "failed"])
    .execute();
  await tx
    .updateTable("conversations")
    .set({ session: JSON.stringify(freshSession), handoff: null, next_visit: null })
    .where("id", "=", conversation)
    .execute();
  await tx
    .insertInto("erasures")
    .columns(["number", "day", "unscrubbed"])
    .expression((e) =>
      e
        .selectFrom("erasures")
        .select((s) => [
          sql<number>`coalesce(${s.fn.max("number")}, 0) + 1`.as("number"),
          sql<string>`cast(${now.slice(0, 10)} as text)`.as("day"),
          sql<number>`1`.as("unscrubbed"),
        ]),
    )
    .execute();
}

/** Why a reply that was still queued at an erasure never left. */
export const erasedReason = "erased";

const keptDays = 7;

/**
 * Removes the rest of erased conversations when no sender can repeat their messages any more.
 * Platforms repeat for three days at most; a week is well past that.
 */
export async function purgeErased(tx: Tx, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keptDays * 86_400_000).toISOString();
  const { numDeletedRows: purged } = await tx
    .deleteFrom("conversations")
    .where("erased_at", "is not", null)
    .where("erased_at", "<", before)
    .where("waiting_since", "is", null)
    // A person may have written to them since.
    .where("owner", "=", "bot")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("outbox")
            .select("outbox.id")
            .whereRef("outbox.conversation", "=", "conversations.id")
            .where("outbox.state", "in", ["queued", "sending"]),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  if (purged > 0n) await needScrub(tx);
}
