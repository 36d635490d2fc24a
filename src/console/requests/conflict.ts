import { requestStatuses } from "../../core/request.ts";
import type { Case, CaseEvent } from "../../ledger/deskRecord.ts";
import { visible } from "../desk/typed.ts";
import type { Language } from "../visitor.ts";
import { requestWords } from "./words.ts";

/** What has become of a request since it was seen, for who came second. */
export function conflictWords(
  { request }: Case,
  events: readonly CaseEvent[],
  seen: Date,
  language: Language,
): string {
  const { taken, statuses, customer } = requestWords(language);
  if (request.status === "withdrawn") return taken.withdrawn;
  const last = events.findLast(
    ({ kind, at }) => (kind === "status" || kind === "assigned") && at > seen,
  );
  if (last === undefined) return taken.edited;
  const who = last.staff === undefined ? customer : visible(last.staff.name);
  if (last.kind === "assigned") {
    return last.detail === "" ? taken.freed(who) : taken.assigned(who, visible(last.detail));
  }
  const status = requestStatuses.find((each) => each === last.detail);
  return taken.status(who, status === undefined ? last.detail : statuses[status]);
}
