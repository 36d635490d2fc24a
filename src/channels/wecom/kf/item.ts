import { z } from "zod";
import type { Choice } from "../../../core/outcome.ts";
import { isId } from "./contact.ts";

export const channel = "wecom-kf";

/** A session lapses when it is so old (doc 94669): what was done in it says nothing of now. */
export const sessionMs = 48 * 60 * 60_000;

export interface PageReading {
  /** The account that was pulled. */
  readonly openKfid: string;
  readonly now: Date;
  /** Messages before it are history. */
  readonly since: Date;
  choice(contact: string, delivery: string, index: number): Promise<Choice | undefined>;
  /** Counts what leaves no step. */
  count(what: string): void;
}

/** An id beside others: a wrong one is as good as none. */
export const someId = z.custom<string>(isId).optional().catch(undefined);

/** What all entries of a `sync_msg` answer have (WeCom doc 94670). */
export const item = z.looseObject({
  msgid: z.custom<string>(isId),
  msgtype: z.string(),
  // Seconds; one that makes no date would keep the whole page from being stored.
  send_time: z.number().positive().max(1e11).optional().catch(undefined),
  /** 3 the customer, 4 the platform, 5 a servicer in the client. */
  origin: z.number().optional().catch(undefined),
  open_kfid: someId,
  external_userid: someId,
  /** Who of the servicers wrote; with origin 5. */
  servicer_userid: someId,
});
export type Item = z.infer<typeof item>;
