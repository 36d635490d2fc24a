import type { Handoff } from "../core/handoff.ts";
import { servicerRef } from "../core/staff.ts";
import type { HandoffChange } from "../ledger/deskRecord.ts";
import type { ClientTook, HandoffPort } from "./port.ts";
import { isDue } from "./promise.ts";

/**
 * Passes one that waits, or whose promise is due, to the platform's client, where conversations of
 * its channel are served there; false where it stays at our desk, as what staff had there does.
 * What the bot said last must have left before, for behind the passing the platform takes nothing
 * of the bot's any more.
 * @param afterMs how long it must have waited
 */
export async function passToClient(
  port: HandoffPort,
  handoff: Handoff,
  afterMs: number,
): Promise<boolean> {
  const { record, words } = port;
  const { id, fence, channel, contact, conversation } = handoff;
  if (!port.servedInClient(channel) || handoff.claimedAt !== undefined) return false;
  // Refused once it is our desk's: the reason stands in its history.
  if (handoff.escalatedAt !== undefined) return false;
  const waits = handoff.state === "waiting" && handoff.surface === undefined;
  if (!waits && !isDue(port, handoff)) return false;
  const since = (waits ? handoff.waitingSince : handoff.requestedAt)?.getTime() ?? 0;
  if (port.now().getTime() - since < afterMs) return false;
  // Others were looked at meanwhile: what staff have claimed is theirs.
  if ((await record.handoff(id))?.fence !== fence) return false;
  const took = await port.handOver?.(channel, contact, words("transferred-client"));
  if (took === undefined) return false;
  if (took.kind !== "refused") {
    const event = took.kind === "pool" ? "joined-queue" : "claimed";
    await recordTook(port, handoff, took, { event });
    return true;
  }
  // The next look tries again.
  if (took.passing === true) return false;
  const changed = await record.change({
    id,
    fence,
    set: { escalatedAt: port.now() },
    event: "escalated",
    detail: took.reason,
  });
  if (changed !== undefined) port.changed(conversation);
  return false;
}

const mostTries = 5;

/**
 * Writes down that the platform has the conversation. It has it whatever happened here meanwhile,
 * so this is tried on the newest state; undefined where the handoff is over by now.
 */
export async function recordTook(
  port: HandoffPort,
  seen: Handoff,
  took: Exclude<ClientTook, { readonly kind: "refused" }>,
  how: Pick<HandoffChange, "event" | "by">,
): Promise<Handoff | undefined> {
  const staff = took.kind === "pool" ? null : (took.staff ?? servicerRef(took.userid));
  const state = staff === null ? "waiting" : "claimed";
  const set = { state, surface: "wecom", staff } as const;
  const detail = staff === null ? "企业微信接待池" : `企业微信 ${staff.name}`;
  let handoff: Handoff | undefined = seen;
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (handoff === undefined || handoff.state === "ended") return undefined;
    const { id, fence } = handoff;
    const changed = await port.record.change({ id, fence, set, detail, ...how });
    if (changed !== undefined) {
      port.changed(changed.conversation);
      return changed;
    }
    handoff = await port.record.handoff(id);
    // Another look was quicker, or the platform itself has told.
    if (handoff?.surface === "wecom") return handoff;
  }
  return undefined;
}
