import { WecomCrypto } from "@wecom/aibot-node-sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { botKeys, type Corp, corp } from "./corp.ts";
import { decrypt, keyBytes } from "./crypto.ts";
import { isObject, type Json, objectOf, readObject, textOf } from "./json.ts";
import { type Received, sealedJson } from "./tinyBot.ts";

let at: Corp;
beforeEach(async () => {
  at = await corp();
});
afterEach(() => at.close());

const message = (received: Received | undefined): Json => readObject(received?.message ?? "") ?? {};
const stream = (id: string, content: string, finish: boolean, further: Json = {}) => ({
  msgtype: "stream",
  stream: { id, content, finish, ...further },
});
const reply =
  (body: Json, change: Json = {}) =>
  (received: Received) => ({
    body: sealedJson(botKeys, received.nonce, body, change),
  });

test("a message comes as encrypted JSON with escaped slashes", async () => {
  await at.wecom.botUser("ZhangSan").write("专利补助");
  await at.wecom.quiet();
  const [received] = at.bot.received;
  const outer = readObject(received?.body ?? "") ?? {};
  const official = new WecomCrypto(botKeys.token, botKeys.aesKey, "");
  expect(official.decrypt(textOf(outer, "encrypt") ?? "")).toBe(received?.message);
  expect(received?.message).toContain("http:\\/\\/127.0.0.1");
  expect(message(received)).toMatchObject({
    aibotid: "AIBOT1",
    chattype: "single",
    from: { userid: "ZhangSan" },
    msgtype: "text",
    text: { content: "专利补助" },
    msgid: expect.any(String),
  });
});

describe("streams", () => {
  test("are asked for until finished; what is shown is the whole so far", async () => {
    const user = at.wecom.botUser("ZhangSan");
    const states: (readonly [string, boolean])[] = [];
    user.watch(() => {
      const last = user.shown().at(-1);
      if (last?.from === "bot") states.push([last.text, last.complete]);
    });
    const words = ["1", "12", "123"];
    let turn = 0;
    at.bot.answer((received) => {
      const content = words[turn] ?? "";
      turn += 1;
      return reply(stream("S1", content, turn === 3))(received);
    });
    await user.write("数");
    await at.wecom.quiet();
    expect(states).toEqual([
      ["1", false],
      ["12", false],
      ["123", true],
    ]);
    expect(at.bot.received).toHaveLength(3);
    expect(message(at.bot.received[1])).toMatchObject({ msgtype: "stream", stream: { id: "S1" } });
    expect(user.shown()).toHaveLength(2);
  });

  test("end six minutes after the message", async () => {
    const user = at.wecom.botUser("ZhangSan");
    at.bot.answer((received) => {
      at.pass(120_000);
      return reply(stream("S1", "还在想", false))(received);
    });
    await user.write("想");
    await at.wecom.quiet();
    expect(at.bot.received).toHaveLength(4);
    expect(user.shown()[1]).toMatchObject({ text: "还在想", complete: true });
    expect(at.wecom.problems()).toMatchObject([
      { part: "stream", problem: "not finished in time" },
    ]);
  });

  test("survive a poll without an answer", async () => {
    let turn = 0;
    at.bot.answer((received) => {
      turn += 1;
      return turn === 2 ? { status: 502 } : reply(stream("S1", "好", turn > 2))(received);
    });
    const user = at.wecom.botUser("ZhangSan");
    await user.write("想");
    await at.wecom.quiet();
    expect(turn).toBe(3);
    expect(user.shown()[1]).toMatchObject({ text: "好", complete: true });
  });
});

describe("a reply is refused, and noted", () => {
  const good = stream("S1", "好", true);
  test.each<[string, Json, Json]>([
    ["the nonce is another", good, { nonce: "1" }],
    ["the timestamp is a text", good, { timestamp: "1760000000" }],
    ["the timestamp is in milliseconds", good, { timestamp: 1_760_000_000_000 }],
    ["the signature is wrong", good, { msgsignature: "0".repeat(40) }],
    ["the signature is named as in a query", good, { msgsignature: undefined, msg_signature: "0" }],
    ["the content is too long", stream("S1", "字".repeat(6827), true), {}],
    ["the stream has no id", stream("", "好", true), {}],
    ["pictures come before the end", stream("S1", "好", false, { msg_item: [{}] }), {}],
    ["it is a text", { msgtype: "text", text: { content: "好" } }, {}],
  ])("where %s", async (_, body, change) => {
    at.bot.answer(reply(body, change));
    const user = at.wecom.botUser("ZhangSan");
    await user.write("一");
    await at.wecom.quiet();
    expect(user.shown()).toHaveLength(1);
    expect(at.wecom.problems()).toHaveLength(1);
  });
});

test("a user has three conversations with a bot at once, and no fourth", async () => {
  const waiting: (() => void)[] = [];
  at.bot.answer(
    () =>
      new Promise((resolve) => {
        waiting.push(() => resolve({}));
      }),
  );
  const user = at.wecom.botUser("ZhangSan");
  for (const words of ["一", "二", "三", "四"]) await user.write(words);
  expect(user.shown().at(-1)?.from).toBe("platform");
  await expect.poll(() => waiting.length).toBe(3);
  for (const go of waiting) go();
  await at.wecom.quiet();
  at.bot.answer(() => ({}));
  await user.write("五");
  await at.wecom.quiet();
  expect(user.shown().at(-1)?.text).toBe("五");
});

test("a verdict is asked for only where the reply named what it comes back under", async () => {
  const user = at.wecom.botUser("ZhangSan");
  at.bot.answer(reply(stream("S1", "好", true)));
  await user.write("一");
  await at.wecom.quiet();
  await expect(user.feedback(user.shown().at(-1)?.id ?? "", 1)).rejects.toThrow(/no verdict/);
  at.bot.answer(reply(stream("S2", "好", true, { feedback: { id: "F2" } })));
  await user.write("二");
  await at.wecom.quiet();
  await user.feedback(user.shown().at(-1)?.id ?? "", 2, { reasons: [1] });
  await at.wecom.quiet();
  expect(message(at.bot.received.at(-1))).toMatchObject({
    event: { feedback_event: { id: "F2", type: 2, inaccurate_reason_list: [1] } },
  });
});

describe("response_url", () => {
  const post = async (url: string, body: Json) =>
    (await (await fetch(url, { method: "POST", body: JSON.stringify(body) })).json()) as Json;
  const markdown = (content: string) => ({ msgtype: "markdown", markdown: { content } });

  test("takes one message within an hour", async () => {
    const user = at.wecom.botUser("ZhangSan");
    await user.write("一");
    await user.write("二");
    await at.wecom.quiet();
    const [first = "", second = ""] = at.bot.received.map(
      (received) => textOf(message(received), "response_url") ?? "",
    );
    expect(await post(first, markdown(""))).toMatchObject({ errcode: 44004 });
    expect(await post(first, markdown("**好**"))).toMatchObject({ errcode: 0 });
    expect(await post(first, markdown("再来"))).toMatchObject({ errcode: 40058 });
    at.pass(3600_000);
    expect(await post(second, markdown("晚了"))).toMatchObject({ errcode: 40058 });
    expect(user.shown().map(({ text }) => text)).toEqual(["一", "二", "**好**"]);
  });
});

describe("events", () => {
  test("the first entry of a day is told, and may be welcomed by a text", async () => {
    at.bot.answer(reply({ msgtype: "text", text: { content: "您好" } }));
    const user = at.wecom.botUser("ZhangSan");
    await user.arrive();
    await user.arrive();
    await at.wecom.quiet();
    expect(at.bot.received.map(message)).toMatchObject([
      { msgtype: "event", event: { eventtype: "enter_chat" }, from: { userid: "ZhangSan" } },
    ]);
    expect(message(at.bot.received[0])).not.toHaveProperty("response_url");
    expect(user.shown().map(({ text }) => text)).toEqual(["您好"]);
    at.pass(24 * 3600_000);
    await user.arrive();
    await at.wecom.quiet();
    expect(at.bot.received).toHaveLength(2);
  });

  test("a pressed card is told once, and the answer draws it anew", async () => {
    const card = (title: string) => ({
      card_type: "button_interaction",
      main_title: { title },
      task_id: "t1",
      button_list: [{ text: "要", key: "yes" }],
    });
    at.bot.answer(reply({ msgtype: "template_card", template_card: card("要吗") }));
    const user = at.wecom.botUser("ZhangSan");
    await user.write("一");
    await at.wecom.quiet();
    const shown = user.shown()[1];
    expect(shown).toMatchObject({ text: "要吗", choices: [{ id: "yes", label: "要" }] });
    at.bot.answer(reply({ response_type: "update_template_card", template_card: card("好的") }));
    await user.press(shown?.id ?? "", "yes");
    await at.wecom.quiet();
    const { event } = message(at.bot.received.at(-1));
    expect(isObject(event) && event["template_card_event"]).toMatchObject({
      card_type: "button_interaction",
      event_key: "yes",
      task_id: "t1",
    });
    expect(user.shown()[1]?.text).toBe("好的");
    at.bot.answer(() => ({ status: 500 }));
    await user.press(shown?.id ?? "", "yes");
    await at.wecom.quiet();
    expect(at.bot.received).toHaveLength(3);
  });
});

describe("kinds of messages", () => {
  test("in a group the text names the bot, and there is a chat id", async () => {
    await at.wecom.botUser("ZhangSan", { group: "wrGroup" }).write("专利补助");
    await at.wecom.quiet();
    expect(message(at.bot.received[0])).toMatchObject({
      chattype: "group",
      chatid: "wrGroup",
      text: { content: "@知问 专利补助" },
    });
  });

  test("a picture lies encrypted behind an address for five minutes", async () => {
    await at.wecom.botUser("ZhangSan").send("image");
    await at.wecom.quiet();
    const url = textOf(objectOf(message(at.bot.received[0]), "image"), "url") ?? "";
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    const { createDecipheriv } = await import("node:crypto");
    const key = keyBytes(botKeys.aesKey);
    const opener = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
    const plain = Buffer.concat([opener.update(bytes), opener.final()]);
    expect(plain.subarray(1, 4).toString()).toBe("PNG");
    at.pass(300_000);
    expect(await (await fetch(url)).json()).toMatchObject({ errcode: 40007 });
    expect(decrypt(botKeys, bytes.toString("base64"))).toMatchObject({ ok: false });
  });

  test("a voice comes as words, a place not at all", async () => {
    const user = at.wecom.botUser("ZhangSan");
    await user.send("voice");
    await user.send("location");
    await user.mixed("看这个");
    await user.quote("那这个呢", "先前的话");
    await at.wecom.quiet();
    const kinds = at.bot.received.map((received) => textOf(message(received), "msgtype"));
    expect(kinds.sort()).toEqual(["mixed", "text", "voice"]);
    expect(user.shown().some(({ from }) => from === "platform")).toBe(true);
  });
});
