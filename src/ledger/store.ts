import type { Kysely, Transaction } from "kysely";
import type { CommitLane } from "./commitLane.ts";
import type { Schema } from "./schema.ts";

export type Tx = Transaction<Schema>;

/** What the parts of a ledger share. */
export interface Store {
  /** For reading; every write goes through the lane. */
  readonly db: Kysely<Schema>;
  readonly lane: CommitLane;
  /** This opening of the record, as its claims carry it. */
  readonly instance: string;
  readonly openedAt: string;
  readonly now: () => Date;
  /** Called at named points; tests end the process there. */
  readonly crash: (point: CrashPoint) => void;
  /** Removes what the database still keeps of erased text outside its rows. Never rejects. */
  readonly forget: () => Promise<void>;
}

export const crashPoints = [
  "after-accept",
  "before-commit",
  "after-commit",
  "before-settle",
] as const;
export type CrashPoint = (typeof crashPoints)[number];
