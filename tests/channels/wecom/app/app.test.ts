import { afterEach, describe, expect, test } from "vitest";
import { wecomApi } from "../../../../src/channels/wecom/api.ts";
import { app } from "../../../../src/channels/wecom/app/app.ts";
import { callbackCrypto } from "../../../../src/channels/wecom/crypto.ts";
import type { XmlFields } from "../../../../src/channels/wecom/xml.ts";
import { ZhiwenError } from "../../../../src/core/errors.ts";
import { fakePort } from "../fakePort.ts";
import { memoryTokens } from "../memoryTokens.ts";
import { type Answer, type Call, type Platform, platform } from "../platform.ts";
import { readable } from "../vectors.ts";
import { writeXml } from "../writeXml.ts";
import { eventCallback, now, textCallback } from "./callbacks.ts";
import { choices, delivery } from "./delivery.ts";

const corpId = "ww6a112864f8022910";
const keys = { token: "QDG6eK", aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" };
const crypto = callbackCrypto({ ...keys, receiveId: corpId });

const opened: Platform[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

async function channel(answer: (call: Call) => Answer = () => ({ errcode: 0 }), withKf = true) {
  const server = await platform((call) =>
    call.path === "gettoken" ? { errcode: 0, access_token: "T", expires_in: 7200 } : answer(call),
  );
  opened.push(server);
  const port = fakePort();
  const kf: XmlFields[] = [];
  const built = app({
    corpId,
    agentId: 1_000_002,
    ...keys,
    api: wecomApi({
      apiRoot: server.root,
      corpId,
      secret: "s",
      tokens: memoryTokens(),
      busyPauseMs: 1,
    }),
    port,
    ...(withKf
      ? {
          async onKf(event) {
            if (port.down) throw new Error("the store is down");
            kf.push(event);
          },
        }
      : {}),
    now: () => now,
  });
  /** Delivers a decrypted callback as WeCom does; gives the HTTP status. */
  const deliver = async (text: string): Promise<number> => {
    const { encrypt, signature, timestamp, nonce } = crypto.seal(text);
    const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce });
    const body = writeXml({ ToUserName: corpId, Encrypt: encrypt, AgentID: "1000002" });
    const response = await built.routes.request(`/?${query}`, { method: "POST", body });
    expect(response.status === 200 ? await response.text() : "").toBe("");
    return response.status;
  };
  return { ...built, server, port, kf, deliver };
}

describe("callbacks", () => {
  test("a message is accepted once, however often WeCom says it", async () => {
    const { deliver, port } = await channel();
    expect(await deliver(textCallback("你好"))).toBe(200);
    expect(await deliver(textCallback("你好"))).toBe(200);
    expect(port.messages).toMatchObject([{ contact: "zhangsan", text: "你好" }]);
    expect(port.counts.get("wecom-app accepted")).toBe(1);
    expect(port.counts.get("wecom-app repeat")).toBe(1);
  });

  test("a message is asked for again while it cannot be stored, and is not lost", async () => {
    const { deliver, port } = await channel();
    port.down = true;
    expect(await deliver(textCallback("你好"))).toBe(503);
    port.down = false;
    expect(await deliver(textCallback("你好"))).toBe(200);
    expect(port.messages).toHaveLength(1);
  });

  test.each([
    ["an unknown event", eventCallback("not_yet_invented")],
    ["an unknown type", textCallback("a").replace("text", "hologram")],
    ["no XML", "hello"],
    ["a document type", '<!DOCTYPE a [<!ENTITY x "y">]><xml><Content>&x;</Content></xml>'],
    ["depth", `<xml>${"<a>".repeat(500)}${"</a>".repeat(500)}</xml>`],
    ["nothing", ""],
  ])("%s is answered 200 and not accepted", async (_, text) => {
    const { deliver, port } = await channel();
    expect(await deliver(text)).toBe(200);
    expect(port.messages).toEqual([]);
    const [counted] = [...port.counts.keys()].filter((key) => /ignored|unreadable/.test(key));
    expect(counted).toBeDefined();
  });

  test("two readings of one day are one arrival", async () => {
    const { deliver, port } = await channel();
    await deliver(eventCallback("enter_agent", { CreateTime: 1_763_700_000, EventKey: "" }));
    await deliver(eventCallback("enter_agent", { CreateTime: 1_763_700_900, EventKey: "" }));
    expect(port.messages).toMatchObject([{ arrival: true, text: "" }]);
  });
});

describe("events of 微信客服", () => {
  const event = readable.find(({ name }) => name === "kf-msg-or-event")?.text ?? "";

  test("are handed on", async () => {
    const { deliver, kf, port } = await channel();
    expect(await deliver(event)).toBe(200);
    expect(await deliver(event)).toBe(200);
    // A repeat only makes one more pull; dropping one could lose a message.
    expect(kf).toHaveLength(2);
    expect(kf[0]).toMatchObject({ Token: expect.stringMatching(/^ENC/) as unknown });
    expect(port.messages).toEqual([]);
  });

  test("are asked for again while they cannot be kept", async () => {
    const { deliver, port } = await channel();
    port.down = true;
    expect(await deliver(event)).toBe(503);
  });

  test("are passed over where that channel is off", async () => {
    const { deliver, port } = await channel(undefined, false);
    expect(await deliver(event)).toBe(200);
    expect(port.counts.get("wecom-app ignored/kf-is-off")).toBe(1);
  });
});

describe("a pressed card", () => {
  const press = (more: Parameters<typeof eventCallback>[1] = {}) =>
    eventCallback("template_card_event", {
      EventKey: "0",
      TaskId: "d-1",
      CardType: "button_interaction",
      ResponseCode: "RC1",
      ...more,
    });

  test("says the choice and then shows it", async () => {
    const { deliver, port, server, stop } = await channel();
    port.offered.set("zhangsan/d-1", choices);
    expect(await deliver(press())).toBe(200);
    await stop();
    expect(port.messages).toMatchObject([
      { contact: "zhangsan", text: "继续登记专家服务", handle: { userid: "ZhangSan" } },
    ]);
    const [update] = server.callsOf("message/update_template_card");
    expect(JSON.parse(update?.body ?? "{}")).toEqual({
      userids: ["ZhangSan"],
      agentid: 1_000_002,
      response_code: "RC1",
      button: { replace_name: "已选 继续登记" },
    });
  });

  test("twice is one message, another of its buttons is another", async () => {
    const { deliver, port, stop } = await channel();
    port.offered.set("zhangsan/d-1", choices);
    await deliver(press());
    await deliver(press({ CreateTime: 1_763_700_001, ResponseCode: "RC2" }));
    await deliver(press({ EventKey: "1" }));
    await stop();
    expect(port.messages.map(({ text }) => text)).toEqual(["继续登记专家服务", "取消"]);
  });

  test("that fails to change is a message all the same", async () => {
    const { deliver, port, stop } = await channel(() => (request) => request.socket.destroy());
    port.offered.set("zhangsan/d-1", choices);
    expect(await deliver(press())).toBe(200);
    await stop();
    expect(port.messages).toHaveLength(1);
    expect(port.counts.get("wecom-app card-not-updated")).toBe(1);
  });

  test("of another member's delivery, or of none, says nothing", async () => {
    const { deliver, port, server, stop } = await channel();
    port.offered.set("lisi/d-1", choices);
    expect(await deliver(press())).toBe(200);
    expect(await deliver(press({ TaskId: "d-2" }))).toBe(200);
    await stop();
    expect(port.messages).toEqual([]);
    expect(server.calls).toEqual([]);
  });

  test("is asked for again while the record cannot be read", async () => {
    const { deliver, port } = await channel();
    port.down = true;
    expect(await deliver(press())).toBe(503);
  });
});

describe("starting and checking", () => {
  test("the menu is set for the agent", async () => {
    const { start, server, port } = await channel();
    await start();
    const [call] = server.callsOf("menu/create");
    expect(call?.query).toMatchObject({ agentid: "1000002" });
    expect(JSON.parse(call?.body ?? "{}")).toHaveProperty("button.length", 3);
    expect(port.errors).toEqual([]);
  });

  test.each<[string, Answer]>([
    ["refused", { errcode: 48002 }],
    ["cut off", (request) => request.socket.destroy()],
  ])("a menu %s is reported and stops nothing", async (_, answer) => {
    const { start, deliver, port } = await channel(() => answer);
    await start();
    expect(port.errors).toMatchObject([{ part: "wecom-app" }]);
    expect(await deliver(textCallback("你好"))).toBe(200);
  });

  test.each([0, 46003])("errcode %i means that nothing is wrong", async (errcode) => {
    const { check } = await channel(() => ({ errcode }));
    expect(await check()).toEqual([]);
  });

  test.each([
    [60020, /企业可信IP/],
    [40001, /WECOM_SECRET/],
    [40013, /WECOM_CORP_ID/],
    [301002, /WECOM_AGENT_ID/],
  ])("errcode %i is a problem with a remedy", async (errcode, remedy) => {
    const errmsg = "no, hint: [17506], from ip: 10.1.2.3, more info at open.work.weixin.qq.com";
    const { check } = await channel(() => ({ errcode, errmsg }));
    const [problem] = await check();
    expect(problem).toBeInstanceOf(ZhiwenError);
    expect(problem?.message).toMatch(remedy);
    expect(problem?.message).not.toContain("17506");
    // Only where the address is what has to be entered.
    expect(problem?.message.includes("10.1.2.3")).toBe(errcode === 60020);
  });

  test.each([
    ["from ip: 2001:db8::7, more info", "add 2001:db8::7"],
    ["from ip: 203.0.113.7.", "add 203.0.113.7"],
    ["from ip: me@example.com", "add the address this server calls from"],
    [undefined, "add the address this server calls from"],
  ])("of an untrusted address with errmsg %j the remedy says: %s", async (errmsg, advice) => {
    const { check } = await channel(() => ({ errcode: 60020, errmsg }));
    expect((await check()).map(({ fix }) => fix)).toEqual([expect.stringMatching(`${advice}$`)]);
  });

  test("a fault an operator has to mend is reported once in a while, not with every reply", async () => {
    const { sender, port } = await channel(() => ({ errcode: 60020 }));
    for (let at = 0; at < 3; at += 1) await sender(delivery({ id: `d-${at}` }), async () => {});
    expect(port.errors).toHaveLength(1);
    expect(String(port.errors[0])).toContain("企业可信IP");
  });

  test("what goes beyond a member's minute waits", async () => {
    const { sender, port, server } = await channel();
    port.waits.sends = 9;
    expect(await sender(delivery(), async () => {})).toMatchObject({ state: "retry" });
    expect(server.callsOf("message/send")).toEqual([]);
  });

  test("a key that cannot be one stops the start", () => {
    const api = { call: async () => ({ kind: "ok" as const, body: {} }) };
    const options = { corpId, agentId: 1, token: "t", aesKey: "short", api, port: fakePort() };
    expect(() => app(options)).toThrow(ZhiwenError);
  });
});
