import type { StaffRef, StaffRole } from "../core/staff.ts";

export const languages = ["zh", "en"] as const;
export type Language = (typeof languages)[number];

/** Somebody of staff who has logged in, as a request carries them. */
export interface Visitor extends StaffRef {
  readonly role: StaffRole;
  readonly language: Language;
  /** Proves that a form came from our page: every POST carries it as `csrf`, or as `X-CSRF`. */
  readonly csrf: string;
  /** Of the session; for the audit log, never the session itself. */
  readonly sessionHash: string;
}
