import { type Language, languages } from "../core/account.ts";
import type { StaffRef, StaffRole } from "../core/staff.ts";

export { type Language, languages };

/** Somebody of staff who has logged in, as a request carries them. */
export interface Visitor extends StaffRef {
  readonly role: StaffRole;
  readonly language: Language;
  /** Proves that a form came from our page: every POST carries it as `csrf`, or as `X-CSRF`. */
  readonly csrf: string;
  /** Of the session; for the audit log, never the session itself. */
  readonly sessionHash: string;
  /** Until when they need not prove again who they are. */
  readonly confirmedUntil?: Date;
}
