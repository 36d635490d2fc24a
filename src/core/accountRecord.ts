import type { Account, Credentials, Language, StaffSession } from "./account.ts";
import type { Actor, AuditEntry, AuditRow, AuditState } from "./audit.ts";
import type { DeskKey } from "./handoff.ts";
import type { StaffRole } from "./staff.ts";

/** What may be changed of an account; null takes an id away. */
export interface AccountChange {
  readonly name?: string;
  readonly role?: StaffRole;
  readonly active?: boolean;
  readonly desks?: readonly DeskKey[];
  readonly telegramId?: string | null;
  readonly wecomUserid?: string | null;
  readonly language?: Language;
}

/** `taken`: the Telegram id or WeCom userid is another's. `last-admin`: nobody else could undo it. */
export type ChangeRefused = "missing" | "taken" | "last-admin";

export interface Invitation {
  /** SHA-256 of the token in the link. */
  readonly hash: string;
  readonly account: string;
  readonly until: Date;
  /** Made at the invitation, so that a reload of the page shows the same key. */
  readonly totpSecret: string;
}

/**
 * The part of the record that knows staff. Every act is written together with its audit row; what
 * takes rights away ends sessions in the same transaction.
 */
export interface AccountRecord {
  accounts(): Promise<Account[]>;
  account(id: string): Promise<Account | undefined>;
  byLogin(login: string): Promise<Account | undefined>;
  /** Active ones only. */
  byTelegram(telegramId: string): Promise<Account | undefined>;
  byWecom(wecomUserid: string): Promise<Account | undefined>;
  credentials(id: string): Promise<Credentials | undefined>;

  /** Undefined when the login is taken. */
  add(
    account: { readonly login: string; readonly name: string; readonly role: StaffRole },
    by: Actor,
  ): Promise<Account | undefined>;
  change(id: string, change: AccountChange, by: Actor): Promise<Account | ChangeRefused>;
  /** Ends the account's other invitations. */
  invite(invitation: Invitation, by: Actor): Promise<void>;
  /** One that is still good. */
  invitation(hash: string): Promise<Invitation | undefined>;
  /** Sets all of it at once and uses the invitation up; false when somebody was faster. */
  accept(
    hash: string,
    credentials: Required<Credentials>,
    by: Omit<Actor, "actor">,
  ): Promise<boolean>;
  /** New ones in place of the old; ends all sessions but the one named. */
  renew(id: string, credentials: Partial<Credentials>, by: Actor, keep?: string): Promise<void>;
  /** False when this step or a later one was used already. */
  useStep(id: string, step: number): Promise<boolean>;
  /** False when it is not one of theirs, or used. */
  useRecovery(id: string, hash: string, by: Actor): Promise<boolean>;

  /** In place of the session named, if any. False when the account is not active. */
  openSession(session: StaffSession, replaces?: string): Promise<boolean>;
  /** With its account, which is active; undefined once it is over. */
  session(
    hash: string,
  ): Promise<{ readonly session: StaffSession; readonly account: Account } | undefined>;
  /** That somebody is at work with it. */
  seen(hash: string): Promise<void>;
  /** Newest first, those that still live. */
  sessions(account: string): Promise<StaffSession[]>;
  /** Of that account only; false when there was none. */
  endSession(account: string, hash: string): Promise<boolean>;

  audit(entry: AuditEntry): Promise<void>;
  /** Newest first, below a number. */
  auditRows(limit: number, before?: number): Promise<AuditRow[]>;
  /** Reads all of it. */
  auditState(): Promise<AuditState>;
}
