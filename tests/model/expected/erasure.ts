/** What an erasure takes with it, at once and after a week. */
import { day24 } from "../town.ts";
import { type Conversation, type Expected, fresh, ownerOf } from "./state.ts";

/** The words go; what had to leave does not. */
export function erase(conversation: Conversation): void {
  conversation.handoffs = [];
  conversation.lines = [];
  conversation.nextVisit = [];
  for (const row of conversation.rows) {
    row.emptied = true;
    if (row.state === "queued") row.state = "failed";
  }
}

/** What an erasure left goes after a week, when nothing of it is under way. */
export function purge(model: Expected): void {
  const before = model.now - 7 * day24;
  for (const conversation of model.conversations) {
    const { erasedAt, inbox, rows } = conversation;
    const busy = rows.some(({ state }) => state === "queued" || state === "sending");
    if (erasedAt === undefined || erasedAt >= before || inbox.length > 0 || busy) continue;
    if (ownerOf(conversation) !== "bot") continue;
    model.saw("an erased conversation is gone after a week");
    const nothing = { contactAt: undefined, erasedAt: undefined };
    Object.assign(conversation, fresh(conversation), nothing);
  }
}
