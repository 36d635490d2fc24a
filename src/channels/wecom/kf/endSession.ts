import type { WecomApi } from "../api.ts";
import { readContact } from "./contact.ts";
import { sayOnEdge } from "./edge.ts";
import { type Refusal, refuse, refusedBy } from "./refusal.ts";
import { change, readState } from "./state.ts";

/** `told`: whether the customer got the text that went with it. */
export type Ended = { readonly kind: "ended"; readonly told: boolean } | Refusal;

/** Ends the session that a servicer has; a repeat finds it ended and says nothing. */
export async function endSession(
  api: WecomApi,
  contact: string,
  text: string | undefined,
): Promise<Ended> {
  const customer = readContact(contact);
  if (customer === undefined) return refuse("the contact is not one of 微信客服");
  const read = await readState(api, customer);
  if (read.kind !== "state") return refusedBy(read);
  if (read.state === "pool") return refuse("what waits in the pool can only be taken from it");
  if (read.state !== "person") return { kind: "ended", told: false };
  const moved = await change(api, customer, "ended");
  if (moved.kind === "ok") {
    return { kind: "ended", told: await sayOnEdge(api, moved.body, text) };
  }
  const after = await readState(api, customer);
  const ended = after.kind === "state" && after.state !== "person" && after.state !== "pool";
  return ended ? { kind: "ended", told: false } : refusedBy(moved);
}
