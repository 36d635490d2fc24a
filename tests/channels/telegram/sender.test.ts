import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { connect } from "../../../src/channels/telegram/api.ts";
import { pace } from "../../../src/channels/telegram/pace.ts";
import { telegramSender } from "../../../src/channels/telegram/sender.ts";
import { type Delivery, Halt } from "../../../src/core/delivery.ts";
import { fine, type Reply, refusal, startBotApi, token } from "./botApi.ts";
import { delivery } from "./delivery.ts";
import { fakePort } from "./fakePort.ts";

const api = await startBotApi();
afterAll(() => api.close());
beforeEach(() => {
  api.calls.length = 0;
  api.reply = fine;
});

interface Markup {
  readonly inline_keyboard: readonly { text: string; callback_data: string }[][];
}

async function send(fields: Partial<Delivery> = {}, apiRoot = api.url, longestCall?: number) {
  const port = fakePort();
  const progress: number[] = [];
  const limits = longestCall === undefined ? {} : { longestCall };
  const sender = telegramSender(connect({ token, apiRoot }), port, limits);
  const result = await sender(delivery(fields), async (parts) => {
    progress.push(parts);
  });
  return { result, progress, port, sent: api.calls.map(({ params }) => params) };
}

describe("a reply", () => {
  test("is plain text with its sources and no previews", async () => {
    const citation = {
      document: "《办法》",
      section: "第三条",
      date: "2026-01-26",
      passage: "a/b",
    };
    const { result, sent, progress } = await send({
      text: "<b>补助</b> *50万元* https://example.gov.cn",
      citations: [citation, citation],
    });
    expect(result).toEqual({ state: "sent", parts: 1 });
    expect(progress).toEqual([]);
    expect(api.calls.map(({ method }) => method)).toEqual(["sendMessage"]);
    expect(sent).toEqual([
      {
        chat_id: 7,
        text: "<b>补助</b> *50万元* https://example.gov.cn\n出处：《办法》 · 第三条 · 2026-01-26",
        link_preview_options: { is_disabled: true },
      },
    ]);
  });

  test("longer than a message goes in parts, the buttons under the last", async () => {
    const text = "第一条规定如下，由各区负责。\n".repeat(600);
    const choices = [{ label: "再说详细点", text: "详细点" }];
    const { result, sent, progress } = await send({ text, choices });
    expect(result).toEqual({ state: "sent", parts: sent.length });
    expect(sent.length).toBeGreaterThan(1);
    expect(progress).toEqual(sent.slice(1).map((_, at) => at + 1));
    for (const { text: part } of sent) expect(String(part).length).toBeLessThanOrEqual(4096);
    expect(sent.map(({ reply_markup: markup }) => markup !== undefined)).toEqual(
      sent.map((_, at) => at === sent.length - 1),
    );
    expect(sent.map(({ text: part }) => part).join("\n")).toBe(text.trim());
  });

  test("goes on behind what left before", async () => {
    const text = ["甲".repeat(4096), "乙".repeat(4096), "丙"].join("");
    let left = 1;
    api.reply = (call, response) =>
      left-- > 0 ? fine(call, response) : refusal(502, "Bad Gateway");
    const first = await send({ text });
    expect(first.result).toMatchObject({ state: "retry" });
    expect(first.progress).toEqual([1]);
    api.calls.length = 0;
    api.reply = fine;
    const second = await send({ text, partsSent: 1, attempts: 2 });
    expect(second.result).toEqual({ state: "sent", parts: 3 });
    expect(second.progress).toEqual([2]);
    expect(second.sent.map((part) => String(part["text"])[0])).toEqual(["乙", "丙"]);
  });

  test("all of whose parts left needs no call", async () => {
    expect((await send({ partsSent: 1 })).result).toEqual({ state: "sent", parts: 1 });
    expect(api.calls).toEqual([]);
  });

  test("ends with an error where its progress cannot be kept, for nobody knows then", async () => {
    const sender = telegramSender(connect({ token, apiRoot: api.url }), fakePort());
    const lost = sender(delivery({ text: "长".repeat(5000) }), async () => {
      throw new Error("the store is down");
    });
    await expect(lost).rejects.toThrow("the store is down");
  });

  test("does not go on once a person has come", async () => {
    const sender = telegramSender(connect({ token, apiRoot: api.url }), fakePort());
    const progress: number[] = [];
    const halted = sender(delivery({ text: "长".repeat(9_000) }), async (parts) => {
      progress.push(parts);
      throw new Halt();
    });
    await expect(halted).rejects.toThrow(Halt);
    expect(progress).toEqual([1]);
    expect(api.calls).toHaveLength(1);
  });

  test.each([
    ["the first part", {}, 0],
    ["a later part", { text: "长".repeat(9_000), partsSent: 1 }, 1],
  ])("asks anew whether %s may leave after waiting for its turn", async (_, fields, parts) => {
    const taken: number[] = [];
    const given: string[] = [];
    const turns = { turn: () => Date.now() + 30, done: (send: string) => given.push(send) };
    const sender = telegramSender(connect({ token, apiRoot: api.url }), fakePort(), {
      pace: { ...turns, hold() {} },
    });
    const halted = sender(delivery(fields), async (left) => {
      taken.push(left);
      throw new Halt();
    });
    await expect(halted).rejects.toThrow(Halt);
    expect(taken).toEqual([parts]);
    expect(api.calls).toEqual([]);
    // Its turn is free for others.
    expect(given).toEqual([`r-1/${parts}`]);
  });

  test.each([
    ["with nothing in it", { text: "" }],
    ["to no contact of Telegram", { contact: "@li_hua" }],
  ])("%s fails without a call", async (_, fields) => {
    expect((await send(fields)).result).toMatchObject({ state: "failed" });
    expect(api.calls).toEqual([]);
  });

  test("has buttons of at most 64 bytes; short ones stand side by side", async () => {
    const choices = ["是", "否", "换一个很长很长的问题再问一次", "申请", "很".repeat(99)].map(
      (label) => ({ label, text: label }),
    );
    const { sent } = await send({ id: "d".repeat(30), choices });
    const markup = sent[0]?.["reply_markup"] as Markup;
    const rows = markup.inline_keyboard;
    expect(rows.map((row) => row.length)).toEqual([2, 1, 1, 1]);
    for (const { callback_data: data, text } of rows.flat()) {
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      expect(text.length).toBeLessThanOrEqual(60);
    }
    expect(rows.flat().map(({ callback_data: data }) => data.split(":")[1])).toEqual([
      "0",
      "1",
      "2",
      "3",
      "4",
    ]);
  });

  test("in a group points at the question, once, and names the topic", async () => {
    const text = "甲".repeat(5000);
    const { sent } = await send({ contact: "-100123:7:5", text, messageId: "m31" });
    expect(sent).toMatchObject([
      {
        chat_id: -100123,
        message_thread_id: 5,
        reply_parameters: { message_id: 31, allow_sending_without_reply: true },
      },
      { chat_id: -100123, message_thread_id: 5 },
    ]);
    expect(sent[1]).not.toHaveProperty("reply_parameters");
  });

  test("to a press in a group points at nothing; in private neither", async () => {
    const group = await send({ contact: "-100123:7", messageId: "b40-1" });
    const own = await send({ handle: { thread: "5" } });
    expect(group.sent[0]).not.toHaveProperty("reply_parameters");
    expect(own.sent[1]).not.toHaveProperty("reply_parameters");
    expect(own.sent[1]).toMatchObject({ chat_id: 7, message_thread_id: 5 });
  });
});

describe("a send that fails", () => {
  const gone: readonly [string, Reply][] = [
    ["blocked", () => refusal(403, "Forbidden: bot was blocked by the user")],
    ["deactivated", () => refusal(403, "Forbidden: user is deactivated")],
    ["never started", () => refusal(403, "Forbidden: bot can't initiate conversation with a user")],
    ["unknown", () => refusal(400, "Bad Request: chat not found")],
    ["forbidden for another reason", () => refusal(403, "Forbidden: something new")],
  ];
  test.each(gone)("%s: failed for good, and the program is told", async (_, reply) => {
    api.reply = reply;
    const { result, port } = await send();
    expect(result).toMatchObject({ state: "failed", reason: expect.stringMatching(/\w{3}/) });
    expect(port.reach).toEqual([["7", false]]);
    expect(api.calls).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    [
      "the group moved",
      () =>
        refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {
          migrate_to_chat_id: -1009,
        }),
    ],
    [
      "the bot was thrown out",
      () => refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
    ],
    ["the topic is gone", () => refusal(400, "Bad Request: message thread not found")],
  ])("%s: failed, which says nothing of the person", async (_, reply) => {
    api.reply = reply;
    const { result, port } = await send({ contact: "-100123:7" });
    expect(result).toMatchObject({ state: "failed" });
    expect(port.reach).toEqual([]);
  });

  test("400 for what is said: failed with Telegram's words", async () => {
    api.reply = () => refusal(400, "Bad Request: BUTTON_DATA_INVALID");
    const { result, port } = await send();
    expect(result).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("BUTTON_DATA"),
    });
    expect(port.reach).toEqual([]);
  });

  test("429: tried again when Telegram says, and the chat rests until then", async () => {
    api.reply = () => refusal(429, "Too Many Requests: retry after 7", { retry_after: 7 });
    const turns = pace();
    const sender = telegramSender(connect({ token, apiRoot: api.url }), fakePort(), {
      pace: turns,
    });
    const before = Date.now();
    const first = await sender(delivery(), async () => {});
    if (first.state !== "retry" || first.at === undefined) throw new Error(JSON.stringify(first));
    expect(first.at.getTime()).toBeGreaterThanOrEqual(before + 7_000);
    expect(first.at.getTime()).toBeLessThan(before + 60_000);
    const next = await sender(delivery({ id: "r-2" }), async () => {});
    expect(next).toMatchObject({ state: "retry", at: expect.any(Date) });
    expect(api.calls).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ["500", () => refusal(500, "Internal Server Error")],
    ["401", () => refusal(401, "Unauthorized")],
  ])("%s: tried again", async (_, reply) => {
    api.reply = reply;
    const { result, port } = await send();
    expect(result).toMatchObject({ state: "retry" });
    expect(result).not.toHaveProperty("at");
    expect(port.reach).toEqual([]);
  });

  test("a refused token is also reported, with what to do", async () => {
    api.reply = () => refusal(401, "Unauthorized");
    const { port } = await send();
    expect(String(port.reported)).toMatch(/TELEGRAM_BOT_TOKEN/);
  });

  test.each<[string, Reply]>([
    ["cut off", (_, response) => void response.destroy()],
    [
      "answered with JSON of somebody else",
      (_, response) => void response.writeHead(502).end('{"message":"no route"}'),
    ],
    ["answered with a page", (_, response) => void response.writeHead(502).end("<html>")],
    [
      "cut off within the answer",
      (_, response) => {
        response.writeHead(200, { "Content-Length": "100" }).write('{"ok":');
        setTimeout(() => response.destroy(), 20);
        return undefined;
      },
    ],
  ])("%s: tried again, and it says that it may have arrived", async (_, reply) => {
    api.reply = reply;
    const { result } = await send();
    expect(result).toMatchObject({
      state: "retry",
      reason: expect.stringContaining("may have arrived"),
    });
    expect(result).not.toHaveProperty("unsent");
  });

  test("left without an answer is given up in time", async () => {
    api.reply = () => undefined;
    expect((await send({}, api.url, 300)).result).toMatchObject({
      state: "retry",
      reason: expect.stringContaining("no answer in time"),
    });
  });

  test("not reached: tried again, it has not left", async () => {
    const closed = await startBotApi();
    await closed.close();
    for (const root of [closed.url, "http://nowhere.invalid"]) {
      const { result } = await send({}, root);
      expect(result).toMatchObject({
        state: "retry",
        reason: expect.stringMatching(/not reached/),
        unsent: true,
      });
    }
  });

  test("never tells the token or what was said", async () => {
    const replies: readonly Reply[] = [
      () => refusal(400, `Bad Request: https://api.telegram.org/bot${token}/sendMessage`),
      () => refusal(401, `Unauthorized ${token}`),
      (_, response) => void response.destroy(),
      (_, response) => void response.end(token),
    ];
    for (const reply of replies) {
      api.reply = reply;
      const { result, port } = await send({ text: "我的手机号是13800000000" });
      const told = JSON.stringify([result, port.reported.map((error) => [String(error), error])]);
      expect(told).not.toContain(token.slice(5));
      expect(told).not.toContain("13800000000");
    }
    const { result } = await send({}, "http://nowhere.invalid");
    expect(JSON.stringify(result)).not.toContain(token.slice(5));
  });
});
