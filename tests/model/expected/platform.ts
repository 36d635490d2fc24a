/** What the platform's own client does with conversations, and what the record makes of it. */
import { servicers } from "../town.ts";
import { arrival, begin, change, event } from "./edge.ts";
import { type Conversation, type Expected, open } from "./state.ts";

export type Took =
  | { readonly kind: "servicer"; readonly userid: string }
  | { readonly kind: "pool" }
  | { readonly kind: "refused"; readonly reason: string };

/** Undefined where the channel has no client. */
export function handOver(model: Expected, { channel }: Conversation): Took | undefined {
  if (channel !== "wecom-kf") return undefined;
  model.handedOver++;
  return took(model.client);
}

export function took(client: Expected["client"]): Took {
  if (client === "servicer") return { kind: "servicer", userid: servicers[0] };
  return client === "pool" ? { kind: "pool" } : { kind: "refused", reason: "没有接待人员在线" };
}

/** The platform tells that a servicer has it, or its pool. */
export function platformTakes(
  model: Expected,
  conversation: Conversation,
  servicer: string | undefined,
): void {
  conversation.known = true;
  const staff = servicer === undefined ? undefined : `wecom:${servicer}`;
  const name = staff === undefined ? "taken into the pool" : "taken in the client";
  const served = open(conversation);
  if (served === undefined) {
    begin(model, conversation, name, "wecom", staff);
    return;
  }
  const state = staff === undefined ? "waiting" : "claimed";
  const same = served.surface === "wecom" && served.state === state;
  if (same && (staff === undefined || served.staff === staff)) {
    event(model, conversation, `${name} again`, () => undefined);
    return;
  }
  const fields =
    staff === undefined
      ? { state: "waiting" as const, surface: "wecom" as const, staff: undefined }
      : arrival(model, served, staff, "wecom");
  change(model, conversation, name, served, fields);
}

/** The session in the client is over. */
export function platformGivesBack(model: Expected, conversation: Conversation): void {
  conversation.known = true;
  const served = open(conversation);
  if (served?.surface !== "wecom") {
    event(model, conversation, "ended in the client", () => undefined);
    return;
  }
  // What a servicer wrote counts, also where no turn has brought it to the transcript yet.
  served.answered ||= conversation.inbox.some(({ side }) => side === "staff");
  const end = served.state === "claimed" ? "closed" : "withdrawn";
  change(model, conversation, "ended in the client", served, { state: "ended", end });
}
