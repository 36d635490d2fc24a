import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { wecomApi } from "../../../../src/channels/wecom/api.ts";
import { app } from "../../../../src/channels/wecom/app/app.ts";
import { menu } from "../../../../src/channels/wecom/app/menu.ts";
import type { Delivery, SendResult } from "../../../../src/core/delivery.ts";
import type { Message } from "../../../../src/core/message.ts";
import { listen } from "../../../../src/http/listen.ts";
import { type Member, startWecom, type WecomOptions } from "../../../emulators/wecom/emulator.ts";
import { fakePort } from "../fakePort.ts";
import { memoryTokens } from "../memoryTokens.ts";
import { choices, delivery } from "./delivery.ts";

const corpId = "ww6a112864f8022910";
const secret = "the-secret-of-the-app";
const keys = { token: "QDG6eK", aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" };
const agentId = 1_000_002;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The app before an emulated WeCom, with a bot behind it that says what it heard. */
async function emulated(settings: WecomOptions["settings"] = {}) {
  const wecom = await startWecom({
    corpId,
    secret,
    app: { ...keys, agentId },
    seed: 7,
    settings: { retryAfter: [0, 5, 5], ...settings },
  });
  closing.push(() => wecom.close());
  const port = fakePort();
  const kf: unknown[] = [];
  const channel = app({
    corpId,
    agentId,
    ...keys,
    api: wecomApi({
      apiRoot: wecom.url,
      corpId,
      secret,
      tokens: memoryTokens(),
      timeoutMs: 2_000,
      busyPauseMs: 1,
    }),
    port,
    onKf: async (event) => void kf.push(event),
  });
  const site = new Hono().route("/channels/wecom/app", channel.routes);
  const { port: number, close } = await listen(site, 0);
  closing.push(close, () => channel.stop());
  wecom.point({ app: `http://127.0.0.1:${number}/channels/wecom/app` });

  /** Sends until it is over, as the worker does, though without its pauses. */
  async function send(reply: Delivery): Promise<SendResult> {
    port.offered.set(`${reply.contact}/${reply.id}`, reply.choices);
    let partsSent = reply.partsSent;
    for (let attempts = 1; attempts <= 5; attempts += 1) {
      const result = await channel.sender({ ...reply, attempts, partsSent }, async (parts) => {
        partsSent = parts;
      });
      if (result.state !== "retry") return result;
    }
    return { state: "uncertain", reason: "five tries" };
  }
  let replies = 0;
  const reply = (message: Message, more: Partial<Delivery> = {}) => {
    replies += 1;
    const { contact, handle = {}, id: messageId } = message;
    const text = message.arrival ? "您好，我是知问" : `听到：${message.text}`;
    return send(delivery({ id: `d-${replies}`, contact, handle, messageId, text, ...more }));
  };
  return { wecom, port, kf, channel, send, reply };
}

const told = (member: Member) =>
  member
    .shown()
    .filter(({ from }) => from === "bot")
    .map(({ text }) => text);

describe("a member and the app", () => {
  test("the address is verified as the admin console does", async () => {
    const { wecom } = await emulated();
    expect(await wecom.verify("app")).toEqual({ ok: true });
  });

  test("what is written comes, and the answer is shown", async () => {
    const { wecom, port, reply } = await emulated({ elementOrder: "mixed" });
    const member = wecom.member("ZhangSan");
    await member.write("  质押融资 <b> & 😀 ]]> ");
    await wecom.quiet();
    const [message] = port.messages;
    expect(message).toMatchObject({ contact: "zhangsan", text: "  质押融资 <b> & 😀 ]]> " });
    if (message === undefined) return;
    expect(await reply(message)).toEqual({ state: "sent", parts: 1 });
    expect(told(member)).toEqual(["听到：  质押融资 <b> & 😀 ]]>"]);
    expect(wecom.problems()).toEqual([]);
  });

  test.each(["staff", "notice"] as const)(
    "what %s say of their own accord comes, though no message left a handle",
    async (speaker) => {
      const { wecom, port, send } = await emulated();
      const member = wecom.member("ZhangSan");
      await member.write("转人工");
      await wecom.quiet();
      const contact = port.messages[0]?.contact ?? "";
      const words = { contact, speaker, handle: {}, messageId: "d-own", text: "您的申请已受理" };
      expect(await send(delivery(words))).toEqual({ state: "sent", parts: 1 });
      expect(told(member)).toEqual(["您的申请已受理"]);
      expect(wecom.problems()).toEqual([]);
    },
  );

  test("entering twice and being added is one arrival", async () => {
    const { wecom, port } = await emulated();
    const member = wecom.member("ZhangSan");
    await member.arrive();
    await member.subscribe();
    await member.arrive();
    await wecom.quiet();
    expect(port.messages).toMatchObject([{ arrival: true }]);
  });

  test.each(["image", "voice", "file", "location"] as const)(
    "%s is an attachment",
    async (kind) => {
      const { wecom, port } = await emulated();
      await wecom.member("ZhangSan").send(kind);
      await wecom.quiet();
      expect(port.messages).toMatchObject([{ text: "", attachment: { kind } }]);
      expect(port.messages[0]?.attachment?.reference).toMatch(/./);
    },
  );

  test("the menu is set, and its buttons speak", async () => {
    const { wecom, port, channel } = await emulated();
    await channel.start();
    await channel.start();
    expect(port.errors).toEqual([]);
    expect(await channel.check()).toEqual([]);
    const items = menu.flatMap((group) => group.items);
    const member = wecom.member("ZhangSan");
    for (const { name } of items) await member.menu(name);
    await wecom.quiet();
    const texts = port.messages.map(({ text }) => text);
    expect(texts.sort()).toEqual(items.map(({ text }) => text).sort());
  });

  test("a pressed choice is said, and the card shows it", async () => {
    const { wecom, port, channel, reply } = await emulated();
    const member = wecom.member("ZhangSan");
    await member.write("专家");
    await wecom.quiet();
    const [message] = port.messages;
    if (message === undefined) throw new Error("nothing came");
    expect(await reply(message, { choices })).toEqual({ state: "sent", parts: 2 });
    const card = member.shown().at(-1);
    expect(card?.choices.map(({ label }) => label)).toEqual(["继续登记", "取消"]);
    await member.press(card?.id ?? "", card?.choices[1]?.id ?? "");
    await wecom.quiet();
    await channel.stop();
    expect(port.messages[1]).toMatchObject({ contact: "zhangsan", text: "取消" });
    expect(member.shown().at(-1)?.choices).toEqual([{ id: "", label: "已选 取消" }]);
    expect(wecom.problems()).toEqual([]);
  });

  test("other events are answered and passed over", async () => {
    const { wecom, port } = await emulated();
    const member = wecom.member("ZhangSan");
    await member.unsubscribe();
    await member.event("LOCATION", { Latitude: 29.5, Longitude: 106.5, Precision: 10 });
    await member.event("not_yet_invented", { Anything: { Deep: "x" } });
    await wecom.quiet();
    expect(port.messages).toEqual([]);
    expect(wecom.callbacks().map(({ status, attempt }) => [status, attempt])).toEqual([
      [200, 0],
      [200, 0],
      [200, 0],
    ]);
  });
});

describe("trouble on the way", () => {
  test("a store that is down for a moment loses nothing", async () => {
    const { wecom, port } = await emulated({ retryAfter: [0, 50, 50] });
    port.down = true;
    await wecom.member("ZhangSan").write("你好");
    await new Promise<void>((refused) => {
      const look = setInterval(() => {
        if (port.errors.length === 0) return;
        clearInterval(look);
        port.down = false;
        refused();
      }, 1);
    });
    await wecom.quiet();
    expect(port.messages).toMatchObject([{ text: "你好" }]);
  });

  test("callbacks twice and out of order: each message once", async () => {
    const { wecom, port } = await emulated();
    wecom.faults.duplicateCallbacks(1);
    wecom.faults.reorderCallbacks(0.5);
    const member = wecom.member("ZhangSan");
    for (let at = 0; at < 20; at += 1) await member.write(`第${at}句`);
    await wecom.quiet();
    expect(port.messages).toHaveLength(20);
    expect(new Set(port.messages.map(({ text }) => text)).size).toBe(20);
  });

  test("an answer whose receipt is lost is shown once, and the same words later again", async () => {
    const { wecom, send } = await emulated();
    const member = wecom.member("ZhangSan");
    wecom.faults.dropAfter("message/send");
    expect(await send(delivery({ id: "d-1" }))).toMatchObject({ state: "sent" });
    expect(wecom.calls("message/send")).toBe(2);
    expect(told(member)).toEqual(["您好"]);
    expect(await send(delivery({ id: "d-2" }))).toMatchObject({ state: "sent" });
    expect(told(member)).toEqual(["您好", "您好"]);
  });

  test("a long answer with a card through all kinds of failures: every part once, in order", async () => {
    const { wecom, send } = await emulated();
    wecom.faults.dropAfter("message/send");
    wecom.faults.dropBefore("message/send");
    wecom.faults.fail("message/send", -1);
    wecom.faults.fail("message/send", 45033);
    wecom.faults.rejectEscapes(true);
    const member = wecom.member("ZhangSan");
    const text = "知识产权😀\u0001".repeat(300);
    const result = await send(delivery({ text, choices }));
    expect(result).toEqual({ state: "sent", parts: 4 });
    const [a = "", b = "", c = "", ...rest] = told(member);
    expect(a + b + c).toBe(text.replaceAll("\u0001", ""));
    expect(rest).toEqual(["请点选一项\n也可以直接打字回答"]);
  });

  test("tokens that end early are renewed once", async () => {
    const { wecom, send } = await emulated();
    const member = wecom.member("ZhangSan");
    await send(delivery({ id: "d-1" }));
    wecom.faults.invalidateTokens();
    const all = Array.from({ length: 10 }, (_, at) => send(delivery({ id: `d-${at + 2}` })));
    expect((await Promise.all(all)).map(({ state }) => state)).toEqual(Array(10).fill("sent"));
    expect(wecom.calls("gettoken")).toBe(2);
    expect(told(member)).toHaveLength(11);
  });

  test("a member who is not there: failed", async () => {
    const { send } = await emulated();
    expect(await send(delivery({ contact: "nobody", handle: {} }))).toMatchObject({
      state: "failed",
    });
  });

  test("a wrong secret is not tried until the address is banned", async () => {
    const { wecom } = await emulated();
    const api = wecomApi({ apiRoot: wecom.url, corpId, secret: "wrong", tokens: memoryTokens() });
    for (let at = 0; at < 20; at += 1) {
      expect(await api.call("menu/get")).toMatchObject({ kind: "refused", action: "config" });
    }
    expect(wecom.calls("gettoken")).toBe(1);
  });
});
