import { sql } from "kysely";
import type { Channel } from "../core/channel.ts";
import type { Owner } from "../core/owner.ts";
import type { Store, Tx } from "./store.ts";

/**
 * Changes who answers. The conversation's version grows too, so that a turn under way loses, and
 * the owner's own, so that a reply made before does not leave any more.
 */
export async function setOwner(
  tx: Tx,
  channel: Channel,
  contact: string,
  owner: Owner,
): Promise<boolean> {
  const { numUpdatedRows: changed } = await tx
    .updateTable("conversations")
    .set((e) => ({
      owner,
      owner_version: e("owner_version", "+", 1),
      version: e("version", "+", 1),
    }))
    .where("channel", "=", channel)
    .where("contact", "=", contact)
    .where("owner", "<>", owner)
    .executeTakeFirstOrThrow();
  return changed === 1n;
}

export async function ownerOf(
  store: Store,
  channel: Channel,
  contact: string,
): Promise<Owner | undefined> {
  const row = await store.db
    .selectFrom("conversations")
    .select("owner")
    .where("channel", "=", channel)
    .where("contact", "=", contact)
    .executeTakeFirst();
  return row?.owner;
}

export async function servedByStaff(store: Store, channel: Channel): Promise<string[]> {
  const rows = await store.db
    .selectFrom("conversations")
    .select("contact")
    // In the words of the partial index.
    .where(sql<boolean>`owner <> 'bot'`)
    .where("owner", "=", "staff")
    .where("channel", "=", channel)
    .orderBy("contact")
    .execute();
  return rows.map(({ contact }) => contact);
}
