import type { StaffRef } from "../../../src/core/staff.ts";
import { type ActEnds, over } from "./acts.ts";
import { event, tell } from "./edge.ts";
import { type Conversation, type Expected, newest } from "./state.ts";

/** Staff write: at once, for nothing is looked at before. */
export function say(
  model: Expected,
  conversation: Conversation,
  by: StaffRef,
  text: string,
  repeat: boolean,
): ActEnds | { readonly said: true; readonly repeat: boolean } {
  if (!conversation.known) return { refused: "not-found" };
  const served = newest(conversation);
  const held = served?.state === "claimed" && served.staff === by.id;
  event(model, conversation, held ? "say" : "say by another", () => undefined);
  if (served === undefined || served.state === "ended") return over(served);
  if (served.state !== "claimed") return { refused: "not-claimed" };
  if (!held) return { refused: "claimed-by-other", by: served.staff ?? "" };
  if (repeat) model.saw("the same words are written twice");
  else {
    tell(model, conversation, text, "edges", "staff");
    served.activeAt = model.now;
    served.unansweredSince = undefined;
    served.answered = true;
  }
  return { said: true, repeat };
}
