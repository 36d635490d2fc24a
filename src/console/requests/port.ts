import type { Reach } from "../../core/reach.ts";
import type { ServiceRequest } from "../../core/request.ts";
import type { StaffRef } from "../../core/staff.ts";
import type { DeskRecord } from "../../ledger/deskRecord.ts";
import type { Visitor } from "../visitor.ts";

/** One answer of the customer, under its label in the form. */
export interface Field {
  readonly label: string;
  readonly value: string;
}

/** What is kept of who did what with requests; never what was said. */
export interface RequestDeed {
  readonly action: "request.status" | "request.assign" | "requests.export";
  /** The receipt, where it is one request. */
  readonly receipt?: string;
  readonly detail?: Readonly<Record<string, string>>;
}

/** What the request pages need of the program. */
export interface RequestsPort {
  readonly record: Pick<DeskRecord, "cases" | "caseEvents" | "changeCase">;
  /** What the customer filled in, in the words and the order of the form. */
  fields(request: ServiceRequest): readonly Field[];
  /** Those who can be given work: every active account. */
  colleagues(): Promise<readonly StaffRef[]>;
  /** Whether the customer can be told something now. */
  reach(conversation: string): Promise<Reach>;
  audit(visitor: Visitor, deed: RequestDeed): Promise<void>;
  now(): Date;
}
