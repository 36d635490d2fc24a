import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { call, result } from "./call.ts";
import { startTelegram, type Telegram } from "./emulator.ts";
import type { Message } from "./types.ts";

let telegram: Telegram;
let now = new Date("2026-11-21T02:00:00Z");
beforeEach(async () => {
  now = new Date("2026-11-21T02:00:00Z");
  telegram = await startTelegram({ token: "1000:test", clock: () => now });
});
afterEach(() => telegram.close());

const refused = (error_code: number, description: string, parameters?: object) => ({
  ok: false,
  error_code,
  description,
  ...(parameters === undefined ? {} : { parameters }),
});
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};
const buttons = (...row: object[]) => ({ reply_markup: { inline_keyboard: [row] } });

async function customer(id = 7) {
  const person = telegram.person(id);
  await person.write("您好");
  return person;
}

describe("asking at all", () => {
  test("a wrong token, a token that is none and an unknown method", async () => {
    expect(await call({ ...telegram, token: "1000:other" }, "getMe")).toEqual(
      refused(401, "Unauthorized"),
    );
    expect(await call({ ...telegram, token: "nonsense" }, "getMe")).toEqual(
      refused(404, "Not Found"),
    );
    expect(await call(telegram, "sendTelepathy")).toEqual(
      refused(404, "Not Found: method not found"),
    );
  });

  test("by GET, by form, by multipart and by JSON, in any case", async () => {
    await customer();
    const root = `${telegram.url}/bot${telegram.token}`;
    const form = new FormData();
    form.set("chat_id", "7");
    form.set("text", "三");
    const answers = [
      await fetch(`${root}/sendmessage?chat_id=7&text=%E4%B8%80`),
      await fetch(`${root}/sendMessage`, {
        method: "POST",
        body: new URLSearchParams({
          chat_id: "7",
          text: "二",
          reply_markup: JSON.stringify({ inline_keyboard: [[{ text: "好", callback_data: "y" }]] }),
        }),
      }),
      await fetch(`${root}/SENDMESSAGE`, { method: "POST", body: form }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const shown = telegram.person(7).shown();
    expect(shown.map(({ text }) => text)).toEqual(["您好", "一", "二", "三"]);
    expect(shown[2]?.choices).toEqual([{ id: "0.0", label: "好" }]);
  });

  test("a body that is no JSON object", async () => {
    const response = await fetch(`${telegram.url}/bot${telegram.token}/getMe`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "[1",
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(refused(400, "Bad Request: can't parse JSON object"));
  });

  test("getMe tells who the bot is", async () => {
    expect(await result(telegram, "getMe")).toMatchObject({
      id: 1000,
      is_bot: true,
      username: "zhiwen_test_bot",
      can_read_all_group_messages: false,
    });
  });
});

describe("sendMessage", () => {
  test("gives the message back and shows it", async () => {
    const person = await customer();
    const message = await result<Message>(telegram, "sendMessage", { chat_id: 7, text: " 收到 " });
    expect(message).toMatchObject({
      from: { id: 1000, is_bot: true },
      chat: { id: 7, type: "private" },
      date: now.getTime() / 1000,
      text: "收到",
    });
    expect(person.shown().at(-1)).toEqual({
      id: String(message.message_id),
      from: "bot",
      text: "收到",
      choices: [],
      at: now,
      complete: true,
    });
  });

  test("4096 UTF-16 units go, one more does not, nor does nothing", async () => {
    await customer();
    const send = (text?: string) => call(telegram, "sendMessage", { chat_id: 7, text });
    expect((await send("问".repeat(4096))).ok).toBe(true);
    expect((await send("😀".repeat(2048))).ok).toBe(true);
    expect(await send(`${"😀".repeat(2048)}a`)).toEqual(
      refused(400, "Bad Request: message is too long"),
    );
    for (const empty of [undefined, "", "  \n "]) {
      expect(await send(empty)).toEqual(refused(400, "Bad Request: message text is empty"));
    }
  });

  test("who cannot be written to", async () => {
    const send = (chat_id: unknown) => call(telegram, "sendMessage", { chat_id, text: "您好" });
    expect(await send(undefined)).toEqual(refused(400, "Bad Request: chat_id is empty"));
    expect(await send(99)).toEqual(refused(400, "Bad Request: chat not found"));
    expect(await send("@nobody")).toEqual(refused(400, "Bad Request: chat not found"));
    const person = telegram.person(7);
    expect(await send(7)).toEqual(
      refused(403, "Forbidden: bot can't initiate conversation with a user"),
    );
    await person.arrive();
    expect((await send("7")).ok).toBe(true);
    await person.block();
    expect(await send(7)).toEqual(refused(403, "Forbidden: bot was blocked by the user"));
    await person.unblock();
    expect((await send(7)).ok).toBe(true);
    person.deactivate();
    expect(await send(7)).toEqual(refused(403, "Forbidden: user is deactivated"));
  });

  test("buttons hold 64 bytes, which are 21 Chinese characters", async () => {
    await customer();
    const send = (button: object) =>
      call(telegram, "sendMessage", { chat_id: 7, text: "选", ...buttons(button) });
    expect((await send({ text: "好", callback_data: "问".repeat(21) })).ok).toBe(true);
    for (const callback_data of ["问".repeat(22), ""]) {
      expect(await send({ text: "好", callback_data })).toEqual(
        refused(400, "Bad Request: BUTTON_DATA_INVALID"),
      );
    }
    expect(await send({ text: "好" })).toMatchObject({ error_code: 400 });
    expect(await send({ callback_data: "y" })).toMatchObject({ error_code: 400 });
    expect(await send({ text: "好", url: "ftp://x" })).toMatchObject({ error_code: 400 });
  });

  test("a reply to what is not there is refused, unless that is allowed", async () => {
    const person = await customer();
    const [first] = person.messages();
    const reply = (reply_parameters: object) =>
      call(telegram, "sendMessage", { chat_id: 7, text: "答", reply_parameters });
    expect(await reply({ message_id: first?.message_id })).toMatchObject({
      result: { reply_to_message: { text: "您好" } },
    });
    expect(await reply({ message_id: 999_999 })).toEqual(
      refused(400, "Bad Request: message to be replied not found"),
    );
    const allowed = await reply({ message_id: 999_999, allow_sending_without_reply: true });
    expect(allowed.ok && (allowed.result as Message).reply_to_message).toBeUndefined();
  });

  test("HTML becomes entities, and wrong HTML is refused", async () => {
    await customer();
    const send = (text: string, parse_mode = "HTML") =>
      call(telegram, "sendMessage", { chat_id: 7, text, parse_mode });
    expect(await send('<b>五万</b> &lt;元&gt; <a href="https://a.cn/">文</a>')).toMatchObject({
      result: {
        text: "五万 <元> 文",
        entities: [
          { type: "bold", offset: 0, length: 2 },
          { type: "text_link", offset: 7, length: 1, url: "https://a.cn/" },
        ],
      },
    });
    for (const wrong of ["<b>", "<x>a</x>", "a</b>", "1 < 2"]) {
      expect(await send(wrong)).toMatchObject({ error_code: 400 });
    }
  });
});

describe("changing and removing", () => {
  test("an own message takes new text and new buttons", async () => {
    const person = await customer();
    const { message_id } = await result<Message>(telegram, "sendMessage", {
      chat_id: 7,
      text: "请选",
      ...buttons({ text: "甲", callback_data: "a" }),
    });
    later(3);
    await result(telegram, "editMessageText", { chat_id: 7, message_id, text: "已选甲" });
    expect(person.shown().at(-1)).toMatchObject({
      id: String(message_id),
      text: "已选甲",
      choices: [],
    });
    expect(person.messages().at(-1)?.edit_date).toBe(now.getTime() / 1000);
    await result(telegram, "editMessageReplyMarkup", {
      chat_id: 7,
      message_id,
      ...buttons({ text: "乙", callback_data: "b" }),
    });
    expect(person.shown().at(-1)?.choices).toEqual([{ id: "0.0", label: "乙" }]);
  });

  test("no change is an error, and so is another's message", async () => {
    const person = await customer();
    const { message_id } = await result<Message>(telegram, "sendMessage", {
      chat_id: 7,
      text: "甲",
    });
    for (const method of ["editMessageText", "editMessageReplyMarkup"]) {
      const answer = await call(telegram, method, { chat_id: 7, message_id, text: "甲" });
      expect(answer).toMatchObject({ error_code: 400 });
      expect(answer).toHaveProperty(
        "description",
        expect.stringMatching(/^Bad Request: message is not modified: /),
      );
    }
    const edit = (id: number | undefined) =>
      call(telegram, "editMessageText", { chat_id: 7, message_id: id, text: "乙" });
    expect(await edit(person.messages()[0]?.message_id)).toEqual(
      refused(400, "Bad Request: message can't be edited"),
    );
    expect(await edit(999_999)).toEqual(refused(400, "Bad Request: message to edit not found"));
    await result(telegram, "deleteMessage", { chat_id: 7, message_id });
    expect(await edit(message_id)).toEqual(refused(400, "Bad Request: message to edit not found"));
    expect(person.shown()).toHaveLength(1);
  });

  test("after 48 hours a message stays", async () => {
    await customer();
    const { message_id } = await result<Message>(telegram, "sendMessage", {
      chat_id: 7,
      text: "甲",
    });
    later(48 * 3600);
    expect(await call(telegram, "deleteMessage", { chat_id: 7, message_id })).toEqual(
      refused(400, "Bad Request: message can't be deleted for everyone"),
    );
    expect(await call(telegram, "deleteMessage", { chat_id: 7, message_id: 5 })).toEqual(
      refused(400, "Bad Request: message to delete not found"),
    );
  });
});

describe("pressed buttons", () => {
  const old = refused(
    400,
    "Bad Request: query is too old and response timeout expired or query ID is invalid",
  );

  test("reach the bot and take one short answer while they are fresh", async () => {
    const person = await customer();
    const { message_id } = await result<Message>(telegram, "sendMessage", {
      chat_id: 7,
      text: "请选",
      ...buttons({ text: "甲", callback_data: "a" }, { text: "乙", callback_data: "b" }),
    });
    await person.press(String(message_id), "0.1");
    const updates = await result<{ callback_query?: { id: string; data: string } }[]>(
      telegram,
      "getUpdates",
    );
    const query = updates.at(-1)?.callback_query;
    expect(query).toMatchObject({ from: { id: 7 }, data: "b", message: { message_id } });
    const answer = (text: string) =>
      call(telegram, "answerCallbackQuery", { callback_query_id: query?.id, text });
    expect(await answer("字".repeat(201))).toEqual(refused(400, "Bad Request: MESSAGE_TOO_LONG"));
    expect(await answer("字".repeat(200))).toEqual({ ok: true, result: true });
    expect(await answer("再")).toEqual(old);
    expect(person.pressed()).toEqual([{ text: "字".repeat(200), alert: false }]);
  });

  test("are too old after a while", async () => {
    const person = await customer();
    const { message_id } = await result<Message>(telegram, "sendMessage", {
      chat_id: 7,
      text: "请选",
      ...buttons({ text: "甲", callback_data: "a" }),
    });
    await person.press(String(message_id), "0.0");
    const updates = await result<{ callback_query?: { id: string } }[]>(telegram, "getUpdates");
    later(16);
    const callback_query_id = updates.at(-1)?.callback_query?.id;
    expect(await call(telegram, "answerCallbackQuery", { callback_query_id })).toEqual(old);
    await expect(person.press(String(message_id), "3.3")).rejects.toThrow("no button 3.3");
  });
});

describe("the profile", () => {
  test("commands are kept by language, which has two letters", async () => {
    const commands = [{ command: "help", description: "能问什么" }];
    await result(telegram, "setMyCommands", { commands });
    await result(telegram, "setMyCommands", { commands: [], language_code: "en" });
    expect(await result(telegram, "getMyCommands")).toEqual(commands);
    expect(await result(telegram, "getMyCommands", { language_code: "en" })).toEqual([]);
    expect(await call(telegram, "setMyCommands", { commands, language_code: "zh-hans" })).toEqual(
      refused(400, "Bad Request: invalid language code specified"),
    );
    const wrong = [{ command: "帮助", description: "能问什么" }];
    expect(await call(telegram, "setMyCommands", { commands: wrong })).toEqual(
      refused(400, "Bad Request: BOT_COMMAND_INVALID"),
    );
  });

  test("texts have their limits", async () => {
    await result(telegram, "setMyDescription", { description: "问知识产权" });
    expect(await result(telegram, "getMyDescription", { language_code: "en" })).toEqual({
      description: "问知识产权",
    });
    const long = { short_description: "长".repeat(121) };
    expect(await call(telegram, "setMyShortDescription", long)).toMatchObject({ error_code: 400 });
  });
});

describe("files", () => {
  test("what a person sends can be fetched", async () => {
    const person = telegram.person(7);
    for (const kind of ["image", "voice", "file", "location"] as const) await person.send(kind);
    await person.sticker();
    expect(person.shown().map(({ text }) => text)).toEqual([
      "[图片]",
      "[语音]",
      "[文件]",
      "[位置]",
      "[贴纸]",
    ]);
    const [image] = person.messages();
    const sizes = image?.["photo"] as { file_id: string; file_size: number }[];
    const { file_path } = await result<{ file_path: string }>(telegram, "getFile", {
      file_id: sizes.at(-1)?.file_id,
    });
    const fetched = await fetch(`${telegram.url}/file/bot${telegram.token}/${file_path}`);
    expect(fetched.headers.get("content-type")).toBe("image/png");
    expect((await fetched.arrayBuffer()).byteLength).toBe(sizes.at(-1)?.file_size);
    expect(await call(telegram, "getFile", { file_id: "made up" })).toMatchObject({
      error_code: 400,
    });
    const foreign = await fetch(`${telegram.url}/file/bot1000:other/${file_path}`);
    expect(foreign.status).toBe(404);
  });

  test("an album is one update each under one media_group_id", async () => {
    const person = telegram.person(7);
    await person.album(["image", "image", "video"], "厂房照片");
    const ids = person.messages().map(({ media_group_id }) => media_group_id);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    expect(person.messages().map(({ caption }) => caption)).toEqual([
      "厂房照片",
      undefined,
      undefined,
    ]);
    expect(telegram.pending()).toBe(3);
  });
});

test("copies and forwards carry the content, not the author", async () => {
  const person = await customer();
  const other = await customer(8);
  const message_id = person.messages()[0]?.message_id;
  const from = { chat_id: 8, from_chat_id: 7, message_id };
  const copy = await result(telegram, "copyMessage", from);
  expect(Object.keys(copy)).toEqual(["message_id"]);
  expect(await result(telegram, "forwardMessage", from)).toMatchObject({
    text: "您好",
    from: { id: 1000 },
    forward_origin: { type: "user", sender_user: { id: 7 } },
  });
  expect(other.shown().map(({ text, from }) => [from, text])).toEqual([
    ["person", "您好"],
    ["bot", "您好"],
    ["bot", "您好"],
  ]);
});

test("reactions and actions are seen by the person", async () => {
  const person = await customer();
  const message_id = person.messages()[0]?.message_id;
  await result(telegram, "setMessageReaction", {
    chat_id: 7,
    message_id,
    reaction: [{ type: "emoji", emoji: "👀" }],
  });
  expect(person.reactions(String(message_id))).toEqual([{ type: "emoji", emoji: "👀" }]);
  await result(telegram, "sendChatAction", { chat_id: 7, action: "typing" });
  expect(person.action()).toBe("typing");
  expect(await call(telegram, "sendChatAction", { chat_id: 7, action: "thinking" })).toEqual(
    refused(400, "Bad Request: wrong parameter action in request"),
  );
});
