import type { Kysely, Transaction } from "kysely";
import type { SessionCache } from "./ledger.ts";
import type { Schema } from "./schema.ts";

export type Tx = Transaction<Schema>;

/** The way every write goes. */
export interface Lane {
  /**
   * Runs the job in a transaction, more than once where the database asks for it, and resolves
   * once that is synced to the disk. Jobs of one key take effect in the order they came.
   */
  write<T>(job: (tx: Tx) => Promise<T>, key?: string): Promise<T>;
  /** Refuses further writes and waits for those that were taken. */
  close(): Promise<void>;
}

/** Writes that may wait before further ones are refused, unless told: some seconds of work. */
export const mostWaitingWrites = 5_000;

/** The database under a ledger, its tables up to date. */
export interface Backing {
  readonly db: Kysely<Schema>;
  readonly lane: Lane;
  readonly clock?: (tx: Tx) => Promise<Date>;
  /** Gets erased text out of what the database keeps outside its rows. Never rejects. */
  readonly scrub: () => Promise<void>;
  /** Takes nothing new, finishes what is under way. */
  readonly endScrub: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What the parts of a ledger share. */
export interface Store {
  /** For reading; every write goes through the lane. */
  readonly db: Kysely<Schema>;
  readonly lane: Lane;
  /** This opening of the record, as its claims carry it. */
  readonly instance: string;
  readonly openedAt: string;
  readonly now: () => Date;
  /** The database's own clock, where instances on several machines meet; else `now` will do. */
  readonly clock?: (tx: Tx) => Promise<Date>;
  /** Called at named points; tests end the process there. */
  readonly crash: (point: CrashPoint) => void;
  /** Removes what the database still keeps of erased text outside its rows. Never rejects. */
  readonly forget: () => Promise<void>;
  /** Replies this opening has claimed and not settled: id → fence. */
  readonly claims: Map<string, number>;
  /** The hot copy of sessions, where there is one. */
  readonly sessions?: SessionCache;
}

export const crashPoints = [
  "after-accept",
  "before-commit",
  "after-commit",
  "before-settle",
] as const;
export type CrashPoint = (typeof crashPoints)[number];
