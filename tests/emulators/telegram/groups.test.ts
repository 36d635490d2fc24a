import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { call, result } from "./call.ts";
import { startTelegram, type Telegram } from "./emulator.ts";
import type { Message, Update } from "./types.ts";

let telegram: Telegram;
beforeEach(async () => {
  telegram = await startTelegram({ token: "1000:test" });
});
afterEach(() => telegram.close());

/** What came since the last look. */
async function heard(): Promise<readonly Message[]> {
  const updates = await result<Update[]>(telegram, "getUpdates");
  const last = updates.at(-1)?.update_id ?? 0;
  await result(telegram, "getUpdates", { offset: last + 1 });
  return updates.map((update) => Object.values(update)[1] as unknown as Message);
}

describe("a group with privacy mode on", () => {
  test("shows the bot what is meant for it", async () => {
    const group = telegram.group(-1001, { title: "企业群" });
    const li = group.member(7, { firstName: "李" });
    await li.write("今天开会");
    await li.command("help");
    await li.mention("评估费多少");
    await li.write("/help@another_bot");
    await li.write("@another_bot 好");
    expect((await heard()).map(({ text }) => text)).toEqual([
      "/help@zhiwen_test_bot",
      "@zhiwen_test_bot 评估费多少",
    ]);
    await li.write("/start");
    const said = await result<Message>(telegram, "sendMessage", { chat_id: -1001, text: "您好" });
    await li.write("/start");
    await li.reply(String(said.message_id), "多谢");
    const messages = await heard();
    expect(messages.map(({ text }) => text)).toEqual(["/start", "多谢"]);
    expect(messages[1]?.reply_to_message).toMatchObject({ from: { id: 1000 }, text: "您好" });
    expect(messages[0]?.entities).toEqual([{ type: "bot_command", offset: 0, length: 6 }]);
  });

  test("an administrator sees all, and so does a bot that reads all", async () => {
    await telegram.group(-1002, { title: "群", admin: true }).member(7).write("都看见");
    expect((await heard()).map(({ text }) => text)).toEqual(["都看见"]);
    const open = await startTelegram({ token: "1000:test", readsAllGroupMessages: true });
    await open.group(-1001, { title: "群" }).member(7).write("都看见");
    expect(open.pending()).toBe(1);
    await open.close();
  });

  test("numbers its own messages when it is a supergroup", async () => {
    for (const id of [-1001, -1002]) {
      await telegram.group(id, { title: "群", admin: true }).member(7).write("一");
    }
    expect((await heard()).map(({ message_id }) => message_id)).toEqual([1, 1]);
  });
});

test("a bot that is thrown out hears of it and cannot write", async () => {
  const group = telegram.group(-1001, { title: "群" });
  const send = () => call(telegram, "sendMessage", { chat_id: -1001, text: "您好" });
  await group.setBot("kicked", 7);
  expect(await heard()).toMatchObject([
    {
      from: { id: 7 },
      old_chat_member: { status: "member" },
      new_chat_member: { status: "kicked" },
    },
  ]);
  expect(await send()).toMatchObject({
    error_code: 403,
    description: "Forbidden: bot was kicked from the supergroup chat",
  });
  await group.setBot("member", 7);
  expect(await heard()).toMatchObject([
    { new_chat_member: { status: "member" } },
    { new_chat_members: [{ id: 1000 }] },
  ]);
  expect((await send()).ok).toBe(true);
});

test("a group that became a supergroup says where it went", async () => {
  const group = telegram.group(-5, { title: "群", type: "group" });
  group.member(7);
  await group.migrate(-1005);
  expect(await call(telegram, "sendMessage", { chat_id: -5, text: "您好" })).toEqual({
    ok: false,
    error_code: 400,
    description: "Bad Request: group chat was upgraded to a supergroup chat",
    parameters: { migrate_to_chat_id: -1005 },
  });
  expect((await call(telegram, "sendMessage", { chat_id: -1005, text: "您好" })).ok).toBe(true);
  expect(await heard()).toMatchObject([
    { migrate_to_chat_id: -1005 },
    { migrate_from_chat_id: -5, chat: { id: -1005, type: "supergroup" } },
  ]);
});

describe("a forum", () => {
  const topic = (method: string, params: object) =>
    call(telegram, method, { chat_id: -1001, ...params });

  test("a topic is made, renamed, closed, opened and removed", async () => {
    const group = telegram.group(-1001, { title: "客服", forum: true });
    const made = await result<{ message_thread_id: number }>(telegram, "createForumTopic", {
      chat_id: -1001,
      name: "李经理",
    });
    const thread = { message_thread_id: made.message_thread_id };
    const sent = await topic("sendMessage", { ...thread, text: "转人工" });
    expect(sent).toMatchObject({ result: { ...thread, is_topic_message: true } });
    await group.member(7).write("我来", { thread: made.message_thread_id });
    expect(await heard()).toMatchObject([{ ...thread, is_topic_message: true, text: "我来" }]);

    expect((await topic("editForumTopic", { ...thread, name: "李经理·已接" })).ok).toBe(true);
    expect((await topic("closeForumTopic", thread)).ok).toBe(true);
    expect(await topic("closeForumTopic", thread)).toMatchObject({
      description: "Bad Request: TOPIC_NOT_MODIFIED",
    });
    expect(await topic("sendMessage", { ...thread, text: "还在吗" })).toMatchObject({
      description: "Bad Request: TOPIC_CLOSED",
    });
    expect((await topic("reopenForumTopic", thread)).ok).toBe(true);
    expect((await topic("deleteForumTopic", thread)).ok).toBe(true);
    expect(group.messages()).toEqual([]);
    expect(await topic("sendMessage", { ...thread, text: "还在吗" })).toMatchObject({
      description: "Bad Request: message thread not found",
    });
  });

  test("people close, open and delete topics; the bot hears of all but the last", async () => {
    const group = telegram.group(-1001, { title: "客服", forum: true });
    const li = group.member(7, { firstName: "李" });
    const made = await result<{ message_thread_id: number }>(telegram, "createForumTopic", {
      chat_id: -1001,
      name: "李经理",
    });
    const { message_thread_id: thread } = made;
    // 1 is the general topic's.
    expect(thread).toBeGreaterThan(1);
    await li.closeTopic(thread);
    expect(group.topics()).toMatchObject([{ id: thread, closed: true }]);
    await li.reopenTopic(thread);
    expect(await heard()).toMatchObject([
      { from: { id: 7 }, message_thread_id: thread, forum_topic_closed: {} },
      { from: { id: 7 }, message_thread_id: thread, forum_topic_reopened: {} },
    ]);
    await li.deleteTopic(thread);
    expect(await heard()).toEqual([]);
    expect(group.topics()).toEqual([]);
    expect(await topic("sendMessage", { message_thread_id: thread, text: "还在吗" })).toMatchObject(
      {
        description: "Bad Request: message thread not found",
      },
    );
  });

  test("whoever writes as the group has no name", async () => {
    const group = telegram.group(-1001, { title: "客服", forum: true });
    await group.member(7, { anonymous: true }).write("通知");
    expect(await heard()).toMatchObject([
      { from: { id: 1_087_968_824, is_bot: true }, sender_chat: { id: -1001 }, text: "通知" },
    ]);
  });

  test("a caption is copied, replaced and edited", async () => {
    const group = telegram.group(-1001, { title: "客服", forum: true });
    const person = telegram.person(7);
    await person.write("你好");
    await group.member(8).send("file", { caption: "申请表" });
    const from = {
      chat_id: 7,
      from_chat_id: -1001,
      message_id: group.messages().at(-1)?.message_id,
    };
    await call(telegram, "copyMessage", from);
    expect(person.shown().at(-1)?.text).toBe("[文件] 申请表");
    const copy = await result<{ message_id: number }>(telegram, "copyMessage", {
      ...from,
      caption: "新表",
    });
    expect(person.shown().at(-1)?.text).toBe("[文件] 新表");
    const edit = { chat_id: 7, message_id: copy.message_id, caption: "最新" };
    expect((await call(telegram, "editMessageCaption", edit)).ok).toBe(true);
    expect(person.shown().at(-1)?.text).toBe("[文件] 最新");
    expect(await call(telegram, "editMessageCaption", edit)).toMatchObject({
      description: expect.stringContaining("message is not modified"),
    });
    expect(
      await call(telegram, "editMessageCaption", { ...edit, caption: "长".repeat(1025) }),
    ).toMatchObject({ description: "Bad Request: message caption is too long" });
  });

  test("needs a forum and rights", async () => {
    const plain = telegram.group(-1001, { title: "群" });
    expect(await topic("createForumTopic", { name: "甲" })).toMatchObject({
      description: "Bad Request: the chat is not a forum",
    });
    expect(await topic("sendMessage", { text: "甲", message_thread_id: 3 })).toMatchObject({
      description: "Bad Request: message thread not found",
    });
    expect(plain.messages()).toEqual([]);
    telegram.group(-1002, { title: "客服", forum: true, admin: false });
    expect(await call(telegram, "createForumTopic", { chat_id: -1002, name: "甲" })).toMatchObject({
      description: "Bad Request: not enough rights to create a topic",
    });
    expect(await result(telegram, "getChat", { chat_id: -1002 })).toMatchObject({ is_forum: true });
    expect(
      await result(telegram, "getChatMember", { chat_id: -1002, user_id: 1000 }),
    ).toMatchObject({ status: "member" });
  });
});

test("a channel's post has no author", async () => {
  const channel = telegram.channel(-1009, { title: "公告" });
  await channel.post("新办法");
  await channel.edit("1", "新办法（改）");
  const updates = await result<Update[]>(telegram, "getUpdates");
  expect(updates).toMatchObject([
    { channel_post: { sender_chat: { id: -1009, type: "channel" }, text: "新办法" } },
    { edited_channel_post: { text: "新办法（改）" } },
  ]);
  expect(updates[0]?.channel_post).not.toHaveProperty("from");
});
