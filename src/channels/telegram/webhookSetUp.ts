import { ZhiwenError } from "../../core/errors.ts";
import { type Api, troubleError, troubleOf, within } from "./api.ts";
import { type Pauses, pauses, restFor } from "./pauses.ts";
import type { TelegramPort } from "./port.ts";
import { allowedUpdates } from "./update.ts";

export interface Webhook {
  readonly url: string;
  readonly secret: string;
}

/** How often it is seen to that Telegram still calls us, in milliseconds. */
const lookEvery = 600_000;

/** Telegram's default; our door holds a call only until its message is stored. */
const connections = 40;

/**
 * Has Telegram call the webhook, and sees from time to time that it still does: whoever polls with
 * the same token takes it away unseen. Tries again for as long as Telegram is not reached.
 */
export function keepWebhook(
  port: Pick<TelegramPort, "report" | "count">,
  api: Api,
  webhook: Webhook,
  signal: AbortSignal,
  options: { readonly pauses?: Pauses; readonly lookEvery?: number } = {},
): Promise<void> {
  const { pauses: rests = pauses() } = options;
  const attempt = async (first: boolean) => {
    // The first time always: a changed secret does not show in what getWebhookInfo tells.
    if (!first && (await isSet(api, webhook, signal))) return;
    await setWebhook(api, webhook, signal);
    if (await isSet(api, webhook, signal)) return;
    throw new ZhiwenError(
      "telegram",
      "setWebhook was taken, but Telegram still calls another address",
      "see that no other program uses this token",
    );
  };
  const run = async () => {
    let first = true;
    while (!signal.aborted) {
      try {
        await attempt(first);
        first = false;
        rests.reset();
        await restFor(options.lookEvery ?? lookEvery, signal);
      } catch (error) {
        if (signal.aborted) return;
        const known = error instanceof ZhiwenError;
        const trouble = known ? undefined : troubleOf(error);
        port.count("call-failed");
        port.report(trouble === undefined ? error : troubleError("setWebhook", trouble));
        await rests.rest(trouble, signal);
      }
    }
  };
  return run();
}

async function setWebhook(api: Api, { url, secret }: Webhook, signal: AbortSignal): Promise<void> {
  await api.setWebhook(
    url,
    {
      secret_token: secret,
      allowed_updates: allowedUpdates,
      max_connections: connections,
      drop_pending_updates: false,
    },
    within(undefined, signal),
  );
}

async function isSet(api: Api, { url }: Webhook, signal: AbortSignal): Promise<boolean> {
  return (await api.getWebhookInfo(within(undefined, signal))).url === url;
}
