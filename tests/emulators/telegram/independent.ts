import { createServer } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { TelegramServer } from "telegram-test-api/lib/telegramServer.js";

/**
 * The Bot API as strangers understood it: the server of the npm package telegram-test-api 4.2.1, so
 * that our door is tried against somebody else's reading too.
 *
 * What it does differently from Telegram, read in its source:
 * - getUpdates answers at once and empty where Telegram holds the request, so a poller asks without
 *   a pause; here each empty answer is held for `idle` milliseconds.
 * - getUpdates takes no offset, limit or allowed_updates: an update is given once and is then gone,
 *   confirmed or not, and is forgotten after `storeTimeout`. Two pollers get no 409, nor does a
 *   poller while a webhook is set.
 * - The webhook carries no secret header: setWebhook's secret_token is kept and never sent. A relay
 *   here adds it. A refused update is not repeated but an unhandled rejection, which ends the
 *   process; the relay therefore answers 200 whatever the bot said, and keeps what it said.
 * - With a webhook, updates sent at the same time share one update_id (it counts on after the
 *   answer), so `write` and `press` go one after another.
 * - A message carries the bot's token (`botToken`) and, in private chats, a `title`; a sent message
 *   has `date` in milliseconds, no `from`, and the fields of the request (`chat_id`) in it.
 * - getMe has no is_bot. setWebhook, answerCallbackQuery, deleteMessage, editMessageText answer
 *   with a result of null; edits of unknown messages succeed.
 * - sendChatAction, setMyCommands, getWebhookInfo, getFile and all else: HTTP 500 and
 *   `{"message": …}`, which is not the Bot API's shape. Any token is taken.
 * - No limit is checked: length, buttons, empty text.
 * - A callback query has no chat_instance, and its message only what the caller put in.
 */
export interface Independent {
  readonly url: string;
  readonly token: string;
  write(userId: number, text: string): Promise<void>;
  /** `/name`, marked as a command. */
  command(userId: number, text: string): Promise<void>;
  /** Presses a button whose callback_data is `data`, under the bot's message of that number. */
  press(userId: number, message: number, data: string): Promise<void>;
  /** What the bot wrote to that person, oldest first, edits applied. */
  answers(userId: number): readonly {
    readonly id: number;
    readonly text: string;
    readonly buttons: readonly { readonly text: string; readonly callback_data?: string }[];
  }[];
  /** Status codes the bot answered its webhook with. */
  statuses(): readonly number[];
  close(): Promise<void>;
}

interface SentByBot {
  readonly messageId: number;
  readonly message: {
    readonly chat_id: number | string;
    readonly text: string;
    readonly reply_markup?: {
      readonly inline_keyboard?: readonly (readonly { text: string; callback_data?: string }[])[];
    };
  };
}

export async function startIndependent({
  token,
  idle = 20,
}: {
  readonly token: string;
  readonly idle?: number;
}): Promise<Independent> {
  const server = await startServer();
  const relay = await webhookRelay();
  const set = server.setWebhook.bind(server);
  server.setWebhook = (webhook: { url: string; secret_token?: string }, botToken: string) => {
    relay.forwardTo(webhook.url, webhook.secret_token);
    set({ ...webhook, url: relay.url }, botToken);
  };
  const front = await holdEmptyPolls(server.config.apiURL, idle);

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (deed: () => Promise<unknown>): Promise<void> => {
    const mine = last.then(deed);
    last = mine.catch(() => {});
    return mine.then(() => {});
  };
  const client = (userId: number) =>
    server.getClient(token, { userId, chatId: userId, firstName: `用户${userId}` });
  return {
    url: front.url,
    token,
    write: (userId, text) => inTurn(() => server.addUserMessage(client(userId).makeMessage(text))),
    command: (userId, text) =>
      inTurn(() => server.addUserCommand(client(userId).makeCommand(text))),
    press: (userId, message, data) =>
      inTurn(() => {
        const query = client(userId).makeCallbackQuery(data, { message: { message_id: message } });
        return server.addUserCallback(query);
      }),
    answers: (userId) =>
      (server.storage.botMessages as unknown as readonly SentByBot[])
        .filter(({ message }) => String(message.chat_id) === String(userId))
        .map(({ messageId, message }) => ({
          id: messageId,
          text: message.text,
          buttons: message.reply_markup?.inline_keyboard?.flat() ?? [],
        })),
    statuses: relay.statuses,
    async close() {
      await front.close();
      await relay.close();
      await server.stop();
    },
  };
}

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

async function listen(server: ReturnType<typeof createServer>): Promise<Served> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Stands before the server and holds empty answers to getUpdates for a while. */
function holdEmptyPolls(root: string, idle: number): Promise<Served> {
  const server = createServer(async (request, response) => {
    try {
      const body = await readAll(request);
      const answer = await fetch(`${root}${request.url ?? ""}`, {
        method: request.method ?? "GET",
        headers: { "Content-Type": request.headers["content-type"] ?? "application/json" },
        ...(body === "" ? {} : { body }),
      });
      const said = await answer.text();
      if (said === '{"ok":true,"result":[]}') await wait(idle);
      response.writeHead(answer.status, { "Content-Type": "application/json" }).end(said);
    } catch {
      response.destroy();
    }
  });
  return listen(server);
}

/** Takes the webhook's requests and hands them to the bot with the header that is missing. */
async function webhookRelay() {
  const statuses: number[] = [];
  let target: { readonly url: string; readonly secret: string | undefined } | undefined;
  const served = await listen(
    createServer(async (request, response) => {
      const body = await readAll(request);
      if (target !== undefined) statuses.push(await forward(target, body));
      response.writeHead(200).end();
    }),
  );
  return {
    ...served,
    statuses: () => [...statuses],
    forwardTo(url: string, secret: string | undefined): void {
      target = { url, secret };
    },
  };
}

/** The bot's status code; 0 when it could not be reached. */
async function forward(
  { url, secret }: { readonly url: string; readonly secret: string | undefined },
  body: string,
): Promise<number> {
  try {
    const { status } = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(secret === undefined ? {} : { "X-Telegram-Bot-Api-Secret-Token": secret }),
      },
      body,
    });
    return status;
  } catch {
    return 0;
  }
}

/** Between the finding of a port and its use, another process may take it. */
async function startServer(tries = 10): Promise<TelegramServer> {
  const server = new TelegramServer({ port: await freePort(), host: "127.0.0.1" });
  try {
    await server.start();
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || tries === 1) throw error;
    return await startServer(tries - 1);
  }
}

/** The package takes 0 for its default port: a free one has to be found beforehand. */
async function freePort(): Promise<number> {
  const probe = createSocketServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
