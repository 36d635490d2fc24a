import { WSClient } from "@wecom/aibot-node-sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Corp, corp } from "./corp.ts";
import type { BotUser } from "./emulator.ts";
import { type Json, objectOf, readObject, textOf } from "./json.ts";

let at: Corp;
let user: BotUser;
const open: { close(): void }[] = [];
beforeEach(async () => {
  at = await corp();
  user = at.wecom.botUser("ZhangSan", { via: "connection" });
});
afterEach(async () => {
  for (const each of open.splice(0)) each.close();
  await at.close();
});

/** A bare connection: sends a frame and waits for what comes next. */
async function connect() {
  const socket = new WebSocket(at.wecom.botUrl);
  open.push(socket);
  const got: Json[] = [];
  const waiting: ((frame: Json) => void)[] = [];
  socket.on("message", (data) => {
    const frame = readObject(data.toString()) ?? {};
    const next = waiting.shift();
    if (next === undefined) got.push(frame);
    else next(frame);
  });
  await new Promise((resolve) => socket.once("open", resolve));
  const next = () =>
    new Promise<Json>((resolve) => {
      const frame = got.shift();
      if (frame === undefined) waiting.push(resolve);
      else resolve(frame);
    });
  const send = (cmd: string, body: Json = {}, req_id = "r1") => {
    socket.send(JSON.stringify({ cmd, headers: { req_id }, body }));
    return next();
  };
  return { socket, next, send };
}
const subscription = { bot_id: "AIBOT2", secret: "secret-of-the-bot" };
const requestOf = (frame: Json) => textOf(objectOf(frame, "headers"), "req_id") ?? "";
const stream = (id: string, content: string, finish: boolean) => ({
  msgtype: "stream",
  stream: { id, content, finish },
});

test("the vendor's own client subscribes, is asked, streams an answer and pushes", async () => {
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const bot = new WSClient({
    botId: subscription.bot_id,
    secret: subscription.secret,
    wsUrl: at.wecom.botUrl,
    logger: quiet,
  });
  open.push({ close: () => bot.disconnect() });
  bot.on("message.text", async (frame) => {
    await bot.replyStream(frame, "S1", "专利", false);
    await bot.replyStream(frame, "S1", "专利补助", true);
    await bot.sendMessage("ZhangSan", { msgtype: "markdown", markdown: { content: "还有" } });
  });
  bot.on("event.enter_chat", (frame) =>
    bot.replyWelcome(frame, { msgtype: "text", text: { content: "您好" } }),
  );
  await new Promise((resolve) => {
    bot.on("authenticated", () => resolve(undefined));
    bot.connect();
  });
  await user.arrive();
  await expect.poll(() => user.shown().length).toBe(1);
  await user.write("问");
  await expect.poll(() => user.shown().length).toBe(4);
  expect(user.shown().map(({ text, complete }) => [text, complete])).toEqual([
    ["您好", true],
    ["问", true],
    ["专利补助", true],
    ["还有", true],
  ]);
  const { mediaId } = await upload(bot);
  expect(mediaId).not.toBe("");
  expect(JSON.stringify(at.wecom.log())).not.toContain(subscription.secret);
});

async function upload(bot: WSClient): Promise<{ mediaId: string }> {
  const bytes = Buffer.alloc(700_000, "申");
  const answer = (await bot.uploadMedia(bytes, {
    type: "file",
    filename: "申请表.txt",
  })) as unknown;
  return { mediaId: textOf(answer as Json, "media_id") ?? "" };
}

test("nothing goes before subscribing, and a wrong secret does not subscribe", async () => {
  const { send } = await connect();
  expect(await send("ping")).toMatchObject({ errcode: 40001, headers: { req_id: "r1" } });
  const wrong = await send("aibot_subscribe", { ...subscription, secret: "no" });
  expect(wrong).toMatchObject({ errcode: 40001 });
  expect(at.wecom.bot.live()).toBe(false);
  const right = await send("aibot_subscribe", subscription);
  expect(right).toMatchObject({ errcode: 0 });
  expect(right).not.toHaveProperty("cmd");
  expect(await send("ping")).toMatchObject({ errcode: 0 });
});

test("a second subscription ends the first", async () => {
  const first = await connect();
  await first.send("aibot_subscribe", subscription);
  const second = await connect();
  const closed = new Promise((resolve) => first.socket.once("close", resolve));
  await second.send("aibot_subscribe", subscription);
  expect(await first.next()).toMatchObject({
    cmd: "aibot_event_callback",
    body: { event: { eventtype: "disconnected_event" } },
  });
  await closed;
  await user.write("问");
  expect(await second.next()).toMatchObject({
    cmd: "aibot_msg_callback",
    body: { msgtype: "text", text: { content: "问" } },
  });
});

test("an answer names the request; a stream that is over takes no more", async () => {
  const { next, send } = await connect();
  await send("aibot_subscribe", subscription);
  const respond = (request: string, body: Json) => send("aibot_respond_msg", body, request);
  expect(await respond("none", stream("S1", "a", false))).toMatchObject({ errcode: 846605 });
  await user.write("问");
  const request = requestOf(await next());
  expect(await respond(request, stream("S1", "a", false))).toMatchObject({ errcode: 0 });
  expect(user.shown()[1]).toMatchObject({ text: "a", complete: false });
  at.pass(360_001);
  expect(await respond(request, stream("S1", "ab", true))).toMatchObject({ errcode: 846608 });
  expect(await respond(request, stream("S2", "b", true))).toMatchObject({ errcode: 0 });
  expect(await respond(request, stream("S2", "bc", true))).toMatchObject({ errcode: 846608 });
  at.pass(24 * 3600_000);
  expect(await respond(request, stream("S3", "c", true))).toMatchObject({ errcode: 846605 });
});

test("pushes go where the user wrote, thirty a minute", async () => {
  const { next, send } = await connect();
  await send("aibot_subscribe", subscription);
  const push = () =>
    send("aibot_send_msg", {
      chatid: "ZhangSan",
      chat_type: 1,
      msgtype: "markdown",
      markdown: { content: "一" },
    });
  expect(await push()).toMatchObject({ errcode: 40058 });
  await user.write("问");
  await next();
  for (let number = 0; number < 30; number += 1) expect(await push()).toMatchObject({ errcode: 0 });
  expect(await push()).toMatchObject({ errcode: 45009 });
  at.pass(60_000);
  expect(await push()).toMatchObject({ errcode: 0 });
});

test("frames can fail and be cut as calls can; without a bot a message is lost", async () => {
  const { socket, next, send } = await connect();
  await send("aibot_subscribe", subscription);
  await user.write("问");
  const request = requestOf(await next());
  at.wecom.faults.fail("aibot_respond_msg", -1);
  const body = stream("S1", "a", true);
  expect(await send("aibot_respond_msg", body, request)).toMatchObject({ errcode: -1 });
  at.wecom.faults.dropAfter("aibot_respond_msg");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  void send("aibot_respond_msg", body, request);
  await closed;
  expect(user.shown()).toHaveLength(2);
  await expect.poll(() => at.wecom.bot.live()).toBe(false);
  await user.write("又");
  expect(at.wecom.problems()).toMatchObject([{ problem: "no bot is connected" }]);
});
