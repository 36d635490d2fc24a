import {
  type RequestKind,
  type RequestStatus,
  requestKinds,
  requestStatuses,
} from "../../core/request.ts";
import type { CaseFilter } from "../../ledger/deskRecord.ts";

/** What the list shows, as its address says it. Empty texts stand for everything. */
export interface ListFilter {
  readonly status: RequestStatus | "open" | "";
  readonly kind: RequestKind | "";
  /** `me`, `nobody`, or an account's id. */
  readonly assignee: string;
  readonly receipt: string;
}

const openStatuses = ["submitted", "accepted"] as const;

/** What an address names; a word that is none of ours counts as left out. */
export function filterIn(query: (name: string) => string | undefined): ListFilter {
  const status = query("status") ?? "";
  const kind = query("kind") ?? "";
  return {
    status: status === "open" ? "open" : (requestStatuses.find((each) => each === status) ?? ""),
    kind: requestKinds.find((each) => each === kind) ?? "",
    assignee: (query("assignee") ?? "").slice(0, 100),
    receipt: (query("receipt") ?? "").trim().slice(0, 40),
  };
}

/** The same for the record. */
export function caseFilter(
  { status, kind, assignee, receipt }: ListFilter,
  me: string,
): Omit<CaseFilter, "limit"> {
  return {
    ...(status === "" ? {} : { statuses: status === "open" ? openStatuses : [status] }),
    ...(kind === "" ? {} : { kind }),
    ...(assignee === ""
      ? {}
      : { assignee: assignee === "nobody" ? null : assignee === "me" ? me : assignee }),
    ...(receipt === "" ? {} : { receiptPart: receipt }),
  };
}

/** The filter as an address: `?status=open&kind=expert`, or nothing. */
export function address(filter: ListFilter, more: Readonly<Record<string, string>> = {}): string {
  const set = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== "");
  return set.length === 0 ? "" : `?${new URLSearchParams(Object.fromEntries(set))}`;
}
