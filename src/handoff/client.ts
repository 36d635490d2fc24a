import type { Handoff } from "../core/handoff.ts";
import type { HandoffPort } from "./port.ts";

/**
 * Passes one that waits to the platform's client, where conversations of its channel are served
 * there; false where it stays at our desk. What the bot said last must have left before, for
 * behind the passing the platform takes nothing of the bot's any more.
 * @param afterMs how long it must have waited
 */
export async function passToClient(
  port: HandoffPort,
  handoff: Handoff,
  afterMs: number,
): Promise<boolean> {
  const { record, words } = port;
  const { id, fence, channel, contact, conversation } = handoff;
  if (handoff.state !== "waiting" || handoff.surface !== undefined) return false;
  // Refused once it is our desk's: the reason stands in its history.
  if (!port.servedInClient(channel) || handoff.escalatedAt !== undefined) return false;
  const since = (handoff.waitingSince ?? handoff.requestedAt).getTime();
  if (port.now().getTime() - since < afterMs) return false;
  // Others were looked at meanwhile: what staff have claimed is theirs.
  if ((await record.handoff(id))?.fence !== fence) return false;
  const took = await port.handOver?.(channel, contact, words("transferred-client"));
  if (took === undefined) return false;
  const change = { id, fence };
  const changed =
    took.kind === "refused"
      ? await record.change({
          ...change,
          set: { escalatedAt: port.now() },
          event: "escalated",
          detail: took.reason,
        })
      : await record.change({
          ...change,
          set:
            took.kind === "pool"
              ? { surface: "wecom" }
              : {
                  state: "claimed",
                  surface: "wecom",
                  staff: { id: `wecom:${took.userid}`, name: took.userid },
                },
          event: took.kind === "pool" ? "joined-queue" : "claimed",
          detail: "企业微信",
        });
  if (changed !== undefined) port.changed(conversation);
  return took.kind !== "refused";
}
