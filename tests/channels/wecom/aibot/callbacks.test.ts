import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wording } from "../../../../src/channels/wecom/aibot/wording.ts";
import { callbackCrypto } from "../../../../src/channels/wecom/crypto.ts";
import {
  answered,
  apiRoot,
  call,
  calledBack,
  eventOf,
  keys,
  nonce,
  post,
  textMessage,
} from "./callback.ts";
import { record } from "./record.ts";

describe("what a contact sends", () => {
  async function stored(body: object) {
    const all = record();
    const response = await call(calledBack(all.port()), body);
    expect(response.status).toBe(200);
    return { message: all.messages[0], counts: all.counts, body: await response.text() };
  }

  test("a voice message comes as what was heard", async () => {
    const body = textMessage("", { msgtype: "voice", voice: { content: "专利补助怎么申请" } });
    expect((await stored(body)).message).toMatchObject({ text: "专利补助怎么申请" });
  });

  test("a voice message without words is a voice message still", async () => {
    const body = textMessage("", { msgtype: "voice", voice: { content: "" } });
    expect((await stored(body)).message).toMatchObject({ attachment: { kind: "voice" } });
  });

  test.each(["image", "file", "video"])("%s is an attachment", async (kind) => {
    const body = textMessage("", { msgtype: kind, [kind]: { url: "https://x.test/secret" } });
    const { message } = await stored(body);
    expect(message).toMatchObject({ text: "", attachment: { kind } });
    // It runs out after five minutes and opens to whoever has it.
    expect(JSON.stringify(message)).not.toContain("x.test");
  });

  test("text and pictures in one keep their words", async () => {
    const items = [
      { msgtype: "text", text: { content: "@知问 这份材料" } },
      { msgtype: "image", image: { url: "https://x.test/1" } },
      { msgtype: "text", text: { content: "还缺什么？" } },
      { msgtype: "hologram" },
    ];
    const mixed = { msgtype: "mixed", mixed: { msg_item: items } };
    const body = textMessage("", { ...mixed, chattype: "group", chatid: "wrG" });
    expect((await stored(body)).message).toMatchObject({
      text: "这份材料\n还缺什么？",
      attachment: { kind: "image" },
    });
  });

  test("the bot's name stands only before what is said in a group", async () => {
    const alone = await stored(textMessage("@张三 是谁"));
    expect(alone.message?.text).toBe("@张三 是谁");
    const group = { chattype: "group", chatid: "wrG" };
    const inGroup = await stored(textMessage("@知问\u2005质押融资", group));
    expect(inGroup.message?.text).toBe("质押融资");
    const named = await stored(textMessage("@知问", group));
    expect(named.message).toMatchObject({ arrival: true, text: "" });
  });

  test("a quoted text is not taken for the contact's own", async () => {
    const quote = { msgtype: "text", text: { content: "别人的话" } };
    expect((await stored(textMessage("这个呢", { quote }))).message?.text).toBe("这个呢");
  });

  test.each([
    ["an unknown type", { msgtype: "hologram" }, "ignored/unknown-type"],
    ["an unknown event", eventOf("moon_rises", {}), "ignored/unknown-event"],
    ["an empty text", { text: { content: " \n" } }, "ignored/empty"],
    ["a text that is none", { text: { content: 7 } }, "ignored/unreadable"],
    ["no sender", { from: undefined }, "ignored/unreadable"],
    ["a sender that is a list", { from: { userid: ["a"] } }, "ignored/unreadable"],
    ["a group without an id", { chattype: "group" }, "ignored/unreadable"],
    ["a press of nothing", eventOf("template_card_event", {}), "ignored/unreadable"],
    ["a verdict that is none", eventOf("feedback_event", { type: 9 }), "ignored/unreadable"],
  ])("%s is counted and nothing else", async (_, change, what) => {
    const { message, counts, body } = await stored(textMessage("在吗", change));
    expect(message).toBeUndefined();
    expect(counts.get(what)).toBe(1);
    expect(body).toBe("");
  });

  test.each([
    [1, "feedback-accurate"],
    [2, "feedback-inaccurate"],
    [3, "feedback-withdrawn"],
  ])("verdict %i is counted", async (type, what) => {
    const { counts, message } = await stored(eventOf("feedback_event", { id: "z1", type }));
    expect(counts.get(what)).toBe(1);
    expect(message).toBeUndefined();
  });
});

describe("a contact who comes in", () => {
  const comesIn = () => eventOf("enter_chat", {}, { chattype: undefined, response_url: undefined });

  test("is welcomed in the answer", async () => {
    const all = record();
    all.answer = () => ({ text: "您好！", choices: [{ label: "能补多少", text: "能补多少" }] });
    const said = await answered(await call(calledBack(all.port()), comesIn()));
    expect(said).toEqual({ msgtype: "text", text: { content: "您好！\n1. 能补多少" } });
    expect(all.messages[0]).toMatchObject({ arrival: true, text: "", contact: "zhang.san" });
    expect(all.state("d-1")).toBe("sent");
  });

  test("gets no welcome that comes too late, and the reason is kept", async () => {
    let time = new Date();
    const all = record(() => time);
    const bot = calledBack(all.port(), { now: () => time });
    expect(await answered(await call(bot, comesIn()))).toBeUndefined();
    const [message] = all.messages;
    if (message === undefined) throw new Error("nothing was stored");
    const delivery = all.say(message, "您好！");
    time = new Date(time.getTime() + 6_000);
    expect(await all.pump(bot.sender)).toBe(1);
    expect(all.state(delivery)).toBe("failed");
    expect(all.reason(delivery)).toMatch(/5 s/);
  });
});

describe("a pressed card", () => {
  async function offered() {
    const all = record();
    all.answer = (message) =>
      message.text === "怎么申请"
        ? "分三步。"
        : { text: "最高50万元。", choices: [{ label: "申请", text: "怎么申请" }] };
    const bot = calledBack(all.port());
    await call(bot, textMessage("补多少？"));
    return { all, bot };
  }
  const press = (key: string, more: object = {}) =>
    eventOf("template_card_event", { event_key: key, task_id: "d-1" }, more);

  test("is what the choice says, once, and the card shows the pick", async () => {
    const { all, bot } = await offered();
    const said = await answered(await call(bot, press("0")));
    expect(said).toMatchObject({
      response_type: "update_template_card",
      userids: ["zhang.san"],
      template_card: { task_id: "d-1", main_title: { title: "已选：申请" } },
    });
    await call(bot, press("0"));
    expect(all.messages.map(({ text }) => text)).toEqual(["补多少？", "怎么申请"]);
  });

  test("whose answer could not leave asks for the words instead", async () => {
    const { all, bot } = await offered();
    const said = await answered(await call(bot, press("0", { response_url: undefined })));
    expect(said?.template_card?.main_title.title).toBe(wording.sendInstead("怎么申请"));
    expect(all.messages).toHaveLength(1);
  });

  test.each([
    ["another's", press("0", { from: { userid: "li.si" } })],
    ["with no such choice", press("7")],
    ["long since picked", press("picked")],
  ])("%s changes nothing", async (_, body) => {
    const { all, bot } = await offered();
    expect(await answered(await call(bot, body))).toBeUndefined();
    expect(all.messages).toHaveLength(1);
  });
});

describe("an address to answer to", () => {
  test.each([
    "https://evil.test/cgi-bin/aibot/response?response_code=1",
    "http://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=1",
    "https://qyapi.weixin.qq.com.evil.test/cgi-bin/x",
    "https://qyapi.weixin.qq.com:8443/cgi-bin/x",
    "https://qyapi.weixin.qq.com@evil.test/cgi-bin/x",
    "https://user:pass@wecom.test/cgi-bin/x",
    "https://wecom.test/other",
    "https://wecom.test/cgi-bin/../admin",
    "http://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "//wecom.test/cgi-bin/x",
    "not an address",
    `https://wecom.test/cgi-bin/${"x".repeat(3_000)}`,
  ])("%s is never kept", async (response_url) => {
    const all = record();
    const response = await call(calledBack(all.port()), textMessage("在吗", { response_url }));
    expect(response.status).toBe(200);
    expect(all.messages).toHaveLength(1);
    expect(all.messages[0]?.handle?.["responseUrl"]).toBeUndefined();
    expect(all.counts.get("response-url-refused")).toBe(1);
  });

  test.each([
    "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=1",
    `${apiRoot}/cgi-bin/x`,
  ])("%s is WeCom's", async (response_url) => {
    const all = record();
    await call(calledBack(all.port()), textMessage("在吗", { response_url }));
    expect(all.messages[0]?.handle?.["responseUrl"]).toBe(response_url);
  });
});

describe("hostile callbacks", () => {
  const crypto = callbackCrypto({ ...keys, receiveId: "" });
  const sealed = (text: string) => {
    const { encrypt, signature, timestamp } = crypto.seal(text, { nonce });
    return { encrypt, query: { msg_signature: signature, timestamp, nonce } };
  };

  test("an envelope that was tampered with is never accepted and never an error of ours", async () => {
    const all = record();
    all.answer = () => "泄露";
    const bot = calledBack(all.port());
    const good = sealed(JSON.stringify(textMessage("在吗")));
    const body = JSON.stringify({ encrypt: good.encrypt });
    const path = (query: object) => `/?${new URLSearchParams({ ...good.query, ...query })}`;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(body.length - 1),
        fc.integer({ min: 32, max: 126 }),
        async (at, code) => {
          const other = body.slice(0, at) + String.fromCharCode(code) + body.slice(at + 1);
          fc.pre(other !== body);
          const { status } = await post(bot, path({}), other);
          expect([400, 403]).toContain(status);
        },
      ),
      { numRuns: 300 },
    );
    for (const change of [
      { msg_signature: "0".repeat(40) },
      { msg_signature: "" },
      { timestamp: "1" },
      { nonce: "other" },
    ]) {
      expect([400, 403]).toContain((await post(bot, path(change), body)).status);
    }
    const foreign = callbackCrypto({ ...keys, receiveId: "ww1234567890" }).seal("{}", { nonce });
    const query = { msg_signature: foreign.signature, timestamp: foreign.timestamp };
    const refused = await post(bot, path(query), JSON.stringify({ encrypt: foreign.encrypt }));
    expect(refused.status).toBe(403);
    expect(all.messages).toEqual([]);
  });

  test("whatever JSON is in a rightly signed one, the answer is 200 and nothing breaks", async () => {
    const all = record();
    const bot = calledBack(all.port(), { firstWait: 0 });
    const model = textMessage("在吗", { chatid: "wrG", event: { eventtype: "enter_chat" } });
    const keysOfIt = Object.keys(model);
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...keysOfIt), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }),
        fc.constantFrom("text", "mixed", "voice", "stream", "event", "image", "\0", "__proto__"),
        async (change, msgtype) => {
          const { status } = await call(bot, { ...model, msgtype, ...change });
          expect(status).toBe(200);
        },
      ),
      { numRuns: 150 },
    );
    expect(all.errors).toEqual([]);
  });

  test.each(["", "null", "[]", "7", '"text"', "{", '{"msgtype":"text"}', "\u0000", "<xml/>"])(
    "signed nonsense (%j) is ignored",
    async (text) => {
      const all = record();
      const response = await call(calledBack(all.port()), text);
      expect(response.status).toBe(200);
      expect(all.messages).toEqual([]);
      expect(all.counts.get("ignored/unreadable")).toBe(1);
    },
  );

  test("verification echoes what it is sent, and nothing of a message", async () => {
    const bot = calledBack(record().port());
    const { encrypt, query } = sealed("1616140317555161061");
    const good = new URLSearchParams({ ...query, echostr: encrypt });
    const response = await bot.routes?.request(`/?${good}`);
    expect(response?.status).toBe(200);
    expect(await response?.text()).toBe("1616140317555161061");
    const secret = sealed(JSON.stringify(textMessage("在吗")));
    const replay = new URLSearchParams({ ...secret.query, echostr: secret.encrypt });
    expect((await bot.routes?.request(`/?${replay}`))?.status).toBe(400);
  });
});
