import type { DeskFigures } from "../../ledger/deskRecord.ts";

/** What the dashboard needs of the program. */
export interface DashboardPort {
  figures(since: Date, until: Date): Promise<DeskFigures>;
  /** What an intent is called; undefined for one there no longer is. */
  topic(intent: string): string | undefined;
  now(): Date;
}
