import { sql } from "kysely";
import type { Channel } from "../core/channel.ts";
import type { Store } from "./store.ts";

/** Nobody has looked at each of them: the bot's right to speak stays the one they were made under. */
export async function requeueAll(store: Store, channel?: Channel): Promise<number> {
  return await store.lane.write(async (tx) => {
    const { numUpdatedRows: updated } = await tx
      .updateTable("outbox")
      .set({
        state: "queued",
        due_at: store.now().toISOString(),
        settled_at: null,
        attempts: 0,
      })
      .where("state", "=", "failed")
      // Says to the planner what the partial indexes hold.
      .where(sql<boolean>`state <> 'sent'`)
      .$if(channel !== undefined, (q) => q.where("channel", "=", channel ?? ""))
      .where("body", "is not", null)
      .where((e) =>
        e.or([
          e("speaker", "<>", "bot"),
          e(
            "owner_version",
            "=",
            e
              .selectFrom("conversations")
              .select("conversations.owner_version")
              .whereRef("conversations.id", "=", "outbox.conversation"),
          ),
        ]),
      )
      .executeTakeFirstOrThrow();
    return Number(updated);
  });
}
