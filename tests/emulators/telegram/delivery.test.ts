import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { call, result } from "./call.ts";
import { startTelegram, type Telegram } from "./emulator.ts";
import type { Message, Update } from "./types.ts";

let telegram: Telegram;
let now = new Date("2026-11-21T02:00:00Z");
let toClose: (() => unknown)[] = [];
beforeEach(async () => {
  now = new Date("2026-11-21T02:00:00Z");
  telegram = await startTelegram({
    token: "1000:test",
    clock: () => now,
    webhook: { firstRetry: 20, longestRetry: 40, timeout: 2000 },
  });
});
afterEach(async () => {
  await telegram.close();
  for (const close of toClose) close();
  toClose = [];
});

const updates = (params: object = {}) => result<Update[]>(telegram, "getUpdates", params);
const texts = (found: readonly Update[]) =>
  found.map(({ message }) => (message as unknown as Message | undefined)?.text);

describe("getUpdates", () => {
  test("gives what is not confirmed, in order and up to the limit", async () => {
    const person = telegram.person(7);
    for (const text of ["一", "二", "三"]) await person.write(text);
    expect(texts(await updates({ limit: 2 }))).toEqual(["一", "二"]);
    const all = await updates();
    expect(texts(all)).toEqual(["一", "二", "三"]);
    const ids = all.map(({ update_id }) => update_id);
    expect(ids).toEqual([ids[0], (ids[0] ?? 0) + 1, (ids[0] ?? 0) + 2]);
    expect(texts(await updates({ offset: ids[1] }))).toEqual(["二", "三"]);
    expect(texts(await updates({ offset: -1 }))).toEqual(["三"]);
    expect(telegram.pending()).toBe(1);
    expect(await updates({ offset: (ids[2] ?? 0) + 1 })).toEqual([]);
  });

  test("waits for the next one", async () => {
    const waiting = updates({ timeout: 10 });
    await seen(() => telegram.person(7).write("来了"));
    expect(texts(await waiting)).toContain("来了");
  });

  test("a second poller ends the first, a webhook ends both", async () => {
    const first = call(telegram, "getUpdates", { timeout: 30 });
    await until(async () => (await call(telegram, "getWebhookInfo")).ok);
    const second = call(telegram, "getUpdates", { timeout: 30 });
    expect(await first).toMatchObject({
      error_code: 409,
      description: expect.stringMatching(/^Conflict: terminated by other getUpdates request/),
    });
    await result(telegram, "setWebhook", { url: "http://127.0.0.1:1/" });
    expect(await second).toMatchObject({ error_code: 409 });
    expect(await call(telegram, "getUpdates")).toMatchObject({
      error_code: 409,
      description: expect.stringMatching(/can't use getUpdates method while webhook is active/),
    });
    await result(telegram, "deleteWebhook");
    expect(await updates()).toEqual([]);
  });

  test("allowed_updates stays until it is said again", async () => {
    const person = telegram.person(7);
    await updates({ allowed_updates: ["message"] });
    await person.write("一");
    await person.block();
    await person.unblock();
    expect((await updates()).map((update) => Object.keys(update)[1])).toEqual(["message"]);
    await updates({ allowed_updates: ["my_chat_member"] });
    await person.write("二");
    await person.block();
    expect((await updates()).map((update) => Object.keys(update)[1])).toEqual([
      "message",
      "my_chat_member",
    ]);
  });

  test("an update is kept for a day", async () => {
    await telegram.person(7).write("昨天");
    now = new Date(now.getTime() + 23 * 3600 * 1000);
    await telegram.person(7).write("今天");
    now = new Date(now.getTime() + 2 * 3600 * 1000);
    expect(texts(await updates())).toEqual(["今天"]);
  });

  test("a poller that hangs up loses nothing", async () => {
    const leaving = new AbortController();
    const gone = call(telegram, "getUpdates", { timeout: 30 }, leaving.signal).catch(() => "gone");
    await until(async () => (await call(telegram, "getMe")).ok);
    leaving.abort();
    expect(await gone).toBe("gone");
    await telegram.person(7).write("还在");
    expect(texts(await updates())).toEqual(["还在"]);
  });
});

interface Received {
  readonly update: Update;
  readonly headers: IncomingHttpHeaders;
}

/** A bot that keeps what it gets and answers as `status` says; 0 cuts the connection. */
async function bot(status: (update: Update) => number | Promise<number>) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const update = JSON.parse(Buffer.concat(parts).toString()) as Update;
    received.push({ update, headers: request.headers });
    const code = await status(update);
    if (code === 0) request.socket.destroy();
    else response.writeHead(code).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  toClose.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

describe("the webhook", () => {
  test("carries the secret, and tells nothing of it in getWebhookInfo", async () => {
    const { url, received } = await bot(() => 200);
    await telegram.person(7).write("早到的");
    await result(telegram, "setWebhook", { url, secret_token: "s3cret_-", max_connections: 5 });
    await telegram.person(7).write("后到的");
    await until(() => received.length === 2);
    expect(texts(received.map(({ update }) => update))).toEqual(["早到的", "后到的"]);
    expect(received[0]?.headers["x-telegram-bot-api-secret-token"]).toBe("s3cret_-");
    await until(() => telegram.pending() === 0);
    const info = await result(telegram, "getWebhookInfo");
    expect(info).toMatchObject({ url, max_connections: 5, pending_update_count: 0 });
    expect(JSON.stringify(info)).not.toContain("s3cret");
  });

  test("repeats what is refused, cut or late, under the same number and before the chat's next", async () => {
    const answers = [500, 0, 401, 200, 200];
    const { url, received } = await bot(() => answers.shift() ?? 200);
    await result(telegram, "setWebhook", { url });
    await telegram.person(7).write("一");
    await telegram.person(7).write("二");
    await until(() => telegram.pending() === 0);
    expect(texts(received.map(({ update }) => update))).toEqual(["一", "一", "一", "一", "二"]);
    const ids = received.map(({ update }) => update.update_id);
    expect(new Set(ids.slice(0, 4)).size).toBe(1);
    expect(await result(telegram, "getWebhookInfo")).toMatchObject({
      last_error_message: "Wrong response from the webhook: 401 Unauthorized",
    });
  });

  test("an answer that does not come in time is none", async () => {
    const hasty = await startTelegram({
      token: "1000:test",
      webhook: { timeout: 100, firstRetry: 10 },
    });
    toClose.push(() => hasty.close());
    const never = new Promise<number>(() => {});
    let first = true;
    const { url, received } = await bot(() => {
      const held = first;
      first = false;
      return held ? never : 200;
    });
    await result(hasty, "setWebhook", { url });
    await hasty.person(7).write("在吗");
    await until(() => hasty.pending() === 0);
    expect(received.map(({ update }) => update.update_id)).toEqual([
      received[0]?.update.update_id,
      received[0]?.update.update_id,
    ]);
    expect(await result(hasty, "getWebhookInfo")).toMatchObject({
      last_error_message: "Read timeout expired",
    });
  });

  test("one chat waits for its answer, others do not", async () => {
    let release = () => {};
    const held = new Promise<number>((resolve) => {
      release = () => resolve(200);
    });
    const { url, received } = await bot((update) => {
      const text = (update.message as { text?: string } | undefined)?.text;
      return text === "慢" ? held : 200;
    });
    await result(telegram, "setWebhook", { url });
    await telegram.person(7).write("慢");
    await telegram.person(7).write("之后");
    await telegram.person(8).write("别人");
    await until(() => received.length === 2);
    expect(texts(received.map(({ update }) => update)).sort()).toEqual(["别人", "慢"]);
    release();
    await until(() => received.length === 3);
    expect(texts(received.map(({ update }) => update)).at(-1)).toBe("之后");
  });

  test("never holds more connections than agreed", async () => {
    let open = 0;
    let most = 0;
    const { url, received } = await bot(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
      return 200;
    });
    await result(telegram, "setWebhook", { url, max_connections: 3 });
    for (let id = 1; id <= 30; id += 1) await telegram.person(id).write("同时");
    await until(() => received.length === 30);
    expect(most).toBe(3);
  });

  test("addresses and secrets are checked", async () => {
    const set = (params: object) => call(telegram, "setWebhook", params);
    expect(await set({ url: "http://bot.example/" })).toMatchObject({
      error_code: 400,
      description: "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    });
    expect(await set({ url: "https://bot.example:3000/" })).toMatchObject({ error_code: 400 });
    expect(await set({ url: "no address" })).toMatchObject({ error_code: 400 });
    for (const secret_token of ["有中文", "a b", "x".repeat(257)]) {
      const answer = await set({ url: "https://bot.example/", secret_token });
      expect(answer).toMatchObject({ error_code: 400 });
    }
    expect(await result(telegram, "getWebhookInfo")).toMatchObject({ url: "" });
  });

  test("a public address is served where the test says", async () => {
    const { url, received } = await bot(() => 200);
    const served = await startTelegram({ token: "1000:test", reach: () => url });
    toClose.push(() => served.close());
    await result(served, "setWebhook", { url: "https://bot.example/channels/telegram" });
    await served.person(7).write("到了");
    await until(() => received.length === 1);
    expect(await result(served, "getWebhookInfo")).toMatchObject({
      url: "https://bot.example/channels/telegram",
    });
  });

  test("drop_pending_updates forgets what waits", async () => {
    await telegram.person(7).write("旧的");
    const { url, received } = await bot(() => 200);
    await result(telegram, "setWebhook", { url, drop_pending_updates: true });
    await telegram.person(7).write("新的");
    await until(() => telegram.pending() === 0);
    expect(texts(received.map(({ update }) => update))).toEqual(["新的"]);
  });

  test("duplicates repeat the number", async () => {
    const { url, received } = await bot(() => 200);
    telegram.duplicateUpdates(0.5);
    await result(telegram, "setWebhook", { url });
    for (let id = 1; id <= 40; id += 1) await telegram.person(id).write("问");
    await until(() => telegram.pending() === 0 && received.length > 45);
    expect(new Set(received.map(({ update }) => update.update_id)).size).toBe(40);
  });

  test("reordering reverses some of one chat", async () => {
    telegram.reorder();
    const person = telegram.person(7);
    for (let at = 0; at < 20; at += 1) await person.write(String(at));
    const { url, received } = await bot(() => 200);
    await result(telegram, "setWebhook", { url });
    await until(() => received.length === 20);
    const ids = received.map(({ update }) => update.update_id);
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(20);
  });
});

describe("faults", () => {
  test("flood control answers with the seconds to wait, so many times", async () => {
    await telegram.person(7).write("您好");
    telegram.fail(
      "sendMessage",
      { error_code: 429, description: "Too Many Requests: retry after 3", retry_after: 3 },
      2,
    );
    const send = () => call(telegram, "sendMessage", { chat_id: 7, text: "答" });
    for (const _ of [1, 2]) {
      expect(await send()).toEqual({
        ok: false,
        error_code: 429,
        description: "Too Many Requests: retry after 3",
        parameters: { retry_after: 3 },
      });
    }
    expect((await send()).ok).toBe(true);
  });

  test("a lost answer is not a lost message; a lost request is", async () => {
    const person = telegram.person(7);
    await person.write("您好");
    const send = (text: string) => call(telegram, "sendMessage", { chat_id: 7, text });
    telegram.dropAfter("sendMessage");
    await expect(send("做了")).rejects.toThrow();
    telegram.dropBefore("sendMessage");
    await expect(send("没做")).rejects.toThrow();
    expect(person.shown().map(({ text }) => text)).toEqual(["您好", "做了"]);
    expect(telegram.log().map(({ cut, answer }) => [cut, answer?.ok])).toEqual([
      [true, true],
      [true, undefined],
    ]);
  });

  test("slowness delays the answer and ends", async () => {
    telegram.slow("*", 60);
    const before = performance.now();
    await result(telegram, "getMe");
    expect(performance.now() - before).toBeGreaterThan(50);
    telegram.fail("getMe", { error_code: 500, description: "Internal Server Error" }, 99);
    telegram.clearFaults();
    expect((await call(telegram, "getMe")).ok).toBe(true);
  });
});

test("the log is bounded", async () => {
  for (let at = 0; at < 2010; at += 1) await call(telegram, "getMe", { at });
  const log = telegram.log();
  expect(log).toHaveLength(2000);
  expect(log[0]?.params).toEqual({ at: 10 });
  expect(log.at(-1)?.params).toEqual({ at: 2009 });
});

async function seen(deed: () => Promise<void>): Promise<void> {
  await until(async () => (await call(telegram, "getWebhookInfo")).ok);
  await deed();
}

/** Waits for what comes by itself, ten seconds at most. */
async function until(fits: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await fits())) {
    if (performance.now() > end) throw new Error("it did not come");
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
