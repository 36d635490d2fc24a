/** Changes of a request, each whole or not at all. */
import { requestStatuses } from "../../core/request.ts";
import type { Case } from "../../ledger/deskRecord.ts";
import type { Visitor } from "../visitor.ts";
import { conflictWords } from "./conflict.ts";
import type { RequestsPort } from "./port.ts";
import { stepsFrom } from "./steps.ts";
import { longestNote, tidings } from "./tidings.ts";
import { requestWords } from "./words.ts";

/** What a change came to: done, or why not in words for whoever tried. */
export type Change =
  | { readonly done: "now" | "later" | "assigned" }
  | { readonly refused: string; readonly status: 409 | 422 };

/** As it came with the form. */
export interface Wanted {
  readonly seen: Date;
  readonly to: string;
  readonly note: string;
}

/** Sets the status and tells the customer, at once or with the bot's next reply. */
export async function setStatus(
  port: RequestsPort,
  visitor: Visitor,
  { request, conversation }: Case,
  { seen, to: wanted, note }: Wanted,
): Promise<Change> {
  const say = requestWords(visitor.language);
  const { receipt } = request;
  if (seen.getTime() !== request.updatedAt.getTime()) {
    return await came(port, visitor, receipt, seen, wanted);
  }
  const to = stepsFrom(request.status).find((step) => step === wanted);
  if (to === undefined) return refused(say.notStep);
  if (note.length > longestNote) return refused(say.noteTooLong(note.length));
  if (to === "declined" && note === "") return refused(say.noteMissing);
  const text = tidings(request, to, note);
  const { can } = await port.reach(conversation);
  const made = await port.record.changeCase({
    receipt,
    seen,
    to,
    by: { id: visitor.id, name: visitor.name },
    ...(note === "" ? {} : { note }),
    ...(can ? { notice: { text } } : { nextVisit: text }),
  });
  if (!made) return await came(port, visitor, receipt, seen, to);
  await port.audit(visitor, {
    action: "request.status",
    receipt,
    detail: { from: request.status, to },
  });
  return { done: can ? "now" : "later" };
}

/** Gives it to somebody of staff, or with an empty `to` to nobody. */
export async function setAssignee(
  port: RequestsPort,
  visitor: Visitor,
  { request: { receipt } }: Case,
  { seen, to }: Wanted,
): Promise<Change> {
  const colleague = (await port.colleagues()).find(({ id }) => id === to);
  if (to !== "" && colleague === undefined) {
    return refused(requestWords(visitor.language).noColleague);
  }
  const assignee = colleague === undefined ? null : { id: colleague.id, name: colleague.name };
  const by = { id: visitor.id, name: visitor.name };
  const made = await port.record.changeCase({ receipt, seen, assignee, by });
  if (!made) return await came(port, visitor, receipt, seen, undefined);
  await port.audit(visitor, { action: "request.assign", receipt, detail: { to } });
  return { done: "assigned" };
}

/** Somebody was first. It is no conflict when that was the same person doing the same: a double click. */
async function came(
  port: RequestsPort,
  visitor: Visitor,
  receipt: string,
  seen: Date,
  wanted: string | undefined,
): Promise<Change> {
  const [found] = await port.record.cases({ receipt, limit: 1 });
  const events = await port.record.caseEvents(receipt);
  const last = events.findLast(({ kind }) => kind === "status");
  const status = requestStatuses.find((each) => each === wanted);
  if (
    found !== undefined &&
    found.request.status === status &&
    last?.detail === status &&
    last?.staff?.id === visitor.id &&
    last.at > seen
  ) {
    return { done: (await port.reach(found.conversation)).can ? "now" : "later" };
  }
  const say = requestWords(visitor.language);
  const words =
    found === undefined
      ? say.taken.withdrawn
      : conflictWords(found, events, seen, visitor.language);
  return { refused: words, status: 409 };
}

function refused(words: string): Change {
  return { refused: words, status: 422 };
}
