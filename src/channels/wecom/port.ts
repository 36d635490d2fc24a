import type { Context } from "hono";
import type { Channel } from "../../core/channel.ts";
import type { Message } from "../../core/message.ts";
import type { Choice } from "../../core/outcome.ts";
import type { RateLimit } from "../../core/rateLimit.ts";

/** What every WeCom door needs of the program. */
export interface CallbackPort {
  /** Takes one for each callback whose signature fails, by address. */
  readonly failures: RateLimit;
  /** Where a request came from, as a key of that limit. */
  address(c: Context): string;
  /** Counts what happened at a door or to a send; `what` is one of a few fixed words. */
  count(channel: Channel, what: string): void;
  /** Told of errors that WeCom only sees as "later". */
  report(error: unknown, where: string): void;
}

/** What the self-built app needs of the program. */
export interface WecomPort extends CallbackPort {
  /**
   * Takes one for each message to a member, by contact: burst and rate together at most 30 a
   * minute, since WeCom drops what is above without a word.
   */
  readonly sends: RateLimit;
  /** Durable before it resolves; rejects when it cannot store. A repeat carries the same id. */
  accept(message: Message): Promise<{ readonly repeat: boolean }>;
  /**
   * The choice a delivery offered at that place, counted from 0; undefined when the delivery was
   * not to this contact, or offered none there. Rejects when the record cannot be read.
   */
  choice(
    channel: Channel,
    contact: string,
    delivery: string,
    index: number,
  ): Promise<Choice | undefined>;
}
