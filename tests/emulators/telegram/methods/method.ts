import type { Params } from "../params.ts";
import type { Polling } from "../polling.ts";
import type { Updates } from "../updates.ts";
import type { WebhookSender } from "../webhook.ts";
import type { World } from "../world.ts";

/** What the methods work on. */
export interface Backend {
  readonly world: World;
  readonly updates: Updates;
  readonly polling: Polling;
  readonly webhook: WebhookSender;
  /** Seconds a pressed button waits for its answer. */
  readonly queryLife: number;
}

/** One method: gives the result, or throws `Refused`. `gone` fires when the caller hangs up. */
export type Method = (params: Params, gone: AbortSignal) => unknown;

/** Methods by name as the Bot API writes it. */
export type Methods = Readonly<Record<string, Method>>;
