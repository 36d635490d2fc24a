import type { DeskKey } from "./handoff.ts";
import type { StaffRef, StaffRole } from "./staff.ts";

export const languages = ["zh", "en"] as const;
/** What the console speaks with somebody. */
export type Language = (typeof languages)[number];

/** Somebody of the service team as the program knows them; nothing in it is a secret. */
export interface Account extends StaffRef {
  /** Small letters, digits, `.`, `-` and `_`: what they log in with. */
  readonly login: string;
  readonly role: StaffRole;
  /** False: no log-in, no session, and nothing they write in a staff group is said. */
  readonly active: boolean;
  /** What they serve; none stands for all. */
  readonly desks: readonly DeskKey[];
  /** Their numeric id there, by which the staff group knows who writes. */
  readonly telegramId?: string;
  readonly wecomUserid?: string;
  readonly language: Language;
  /** Whether password and one-time codes are set up. */
  readonly ready: boolean;
  readonly createdAt: Date;
}

/** What proves that it is them; leaves the record for that only. */
export interface Credentials {
  /** As `hashPassword` wrote it. */
  readonly password?: string;
  /** Base32. */
  readonly totpSecret?: string;
  /** The 30-second step whose code was used last: it and those before are spent. */
  readonly totpStep: number;
  /** SHA-256 of the recovery codes not yet used. */
  readonly recovery: readonly string[];
}

/** A log-in under way or done. Its token is in one browser's cookie and nowhere else. */
export interface StaffSession {
  /** SHA-256 of the token. */
  readonly hash: string;
  readonly account: string;
  /** `password`: the code is still to come, and nothing is allowed yet. */
  readonly stage: "password" | "full";
  readonly csrf: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly confirmedUntil?: Date;
  readonly address: string;
  /** Of the browser, such as `Firefox · Linux`. */
  readonly device: string;
}
