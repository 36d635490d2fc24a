import type { Channel } from "../core/channel.ts";
import { nobodyKnows } from "../core/handoff.ts";
import type { Owner } from "../core/owner.ts";
import { servicerRef } from "../core/staff.ts";
import { begin, changeRow } from "./handoffChange.ts";
import { openIn } from "./handoffRow.ts";
import { giveTo } from "./owner.ts";
import type { Tx } from "./store.ts";

/** The platform says who answers: a person in its own client, or nobody there any more. */
export async function platformOwner(
  tx: Tx,
  channel: Channel,
  contact: string,
  owner: Owner,
  now: string,
  servicer?: string,
): Promise<boolean> {
  const conversation = await tx
    .selectFrom("conversations")
    .select(["id", "owner"])
    .where("channel", "=", channel)
    .where("contact", "=", contact)
    .executeTakeFirst();
  if (conversation === undefined) return false;
  const open = await openIn(tx, conversation.id);
  if (owner === "bot") {
    // Only what the platform's client had is the platform's to give back.
    if (open?.surface !== "wecom")
      return open === undefined && (await giveTo(tx, conversation.id, "bot"));
    // Whom nobody took out of the platform's pool was served by nobody.
    const end = open.state === "claimed" ? "closed" : "withdrawn";
    return await changeRow(tx, open, { set: { state: "ended", end }, event: end, now });
  }
  const staff = servicer === undefined ? { id: "wecom:", name: "企业微信" } : servicerRef(servicer);
  if (open === undefined) {
    const opening = {
      conversation: conversation.id,
      reason: "platform",
      desk: {},
      capsule: nobodyKnows,
    } as const;
    await begin(tx, { ...opening, surface: "wecom", ...(owner === "staff" ? { staff } : {}) }, now);
    return true;
  }
  const state = owner === "staff" ? "claimed" : "waiting";
  const same = open.surface === "wecom" && open.state === state;
  if (same && (servicer === undefined || open.staff === staff.id)) return false;
  return await changeRow(tx, open, {
    set: { state, surface: "wecom", staff: owner === "staff" ? staff : null },
    event:
      open.state === "claimed" ? "transferred" : owner === "staff" ? "claimed" : "joined-queue",
    by: staff,
    now,
  });
}
