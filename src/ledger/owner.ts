import { sql } from "kysely";
import type { Channel } from "../core/channel.ts";
import type { Owner, Served } from "../core/owner.ts";
import { servicerOf } from "../core/staff.ts";
import type { Store, Tx } from "./store.ts";

/**
 * Changes who answers. The conversation's version grows, so that a turn under way loses; where a
 * person comes or goes the owner's own does too, so that what the bot said before does not leave
 * any more.
 */
export async function giveTo(tx: Tx, conversation: string, owner: Owner): Promise<boolean> {
  const { numUpdatedRows: changed } = await tx
    .updateTable("conversations")
    .set((e) => ({
      owner,
      version: e("version", "+", 1),
      owner_version: e
        .case()
        .when("owner", "=", "staff")
        .then(e("owner_version", "+", 1))
        .else(owner === "staff" ? e("owner_version", "+", 1) : e.ref("owner_version"))
        .end(),
    }))
    .where("id", "=", conversation)
    .where("owner", "<>", owner)
    .executeTakeFirstOrThrow();
  if (changed === 1n && owner === "staff") {
    // What will not leave any more is not waited for: a person's words stand behind it.
    await tx
      .updateTable("outbox")
      .set((e) => ({ due_at: e.ref("created_at") }))
      .where("conversation", "=", conversation)
      .where("state", "=", "queued")
      // In the words of the partial index.
      .where(sql<boolean>`state <> 'sent'`)
      .where("speaker", "=", "bot")
      .execute();
  }
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

/** What the platform's own client has; what our desk has is no business of the platform. */
export async function servedByStaff(store: Store, channel: Channel): Promise<Served[]> {
  const rows = await store.db
    .selectFrom("conversations")
    .innerJoin("handoffs", "handoffs.id", "conversations.handoff")
    .leftJoin("staff_accounts", "staff_accounts.id", "handoffs.staff")
    .select(["contact", "owner", "handoffs.staff", "wecom_userid"])
    // In the words of the partial index.
    .where(sql<boolean>`owner <> 'bot'`)
    .where("handoffs.surface", "=", "wecom")
    .where("channel", "=", channel)
    .orderBy("contact")
    .execute();
  return rows.map(({ contact, owner, staff, wecom_userid: userid }) => {
    const servicer = userid ?? (staff === null ? undefined : servicerOf({ id: staff }));
    return {
      contact,
      owner: owner === "waiting" ? "waiting" : "staff",
      ...(servicer === undefined ? {} : { servicer }),
    };
  });
}
