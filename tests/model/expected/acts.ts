/** What each act of staff should do: look now, write when finished. */
import type { Surface } from "../../../src/core/handoff.ts";
import type { StaffRef } from "../../../src/core/staff.ts";
import { arrival, begin, change, ended, event, promised, words } from "./edge.ts";
import { isOpen } from "./hours.ts";
import { handOver } from "./platform.ts";
import { type Conversation, type Expected, newest, open, type Served } from "./state.ts";

/** How an act ends, as far as it is compared. */
export type ActEnds =
  | { readonly done: Served["state"] }
  | { readonly refused: string; readonly by?: string; readonly end?: string };

export type Act =
  | { readonly kind: "claim"; readonly surface: Surface }
  | { readonly kind: "transfer"; readonly to: StaffRef | "desk" | "client" }
  | { readonly kind: "giveBack" | "close"; readonly summary?: string };

/** What has happened on looking, and what is to happen on writing. */
export type Looked = { readonly ends: ActEnds } | { readonly write: () => ActEnds };

export function look(model: Expected, conversation: Conversation, by: StaffRef, act: Act): Looked {
  if (!conversation.known) return { ends: { refused: "not-found" } };
  if (act.kind === "claim") return lookToClaim(model, conversation, by, act.surface);
  const served = newest(conversation);
  const verb = act.kind === "transfer" ? `transfer` : act.kind;
  const no = (ends: ActEnds): Looked => refuse(model, conversation, `${verb} by another`, ends);
  if (served === undefined || served.state === "ended") return no(over(served));
  if (served.state !== "claimed") return no({ refused: "not-claimed" });
  if (served.staff !== by.id) return no({ refused: "claimed-by-other", by: served.staff ?? "" });
  const then = (name: string, fields: () => Partial<Served>, notice?: string): Looked =>
    writing(model, conversation, served, name, fields, notice);
  if (act.kind === "transfer") {
    const { to } = act;
    if (to === "client") return toClient(model, conversation, served);
    if (to === "desk") {
      if (!isOpen(model.now)) {
        const { fields, when } = promised(model);
        const notice = words("transferred-later", { when });
        return then("transfer to a desk that is closed", () => fields, notice);
      }
      const queued = { state: "waiting" as const, staff: undefined, surface: undefined };
      return then("transfer to a desk", () => queued, words("transferred-desk"));
    }
    if (to.id === by.id) return { ends: { done: "claimed" } };
    const theirs = () => ({
      ...{ staff: to.id, surface: "console" as const, claimedAt: model.now },
      unansweredSince: served.unansweredSince ?? model.now,
    });
    return then("transfer to a colleague", theirs, words("transferred", { name: to.name }));
  }
  const returned = act.kind === "giveBack";
  const key = returned ? "returned" : "closed";
  const { fields, notice } = ended(model, served, key);
  const summary = act.summary === undefined ? {} : { summary: act.summary };
  return then(returned ? "return" : "close", () => ({ ...fields, ...summary }), notice);
}

function lookToClaim(
  model: Expected,
  conversation: Conversation,
  by: StaffRef,
  surface: Surface,
): Looked {
  const notice = words("claimed", { name: by.name });
  const served = open(conversation);
  const no = (ends: ActEnds) => refuse(model, conversation, "claim by another", ends);
  if (served === undefined) {
    return {
      write: () => {
        if (open(conversation) !== undefined) return lost(model, conversation, by);
        begin(model, conversation, "claim", surface, by.id, notice);
        return { done: "claimed" };
      },
    };
  }
  if (served.surface === "wecom") {
    if (served.staff === undefined) return no({ refused: "platform" });
    return no({ refused: "claimed-by-other", by: served.staff });
  }
  if (served.state === "claimed") {
    if (served.staff !== by.id) return no({ refused: "claimed-by-other", by: served.staff ?? "" });
    event(model, conversation, "claim again", () => undefined);
    return { ends: { done: "claimed" } };
  }
  const comes = () => ({ ...arrival(model, served, by.id, surface), escalated: false });
  const claim = writing(model, conversation, served, "claim", comes, notice);
  if ("ends" in claim) return claim;
  return {
    write: () => {
      const ends = claim.write();
      return "refused" in ends ? lost(model, conversation, by) : ends;
    },
  };
}

/** Who came second is told who was first. */
function lost(model: Expected, conversation: Conversation, by: StaffRef): ActEnds {
  const now = open(conversation);
  if (now?.state !== "claimed") return { refused: "changed" };
  if (now.staff === by.id) return { done: "claimed" };
  event(model, conversation, "claim by another", () => undefined);
  return { refused: "claimed-by-other", by: now.staff ?? "" };
}

function writing(
  model: Expected,
  conversation: Conversation,
  served: Served,
  name: string,
  fields: () => Partial<Served>,
  notice?: string,
): Looked {
  const { fence } = served;
  return {
    write: () => {
      if (newest(conversation) !== served || served.fence !== fence) {
        model.saw("an act comes too late");
        return { refused: "changed" };
      }
      change(model, conversation, name, served, fields(), notice);
      return { done: served.state };
    },
  };
}

function toClient(model: Expected, conversation: Conversation, served: Served): Looked {
  const took = handOver(model, conversation);
  const name = "transfer to the client";
  if (took === undefined || took.kind === "refused") {
    return refuse(model, conversation, `${name}, refused`, { refused: "platform" });
  }
  const { fence } = served;
  const surface = "wecom" as const;
  const theirs = (): Partial<Served> =>
    took.kind === "pool"
      ? { state: "waiting", surface, staff: undefined }
      : { state: "claimed", surface, staff: `wecom:${took.userid}`, claimedAt: model.now };
  return {
    write: () => {
      const late = served.fence !== fence;
      if (served.state === "ended") {
        model.saw("an act comes too late");
        return { refused: "changed" };
      }
      if (late && served.surface === surface) return { done: served.state };
      // The platform has it, whatever became of it here meanwhile.
      if (late) model.saw("the platform takes what has moved on");
      const listed = late ? undefined : `${name} (${took.kind})`;
      change(model, conversation, listed, served, theirs());
      return { done: served.state };
    },
  };
}

function refuse(model: Expected, conversation: Conversation, name: string, ends: ActEnds): Looked {
  event(model, conversation, name, () => undefined);
  return { ends };
}

export function over(served: Served | undefined): ActEnds {
  return { refused: "ended", ...(served?.end === undefined ? {} : { end: served.end }) };
}
