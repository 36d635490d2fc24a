import type { DeskRecord } from "../../ledger/deskRecord.ts";
import type { Visitor } from "../visitor.ts";

export interface Topic {
  /** An intent's name. */
  readonly id: string;
  readonly title: string;
}

export interface CannedDeed {
  readonly action: "canned.save" | "canned.delete";
  readonly id: string;
}

/** What the pages of canned replies need of the program. */
export interface CannedPort {
  readonly record: Pick<DeskRecord, "cannedReplies" | "saveCannedReply" | "deleteCannedReply">;
  topics(): readonly Topic[];
  /** Figures of a text that no passage of the knowledge states, as they are written. */
  unsupported(text: string): readonly string[];
  audit(visitor: Visitor, deed: CannedDeed): Promise<void>;
}
