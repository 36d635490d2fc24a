import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  messagesIn,
  press,
  type Stage,
  settled,
  shownIn,
  staffChat,
  stage,
  topicSaying,
  until,
  wang,
} from "./stage.ts";

let here: Stage;
beforeEach(async () => {
  here = await stage();
});
afterEach(() => here.close());

/** A web customer who waits, and their topic. */
async function waiting(): Promise<{ thread: number; conversation: string }> {
  await here.webWrites("转人工");
  const thread = await topicSaying(here, "已为您转人工");
  return { thread, conversation: await here.conversation("web", "w1") };
}

const staffLines = async (conversation: string) =>
  (await here.ledger.transcript(conversation)).filter(({ side }) => side === "staff");
const reports = () => here.reported.map(String).join("\n");

describe("who writes", () => {
  test("somebody without an account is told how to get one, and nothing leaves", async () => {
    const { thread, conversation } = await waiting();
    const stranger = here.group.member(909, { firstName: "陈" });
    await stranger.write("您好", { thread });
    await topicSaying(here, "填入您的数字编号 909");
    await press(here, stranger, thread, "接手");
    await until(() => here.group.pressed()[0]?.text.includes("909") === true);
    expect(await staffLines(conversation)).toEqual([]);
    expect(await here.ledger.desk.newestHandoff(conversation)).toMatchObject({ state: "waiting" });
  });

  test("whoever hides behind the group's name cannot be known", async () => {
    const { thread, conversation } = await waiting();
    await here.group.member(501, { anonymous: true }).write("您好", { thread });
    await topicSaying(here, "以群或频道的名义发言");
    expect(await staffLines(conversation)).toEqual([]);
  });

  test("colleagues talk in the general topic, and no word of it is a customer's", async () => {
    await here.li.write("中午吃什么");
    await here.li.mention("评估费多少");
    await here.li.write("/who");
    await until(() => here.group.messages().at(-1)?.text === "请在会话自己的话题里使用命令。");
    await here.wang.reply(String(here.group.messages().at(-1)?.message_id), "好");
    const { thread } = await waiting();
    await here.li.write("/who", { thread });
    await topicSaying(here, "还没有人接手");
    expect(here.port.accepted).toEqual([]);
    expect(await here.ledger.conversationOf("telegram", `${staffChat}:501`)).toBeUndefined();
  });
});

describe("refusals", () => {
  test("an ended conversation takes no words until it is taken again", async () => {
    const { thread, conversation } = await waiting();
    await here.li.write("/claim", { thread });
    await here.li.write("/close 已答复", { thread });
    await until(() => here.group.topics()[0]?.closed === true);
    await here.li.write("还有一句", { thread });
    await topicSaying(here, "没有发给客户：会话已结束（已办结）");
    expect(await staffLines(conversation)).toEqual([]);
    await press(here, here.li, thread, "重新接手");
    await until(() => here.group.topics()[0]?.closed === false);
    await here.li.write("还有一句", { thread });
    await until(async () => (await staffLines(conversation)).length === 1);
  });

  test("a command there is not goes to nobody", async () => {
    const { thread, conversation } = await waiting();
    await here.li.write("/clame", { thread });
    await topicSaying(here, "没有这个命令");
    expect(await staffLines(conversation)).toEqual([]);
  });

  test("buttons of the handoff before, and made-up ones, do nothing", async () => {
    const { thread, conversation } = await waiting();
    const old = await here.ledger.desk.newestHandoff(conversation);
    const head = messagesIn(here, thread)[1];
    const forged = [
      "return=h0000000000000000",
      `close=${old?.id}x`,
      "resend=nobody-r",
      "x",
      "=",
      "claim=",
    ];
    for (const [n, data] of forged.entries()) {
      here.server.tell("callback_query", {
        id: String(n + 1),
        from: { id: 501, is_bot: false, first_name: "李" },
        message: head,
        chat_instance: "1",
        data,
      });
    }
    const answers = () =>
      here.server.log().filter(({ method }) => method === "answerCallbackQuery");
    await until(() => answers().length === forged.length);
    for (const { params } of answers()) expect(params["text"]).toContain("按钮已失效");
    expect(await here.ledger.desk.newestHandoff(conversation)).toEqual(old);
  });
});

describe("what does not arrive", () => {
  test("says why next to the message, and can be sent again", async () => {
    const { thread, conversation } = await waiting();
    await here.li.write("/claim", { thread });
    await topicSaying(here, "小李 已接手");
    here.webEnds.push({ state: "failed", reason: "the contact has blocked the bot" });
    await here.li.write("利率3.45%", { thread });
    await topicSaying(here, "⚠️ 没有送达客户：客户屏蔽了机器人");
    const told = messagesIn(here, thread).find(({ text }) => text?.startsWith("⚠️"));
    expect(told?.reply_to_message).toMatchObject({ text: "利率3.45%" });

    await press(here, here.wang, thread, "重发");
    await until(() => here.group.pressed()[0]?.text === "现在由 小李 接待。");
    here.webEnds.push({ state: "uncertain", reason: "the call was cut" });
    await press(here, here.li, thread, "重发");
    await topicSaying(here, "❓ 不能确定客户收到没有");
    await press(here, here.li, thread, "重发");
    await until(async () =>
      (await here.ledger.desk.receipts(conversation, 1)).every(({ state }) => state === "sent"),
    );
    await press(here, here.li, thread, "重发");
    await until(() => here.group.pressed().at(-1)?.text === "不用重发：它不在失败之列。");
    // As at the desk: over, it is nobody's to send again.
    await here.li.write("/close", { thread });
    await until(() => here.group.topics()[0]?.closed === true);
    await press(here, here.li, thread, "重发");
    await until(() => here.group.pressed().at(-1)?.text.startsWith("会话已结束") === true);
    await settled();
    expect(shownIn(here, thread).filter((line) => /^[⚠❓]/u.test(line))).toHaveLength(2);
  });

  test("a customer who blocked the bot", async () => {
    const customer = here.server.person(77);
    await customer.write("转人工");
    const thread = await topicSaying(here, "已为您转人工");
    await here.li.write("/claim", { thread });
    await topicSaying(here, "小李 已接手");
    await customer.block();
    await here.li.send("image", { thread });
    await topicSaying(here, "⚠️ 没有送达客户：客户屏蔽了机器人");
  });
});

describe("topics", () => {
  test("one deleted under way is made anew with all that was said", async () => {
    const { thread, conversation } = await waiting();
    await here.li.write("我来", { thread });
    await until(async () => (await staffLines(conversation)).length === 1);
    await topicSaying(here, "小李 已接手");
    await here.wang.deleteTopic(thread);
    await here.webWrites("在吗");
    const next = await topicSaying(here, "👤 在吗");
    expect(next).not.toBe(thread);
    expect(here.group.topics()).toHaveLength(1);
    const all = shownIn(here, next);
    expect(all[0]).toContain("原来的话题已被删除");
    const said = all.join("\n\n");
    const order = [
      "👤 转人工",
      "🤖 已为您转人工",
      "服务人员小李已接入",
      "🧑‍💼 小李：我来",
      "👤 在吗",
    ];
    const places = order.map((line) => said.indexOf(line));
    expect(
      places.every((place) => place >= 0),
      said,
    ).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    await here.li.write("在的", { thread: next });
    await until(async () => (await staffLines(conversation)).at(-1)?.text === "在的");
  });

  test("closed by whoever serves it, the conversation is closed", async () => {
    const { thread, conversation } = await waiting();
    await here.li.write("/claim", { thread });
    await topicSaying(here, "小李 已接手");
    await here.li.closeTopic(thread);
    await until(async () => (await here.ledger.desk.newestHandoff(conversation))?.end === "closed");
    await until(() => here.group.topics()[0]?.name.startsWith("⚪") === true);
    await settled();
    expect(here.group.topics()[0]?.closed).toBe(true);
    expect(shownIn(here, thread).join()).not.toContain("重新打开");
  });

  test("closed by anybody else it is opened again, and they are told", async () => {
    const { thread, conversation } = await waiting();
    await here.li.write("/claim", { thread });
    await topicSaying(here, "小李 已接手");
    for (const member of [here.wang, here.group.member(909)]) {
      await member.closeTopic(thread);
      await until(() => here.group.topics()[0]?.closed === false);
    }
    await topicSaying(here, "话题已重新打开：会话还没有结束。现在由 小李 接待。");
    expect(await here.ledger.desk.newestHandoff(conversation)).toMatchObject({ state: "claimed" });
    await here.webWrites("在吗");
    await topicSaying(here, "👤 在吗");
  });
});

describe("Telegram", () => {
  test("asks for slower messages: everything is shown, in order and once", async () => {
    const { thread } = await waiting();
    const flood = {
      error_code: 429,
      description: "Too Many Requests: retry after 1",
      retry_after: 1,
    };
    here.server.fail("sendMessage", flood);
    for (let n = 1; n <= 12; n++) await here.webWrites(`第${n}句。`);
    await topicSaying(here, "第12句。");
    const shown = shownIn(here, thread)
      .join("\n\n")
      .match(/第\d+句。/g);
    expect(shown).toEqual(Array.from({ length: 12 }, (_, n) => `第${n + 1}句。`));
    expect(reports()).toContain("429");
  });

  test("cannot be reached for a while: nothing is lost, of either side", async () => {
    const { thread, conversation } = await waiting();
    here.server.dropBefore("*", 40);
    await here.webWrites("在吗");
    await here.li.write("在的", { thread });
    await here.wang.write("我也在", { thread });
    await until(async () => (await staffLines(conversation)).length === 1);
    await topicSaying(here, "👤 在吗");
    await topicSaying(here, "没有发给客户：现在由 小李 接待。");
  });

  test("does not take one line: the others are shown, and the log says so", async () => {
    const { thread } = await waiting();
    here.server.fail("sendMessage", { error_code: 400, description: "Bad Request: strange" });
    await here.webWrites("怪");
    await until(() => reports().includes("strange"));
    await here.webWrites("转人工", "w2");
    await until(() => here.group.topics().length === 2);
    expect(thread).toBe(here.group.topics()[0]?.id);
  });

  test("has thrown the bot out: the log says what to do, and the desk goes on", async () => {
    const { conversation } = await waiting();
    await here.group.setBot("kicked", 501);
    await until(() => reports().includes("removed from the staff group"));
    await here.webWrites("在吗");
    const zhao = { id: "s-zhao", name: "小赵" };
    expect(await here.desk.claim(conversation, zhao, "console")).toHaveProperty("handoff");
    expect(await here.desk.say(conversation, zhao, { key: "k", text: "在" })).toHaveProperty(
      "delivery",
    );
    expect((await here.check()).map(String).join()).toContain(
      "as an administrator who manages topics",
    );
    await here.group.setBot("administrator", 501);
    await topicSaying(here, "🧑‍💼 小赵：在");
  });

  test("made the group another one", async () => {
    await here.group.migrate(-1_009_999_999_999);
    await until(() => reports().includes("TELEGRAM_STAFF_CHAT_ID to -1009999999999"));
  });
});

test("a topic that may not be deleted is named, and the others are shown", async () => {
  const customer = here.server.person(77);
  await customer.write("转人工");
  const thread = await topicSaying(here, "已为您转人工");
  await here.li.write("/claim", { thread });
  await here.li.write("/return", { thread });
  await until(() => here.group.topics()[0]?.closed === true);
  here.server.fail("deleteForumTopic", {
    error_code: 400,
    description: "Bad Request: not enough rights to delete a topic",
  });
  await customer.write("删除我的数据");
  await until(() => reports().includes("delete messages"));
  await here.webWrites("转人工", "w2");
  await until(() => here.group.topics().length === 2);
  const { erased } = here.ledger.staffGroup;
  expect(await erased(staffChat, 9)).toHaveLength(1);
});

describe("set-up", () => {
  test("all is well", async () => {
    expect((await here.check()).filter((error) => /staff/.test(error.message))).toEqual([]);
  });

  test("the commands stand in the group's menu, in two languages", async () => {
    await until(
      () =>
        here.server
          .log()
          .filter(
            ({ method, params }) => method === "setMyCommands" && params["scope"] !== undefined,
          ).length === 2,
    );
  });

  test("a group without topics, and a bot without rights, are named with the cure", async () => {
    const plain = await stage({ forum: false });
    expect((await plain.check()).map(String).join()).toContain("turn on Topics");
    await plain.close();
    await here.group.setBot("member", 501);
    expect((await here.check()).map(String).join()).toContain("rights to manage topics");
    await here.webWrites("转人工");
    await until(() => reports().includes("may not manage topics"));
  });
});

test("two instances on one record: every line is shown once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "staff-group-"));
  const path = join(folder, "zhiwen.db");
  const one = await stage({ path });
  const two = await stage({ path, server: one.server });
  await one.webWrites("转人工");
  const thread = await topicSaying(one, "已为您转人工");
  const lines = Array.from({ length: 10 }, (_, n) => `第${n + 1}句。`);
  for (const [n, line] of lines.entries()) await (n % 2 === 0 ? one : two).webWrites(line);
  await topicSaying(one, "第10句。");
  await settled();
  const shown =
    shownIn(one, thread)
      .join("\n")
      .match(/第\d+句。/g) ?? [];
  expect(shown.toSorted()).toEqual(lines.toSorted());
  expect(one.group.topics()).toHaveLength(1);
  await two.close({ keepServer: true });
  await one.close();
  rmSync(folder, { recursive: true });
});

test("what is done in the group comes in by webhook as well, and twice is once", async () => {
  const webhook = { url: "https://bot.example/channels/telegram", secret: "long-random-word" };
  const hooked = await stage({ webhook });
  await hooked.webWrites("转人工");
  const thread = await topicSaying(hooked, "已为您转人工");
  const update = {
    update_id: 5,
    message: {
      message_id: 900,
      date: 1_795_226_400,
      chat: { id: staffChat, type: "supergroup", title: "客服", is_forum: true },
      from: { id: 501, is_bot: false, first_name: "李" },
      message_thread_id: thread,
      is_topic_message: true,
      text: "我来",
    },
  };
  const post = async () => {
    const response = await hooked.routes?.request("/channels/telegram", {
      method: "POST",
      headers: { "X-Telegram-Bot-Api-Secret-Token": webhook.secret },
      body: JSON.stringify(update),
    });
    expect(response?.status).toBe(200);
  };
  await post();
  await post();
  const conversation = await hooked.conversation("web", "w1");
  // Somebody else serves by the time Telegram sends it once more: it was said, and stays said.
  await hooked.desk.transfer(conversation, { id: "s-li", name: "小李" }, { staff: wang });
  await post();
  await topicSaying(hooked, "已转给服务人员小王");
  await settled();
  expect(shownIn(hooked, thread).join()).not.toContain("没有发给客户");
  const said = (await hooked.ledger.transcript(conversation)).filter(
    ({ side }) => side === "staff",
  );
  expect(said.map(({ text, staff }) => [text, staff?.name])).toEqual([["我来", "小李"]]);
  await topicSaying(hooked, "小李 已接手");
  expect(hooked.port.accepted).toEqual([]);
  await hooked.close();
});
