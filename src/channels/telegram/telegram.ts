import type { Hono } from "hono";
import type { Sender } from "../../core/delivery.ts";
import type { ZhiwenError } from "../../core/errors.ts";
import type { Bot } from "./addressed.ts";
import { type Api, connect, troubleError, troubleOf, within } from "./api.ts";
import { check } from "./check.ts";
import { menus } from "./commands.ts";
import { telegramWebhook } from "./door.ts";
import { intake } from "./intake.ts";
import { type Pauses, pauses } from "./pauses.ts";
import { type Polling, type PollingOptions, startPolling } from "./polling.ts";
import type { TelegramPort } from "./port.ts";
import { telegramSender } from "./sender.ts";
import { keepWebhook, type Webhook } from "./webhookSetUp.ts";

export type { TelegramEvent, TelegramPort } from "./port.ts";

export interface TelegramConfig {
  readonly token: string;
  readonly apiRoot: string;
  /** Set: updates come to the webhook. Unset: they are polled. */
  readonly webhook: Webhook | undefined;
}

export interface TelegramChannel {
  /** The webhook's address; undefined when updates are polled. */
  readonly routes: Hono | undefined;
  readonly sender: Sender;
  /** Begins to receive. Returns at once; Telegram is tried until it is reached. */
  start(): void;
  /** Takes nothing new and finishes what is under way. */
  stop(): Promise<void>;
  /** What is wrong as Telegram sees it; empty when nothing is. */
  check(): Promise<readonly ZhiwenError[]>;
}

/**
 * The Telegram channel, put together. Makes no call before `start`.
 *
 * @example
 * const channel = telegram({ token, apiRoot, webhook: undefined }, port);
 * channel.start();
 */
export function telegram(
  config: TelegramConfig,
  port: TelegramPort,
  options: { readonly polling?: PollingOptions; readonly pauses?: () => Pauses } = {},
): TelegramChannel {
  const { webhook } = config;
  const newPauses = options.pauses ?? (() => pauses());
  const api = connect(config);
  // A token begins with the bot's own id.
  const id = Number(config.token.split(":")[0]);
  const updates = intake(port, api, identity(api), id);
  const stopping = new AbortController();
  const work: Promise<void>[] = [];
  let polling: Polling | undefined;
  return {
    routes: webhook === undefined ? undefined : telegramWebhook(port, webhook.secret, updates),
    sender: telegramSender(api, port),
    start() {
      const { signal } = stopping;
      if (webhook === undefined) {
        const rests = { pauses: newPauses(), ...options.polling };
        polling = startPolling(port, api, updates, id, rests);
      } else {
        work.push(keepWebhook(port, api, webhook, signal, { pauses: newPauses() }));
      }
      work.push(setMenus(port, api, newPauses(), signal));
    },
    async stop() {
      stopping.abort();
      await Promise.all([polling?.stop(), ...work]);
      await updates.idle();
    },
    check: () => check(api, webhook, new Date()),
  };
}

/** Asks once who the bot is; a failed try is not kept. */
function identity(api: Api): () => Promise<Bot> {
  let asked: Promise<Bot> | undefined;
  return () => {
    asked ??= api.getMe(within()).then(
      ({ id, username }) => ({ id, username }),
      (error) => {
        asked = undefined;
        throw troubleError("getMe", troubleOf(error));
      },
    );
    return asked;
  };
}

/** The menu of commands, in Chinese and English. Without it the bot works all the same. */
async function setMenus(
  port: Pick<TelegramPort, "report" | "count">,
  api: Api,
  rests: Pauses,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...menus];
  while (waiting.length > 0 && !signal.aborted) {
    const [menu] = waiting;
    if (menu === undefined) return;
    const language = "language" in menu ? { language_code: menu.language } : {};
    try {
      await api.setMyCommands(menu.commands, language, within(undefined, signal));
      waiting.shift();
    } catch (error) {
      if (signal.aborted) return;
      const trouble = troubleOf(error);
      port.count("call-failed");
      port.report(troubleError("setMyCommands", trouble));
      // What Telegram does not like today it will not like tomorrow.
      if (trouble.kind === "refused" && trouble.code === 400) waiting.shift();
      await rests.rest(trouble, signal);
    }
  }
}
