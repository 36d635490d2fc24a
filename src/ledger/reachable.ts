import type { Message } from "../core/message.ts";
import type { Store } from "./store.ts";

/** Notes whether the platform takes messages for a contact; the conversation, where that changed. */
export async function setReachable(
  store: Store,
  { channel, contact }: Pick<Message, "channel" | "contact">,
  reachable: boolean,
): Promise<string | undefined> {
  return await store.lane.write(async (tx) => {
    const changed = await tx
      .updateTable("conversations")
      .set({ unreachable_since: reachable ? null : store.now().toISOString() })
      .where("channel", "=", channel)
      .where("contact", "=", contact)
      .where("unreachable_since", reachable ? "is not" : "is", null)
      .returning("id")
      .executeTakeFirst();
    return changed?.id;
  }, `${channel}/${contact}`);
}
