import type { Hono } from "hono";
import type { Sender } from "../../core/delivery.ts";
import type { ZhiwenError } from "../../core/errors.ts";
import type { Attachment } from "../../core/message.ts";
import type { Bot } from "./addressed.ts";
import { type Api, connect, troubleError, troubleOf, within } from "./api.ts";
import { check } from "./check.ts";
import { menus } from "./commands.ts";
import { telegramWebhook } from "./door.ts";
import { type FetchedAttachment, fetchAttachment } from "./fetchAttachment.ts";
import { intake } from "./intake.ts";
import { type Pace, pace } from "./pace.ts";
import { type Pauses, pauses } from "./pauses.ts";
import { type Polling, type PollingOptions, startPolling } from "./polling.ts";
import type { TelegramPort } from "./port.ts";
import { telegramSender } from "./sender.ts";
import { checkStaffGroup } from "./staff/check.ts";
import type { FeedOptions } from "./staff/feed.ts";
import { staffGroup } from "./staff/staffGroup.ts";
import { staffWords } from "./staff/words.ts";
import { keepWebhook, type Webhook } from "./webhookSetUp.ts";

export type { TelegramEvent, TelegramPort } from "./port.ts";
export type { StaffGroupPort } from "./staff/port.ts";

export interface TelegramConfig {
  readonly token: string;
  readonly apiRoot: string;
  /** Set: updates come to the webhook. Unset: they are polled. */
  readonly webhook: Webhook | undefined;
  /** Number of the group whose members serve conversations; none where it is left out. */
  readonly staffChat?: number | undefined;
}

export interface TelegramChannel {
  /** The webhook's address; undefined when updates are polled. */
  readonly routes: Hono | undefined;
  readonly sender: Sender;
  /** A customer's file, for staff. */
  attachment(attachment: Attachment): Promise<FetchedAttachment>;
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
  options: {
    readonly polling?: PollingOptions;
    readonly pauses?: () => Pauses;
    readonly pace?: Pace;
    readonly group?: Pick<FeedOptions, "leaseFor" | "lookEvery">;
    readonly now?: () => Date;
  } = {},
): TelegramChannel {
  const { webhook } = config;
  const now = options.now ?? (() => new Date());
  const newPauses = options.pauses ?? (() => pauses());
  const api = connect(config);
  // A token begins with the bot's own id.
  const id = Number(config.token.split(":")[0]);
  const turns = options.pace ?? pace();
  const staffed = staffOf(config, port, id);
  const group = staffed && staffGroup(staffed.port, staffed.config, api);
  const staff = staffed && staffWords(api, staffed.port, staffed.config);
  const updates = intake(port, api, { id, me: identity(api), now, group });
  const stopping = new AbortController();
  const work: Promise<void>[] = [];
  let polling: Polling | undefined;
  return {
    routes: webhook === undefined ? undefined : telegramWebhook(port, webhook.secret, updates),
    sender: telegramSender(api, port, { pace: turns, ...(staff === undefined ? {} : { staff }) }),
    attachment: ({ reference = "" }) => fetchAttachment(api, config, reference),
    start() {
      const { signal } = stopping;
      if (webhook === undefined) {
        const rests = { pauses: newPauses(), ...options.polling };
        polling = startPolling(port, api, updates, id, rests);
      } else {
        work.push(keepWebhook(port, api, webhook, signal, { pauses: newPauses() }));
      }
      work.push(setMenus(port, api, newPauses(), signal));
      if (group !== undefined) {
        work.push(group.run(signal, { pace: turns, pauses: newPauses(), ...options.group }));
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all([polling?.stop(), ...work]);
      await updates.idle();
    },
    check: async () => [
      ...(await check(api, webhook, now())),
      ...(config.staffChat === undefined
        ? []
        : await checkStaffGroup(api, { chat: config.staffChat, bot: id })),
    ],
  };
}

/** The staff group's settings with the port it needs. */
function staffOf({ staffChat }: TelegramConfig, port: TelegramPort, bot: number) {
  const { staff } = port;
  if (staffChat === undefined || staff === undefined) return undefined;
  return { port: { ...port, staff }, config: { chat: staffChat, bot } };
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
