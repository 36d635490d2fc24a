import { Hono } from "hono";
import { afterEach, describe, expect, test, vi } from "vitest";
import { connect } from "../../../src/channels/telegram/api.ts";
import { pauses } from "../../../src/channels/telegram/pauses.ts";
import { keepWebhook } from "../../../src/channels/telegram/webhookSetUp.ts";
import { listen } from "../../../src/http/listen.ts";
import { startTelegram } from "../../emulators/telegram/emulator.ts";
import { token } from "./botApi.ts";
import { fakePort } from "./fakePort.ts";
import { program, yesNo } from "./program.ts";

const secret = "a-long-random-word-0123456789";
const url = "https://bot.example/channels/telegram";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

async function setUp(firstRetry = 50) {
  const doors = new Hono();
  const http = await listen(doors, 0);
  const server = await startTelegram({
    token,
    reach: (address) => address.replace("https://bot.example", `http://127.0.0.1:${http.port}`),
    webhook: { firstRetry, longestRetry: 200, timeout: 5_000 },
  });
  const started = program(server, { url, secret });
  if (started.channel.routes !== undefined) doors.route("/", started.channel.routes);
  open.push(http, server, { close: () => started.channel.stop() });
  const calls = (method: string) => server.log().filter((call) => call.method === method);
  const set = () =>
    vi.waitFor(() => expect(calls("getWebhookInfo").length).toBeGreaterThan(0), 5_000);
  return { server, calls, set, ...started };
}

describe("the webhook", () => {
  test("is set up at start, with all that keeps it safe", async () => {
    const { channel, calls, set, port } = await setUp();
    channel.start();
    await set();
    expect(calls("setWebhook").map(({ params }) => params)).toEqual([
      {
        url,
        secret_token: secret,
        allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member"],
        max_connections: 40,
        drop_pending_updates: false,
      },
    ]);
    expect(calls("getUpdates")).toEqual([]);
    expect(port.reported).toEqual([]);
  });

  test("carries a conversation: a question, an answer with buttons, a press", async () => {
    const { server, channel, port, accepted, reply, set } = await setUp();
    channel.start();
    await set();
    const person = server.person(7);
    await person.startCommand("from-a-link");
    await person.write("评估费多少？");
    await accepted(2);
    await reply("由银行承担。还要再问吗？", yesNo);
    const shown = person.shown().at(-1);
    await person.press(shown?.id ?? "", shown?.choices[1]?.id ?? "");
    await person.press(shown?.id ?? "", shown?.choices[1]?.id ?? "");
    await accepted(3);
    await vi.waitFor(() =>
      expect(person.pressed()).toEqual([
        { text: "已选：否", alert: false },
        { text: "已经选过：否", alert: false },
      ]),
    );
    expect(port.accepted.map(({ text, arrival }) => arrival ?? text)).toEqual([
      true,
      "评估费多少？",
      "不是",
    ]);
    expect(server.pending()).toBe(0);
  });

  test("while the store is down Telegram keeps the messages, and brings them in order", async () => {
    const { server, channel, port, accepted, set } = await setUp();
    let down = true;
    port.beforeStore = () => {
      if (down) throw new Error("disk full");
    };
    channel.start();
    await set();
    server.duplicateUpdates(0.5);
    for (const text of ["一", "二", "三"]) await server.person(7).write(text);
    await vi.waitFor(() => expect(port.counted).toContain("not-stored"), 5_000);
    expect(server.pending()).toBeGreaterThan(0);
    down = false;
    await accepted(3);
    expect(port.accepted.map(({ text }) => text)).toEqual(["一", "二", "三"]);
    await vi.waitFor(() => expect(server.pending()).toBe(0), 5_000);
  });

  test("start does not wait for Telegram, and tries until it is reached", async () => {
    const { server, channel, calls, set, port } = await setUp();
    server.dropBefore("*", 2);
    server.fail("setWebhook", { error_code: 500, description: "Internal Server Error" }, 2);
    channel.start();
    await set();
    expect(calls("setWebhook").at(-1)?.answer?.ok).toBe(true);
    expect(port.reported.length).toBeGreaterThan(1);
    expect(port.reported.map(String).join()).not.toContain(token.slice(5));
  });

  test("taken away by somebody else it is set again", async () => {
    const server = await startTelegram({ token });
    open.push(server);
    const port = fakePort();
    const stop = new AbortController();
    const api = connect({ token, apiRoot: server.url });
    const kept = keepWebhook(port, api, { url, secret }, stop.signal, {
      pauses: pauses(20, 100),
      lookEvery: 30,
    });
    const times = () => server.log().filter(({ method }) => method === "setWebhook").length;
    await vi.waitFor(() => expect(times()).toBe(1));
    await api.deleteWebhook();
    await vi.waitFor(async () => expect((await api.getWebhookInfo()).url).toBe(url), 5_000);
    expect(times()).toBe(2);
    stop.abort();
    await kept;
  });

  test("stopping ends at once while Telegram is away", async () => {
    const { server, channel } = await setUp();
    server.slow("*", 30_000, 50);
    channel.start();
    const before = Date.now();
    await channel.stop();
    expect(Date.now() - before).toBeLessThan(5_000);
  });
});

describe("what the doctor finds", () => {
  const found = async (channel: { check(): Promise<readonly Error[]> }) =>
    (await channel.check()).map(({ message }) => message);

  test("nothing, when all is well", async () => {
    const { server, channel, set, accepted } = await setUp();
    channel.start();
    await set();
    await server.person(7).write("一");
    await accepted(1);
    expect(await found(channel)).toEqual([]);
  });

  test("a webhook that was never set, or leads elsewhere", async () => {
    const { server, channel } = await setUp();
    expect(await found(channel)).toEqual([
      expect.stringMatching(/no webhook is set, not to bot\.example/),
    ]);
    await fetch(`${server.url}/bot${token}/setWebhook?url=https://other.example/bot-s3cret`);
    const [problem = ""] = await found(channel);
    expect(problem).toContain("updates go to other.example");
    expect(problem).not.toContain("s3cret");
  });

  test("deliveries that fail", async () => {
    const { server, channel, port, set } = await setUp(60_000);
    port.beforeStore = () => {
      throw new Error("disk full");
    };
    channel.start();
    await set();
    await server.person(7).write("一");
    await vi.waitFor(() => expect(port.counted).toContain("not-stored"), 5_000);
    await vi.waitFor(async () =>
      expect(await found(channel)).toEqual([expect.stringMatching(/could not deliver.*503/)]),
    );
  });

  test("a token that is refused, a Telegram that is not there, a heap of waiting updates", async () => {
    const { server, channel } = await setUp();
    server.fail("getMe", { error_code: 401, description: "Unauthorized" });
    expect(await found(channel)).toEqual([expect.stringMatching(/TELEGRAM_BOT_TOKEN/)]);
    const away = program({ token, url: "http://nowhere.invalid" });
    expect(await found(away.channel)).toEqual([expect.stringMatching(/TELEGRAM_API_ROOT/)]);
    for (let at = 0; at < 101; at++) await server.person(7).write("一");
    const polling = program(server);
    expect(await found(polling.channel)).toEqual([expect.stringMatching(/101 updates wait/)]);
  });

  test("a webhook where this program polls", async () => {
    const { server } = await setUp();
    await fetch(`${server.url}/bot${token}/setWebhook?url=${url}`);
    const polling = program(server);
    expect(await found(polling.channel)).toEqual([
      expect.stringMatching(/a webhook at bot\.example/),
    ]);
  });
});
