import type { PageStep } from "../../../core/page.ts";
import type { WecomApi } from "../api.ts";
import { readContact } from "./contact.ts";
import { channel } from "./item.ts";
import type { KfPort } from "./port.ts";
import { readState } from "./state.ts";

/**
 * The steps, with the bot's turn before what a customer wrote in a session that nobody of the
 * client has. The end of the one before can have passed unseen, and the message would wait for a
 * person who no longer serves.
 */
export async function reopened(
  steps: readonly PageStep[],
  { api, port }: { readonly api: WecomApi; readonly port: Pick<KfPort, "servedByStaff" | "count"> },
): Promise<readonly PageStep[]> {
  const writers = new Set(
    steps.flatMap((step) => (step.kind === "message" ? [step.message.contact] : [])),
  );
  // What the page itself tells of who answers is right in its place.
  for (const step of steps) if (step.kind === "owner") writers.delete(step.contact);
  if (writers.size === 0) return steps;
  const ours = new Set<string>();
  for (const { contact } of await port.servedByStaff(channel)) {
    const customer = writers.has(contact) ? readContact(contact) : undefined;
    if (customer === undefined) continue;
    const read = await readState(api, customer);
    // Not told, it is as it was; the look at all sessions comes to it later.
    if (read.kind !== "state" || (read.state !== "new" && read.state !== "assistant")) continue;
    ours.add(contact);
    port.count(channel, "reopened");
  }
  return steps.flatMap((step): readonly PageStep[] => {
    if (step.kind !== "message" || !ours.delete(step.message.contact)) return [step];
    return [{ kind: "owner", channel, contact: step.message.contact, owner: "bot" }, step];
  });
}
