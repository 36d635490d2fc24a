import type { Context } from "hono";
import type { Channel } from "../../core/channel.ts";
import type { Lease } from "../../core/lease.ts";
import type { Message } from "../../core/message.ts";
import type { Choice } from "../../core/outcome.ts";
import type { RateLimit } from "../../core/rateLimit.ts";
import type { StaffGroupPort } from "./staff/port.ts";

/** What the channel counts, for metrics. */
export type TelegramEvent =
  | "accepted"
  | "repeat"
  | "ignored"
  | "unreadable"
  | "forged-choice"
  | "bad-secret"
  | "not-stored"
  | "call-failed";

/** What the Telegram channel needs from the program. */
export interface TelegramPort {
  /** Durable before it resolves; rejects when it cannot store. A repeat carries the same id. */
  accept(message: Message): Promise<{ readonly repeat: boolean }>;
  /** The choice this contact was offered in a reply to them; undefined when there is no such. */
  choice(
    channel: Channel,
    contact: string,
    delivery: string,
    index: number,
  ): Promise<Choice | undefined>;
  /** Takes a right for so many milliseconds; undefined while another instance has it. */
  lease(name: string, milliseconds: number): Promise<Lease | undefined>;
  /** True while nothing more can be taken: a call is then refused before its body is read. */
  overloaded(): boolean;
  /** Wrong secrets at the webhook, each address apart; only failures are taken from it. */
  readonly wrongSecrets: RateLimit;
  /** The network address a webhook call came from. */
  addressOf(c: Context): string;
  /** The contact blocked the bot or is gone; true when they are back. */
  onReachable?(contact: string, reachable: boolean): void;
  /** Needed where there is a staff group. */
  readonly staff?: StaffGroupPort;
  report(error: unknown): void;
  count(event: TelegramEvent): void;
}
