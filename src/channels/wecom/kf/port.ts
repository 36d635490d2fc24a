import type { Channel } from "../../../core/channel.ts";
import type { Lease } from "../../../core/lease.ts";
import type { Choice } from "../../../core/outcome.ts";
import type { Owner, Served } from "../../../core/owner.ts";
import type { Page } from "../../../core/page.ts";
import type { CallbackPort } from "../port.ts";

/** What 微信客服 needs of the program. What reads or writes the record rejects when it cannot. */
export interface KfPort extends CallbackPort {
  /**
   * Stores a page and the place behind it in one transaction. Undefined, and nothing stored, when
   * another instance has gone on from there meanwhile.
   */
  acceptPage(page: Page): Promise<{ readonly accepted: number } | undefined>;
  /** Where the next pull from a source goes on; undefined before the first. */
  cursor(source: string): Promise<string | undefined>;
  /** Takes a right for so many milliseconds; undefined while another instance has it. */
  lease(name: string, milliseconds: number): Promise<Lease | undefined>;
  /** The choice offered to that contact by that delivery, counted from 0. */
  choice(
    channel: Channel,
    contact: string,
    delivery: string,
    index: number,
  ): Promise<Choice | undefined>;
  /** What the WeCom client has, not what was taken at a desk of our own. */
  servedByStaff(channel: Channel): Promise<readonly Served[]>;
  /** WeCom says who answers; `servicer` is the member who does. */
  setOwner(channel: Channel, contact: string, owner: Owner, servicer?: string): Promise<void>;
}
