/** Words that reply to no message: of a person, and of the service about who answers. */
import { createHash } from "node:crypto";
import type { Attachment, Handle } from "../core/message.ts";
import type { Choice } from "../core/outcome.ts";
import type { StaffRef } from "../core/staff.ts";
import { storable } from "./storable.ts";
import type { Tx } from "./store.ts";

/** What the customer is told where a handoff changes; one message at most. */
export interface Notice {
  readonly text: string;
  readonly choices?: readonly Choice[];
  /** `handoff` where a person comes or is sought, so that nobody waits for the bot; else `say`. */
  readonly kind?: "handoff" | "say";
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
      bounces: 0,
      speaker: staff === undefined ? "notice" : "staff",
      created_at: now,
      due_at: now,
    })
    .execute();
  return { delivery, repeat: false };
}
