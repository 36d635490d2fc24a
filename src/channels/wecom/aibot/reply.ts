import type { Said } from "./content.ts";
import type { AibotPort } from "./port.ts";

const channel = "wecom-aibot";

/** What a door can show of a reply now. */
export type Taken =
  | { readonly kind: "reply"; readonly reply: Said; readonly delivery: string }
  /** Not there yet, or just being sent by another. */
  | { readonly kind: "pending" }
  /** It was not to leave, or could not: it is not shown either. */
  | { readonly kind: "withdrawn" }
  /** The message was handled and nothing was said: staff answer, or it was only kept. */
  | { readonly kind: "silent" };

const pending: Taken = { kind: "pending" };

/**
 * The reply to a message, taken out of the queue and settled as sent: what comes back is to be
 * shown. A reply that has been taken before comes back again, since the answer that carried it may
 * have been lost. Rejects when the record cannot be read.
 */
export async function takeReply(
  port: AibotPort,
  contact: string,
  messageId: string,
): Promise<Taken> {
  const reply = await port.replyTo(channel, contact, messageId);
  if (reply === undefined || reply.state === "sending") return pending;
  if (reply.state === "failed") return { kind: "withdrawn" };
  if (reply.state !== "queued") {
    const said = reply.text !== "" || reply.choices.length > 0;
    const { delivery } = reply;
    return said ? { kind: "reply", reply, delivery } : { kind: "silent" };
  }
  const claim = await port.claimReply(reply.delivery);
  if (claim === undefined) return pending;
  try {
    // Settled before it is shown: were the answer lost, WeCom asks again and is told the same.
    await port.settle(claim, { state: "sent" });
  } catch (error) {
    port.report(error, "wecom-aibot settle");
  }
  // By the claim: of what a contact had erased, the transcript keeps no word to look up.
  return { kind: "reply", reply: claim, delivery: claim.id };
}

export interface Wait {
  readonly milliseconds: number;
  readonly signal?: AbortSignal;
}

/** Notices are a best effort: without one, it is looked again after this long. */
const lookAgainMs = 500;

/**
 * Looks until there is something, after each notice of a reply to the contact; undefined when the
 * time is over. Rejects where `look` does.
 */
export async function awaitReply<T>(
  port: Pick<AibotPort, "onReply">,
  contact: string,
  { milliseconds, signal }: Wait,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = performance.now() + milliseconds;
  let wake = () => {};
  let noticed = false;
  const notice = () => {
    noticed = true;
    wake();
  };
  const unlisten = port.onReply(contact, notice);
  signal?.addEventListener("abort", notice);
  try {
    for (;;) {
      noticed = false;
      const found = await look();
      const left = end - performance.now();
      if (found !== undefined || left <= 0 || signal?.aborted) return found;
      if (noticed) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, lookAgainMs));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    signal?.removeEventListener("abort", notice);
    unlisten();
  }
}
