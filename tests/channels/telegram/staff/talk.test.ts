import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  messagesIn,
  press,
  type Stage,
  settled,
  shownIn,
  stage,
  topicSaying,
  until,
} from "./stage.ts";

let here: Stage;
beforeEach(async () => {
  here = await stage({ deskLink: "https://desk.example/console/conversations" });
});
afterEach(() => here.close());

const said = (person: { shown(): readonly { from: string; text: string }[] }) =>
  person.shown().flatMap(({ from, text }) => (from === "bot" ? [text] : []));

describe("a customer of Telegram", () => {
  test("is shown with what led to it, taken over, answered, and given back", async () => {
    const customer = here.server.person(77);
    await customer.write("质押能贷多少");
    await until(() => said(customer).length === 1);
    await customer.write("转人工");
    const thread = await topicSaying(here, "已为您转人工");
    const [topic] = here.group.topics();
    expect(topic?.name).toMatch(/^🟡 待接手 专利质押融资 · 渝北区 · Telegram #[0-9a-f]{5}$/);
    const [head = "", ...lines] = shownIn(here, thread);
    expect(head).toContain("问题：专利质押贷多少");
    expect(head).toContain("缺少：2026年的贴息比例");
    expect(head).toContain("金额：500万元");
    expect(head).toContain("申请：ZC-2026-0001");
    expect(head).not.toContain("77");
    expect(lines.join("\n\n")).toMatch(
      /^👤 质押能贷多少\n\n🤖 答：质押能贷多少\n\n👤 转人工\n\n🤖 已为您转人工/,
    );

    await press(here, here.li, thread, "接手");
    await until(() => here.group.pressed()[0]?.text === "小李 已接手这个会话。");
    await topicSaying(here, "服务人员小李已接入");
    await until(() => here.group.topics()[0]?.name.startsWith("🟢 小李 ") === true);
    await here.li.write("您好，我是小李", { thread });
    await until(() => said(customer).at(-1) === "您好，我是小李");
    await customer.write("好的");
    await topicSaying(here, /^👤 好的$/);
    // What was written in the topic is not shown there a second time.
    expect(shownIn(here, thread).filter((line) => line.includes("我是小李"))).toEqual([
      "李：您好，我是小李",
    ]);

    await here.li.write("/return 已说明额度", { thread });
    await topicSaying(here, "已交还机器人。");
    await until(() => here.group.topics()[0]?.closed === true);
    expect(here.group.topics()[0]?.name).toMatch(/^⚪ 已结束 /);
    expect(shownIn(here, thread)[0]).toContain("小结：已说明额度");
    expect(said(customer).at(-1)).toContain("接下来由我继续回答");
    await customer.write("那利率呢");
    await until(() => said(customer).at(-1) === "答：那利率呢");
    await settled();
    expect(shownIn(here, thread).join()).not.toContain("那利率呢");
  });

  test("comes back into the same topic", async () => {
    const customer = here.server.person(77);
    await customer.write("转人工");
    const thread = await topicSaying(here, "已为您转人工");
    await here.li.write("/claim", { thread });
    await here.li.write("/close", { thread });
    await until(() => here.group.topics()[0]?.closed === true);
    await customer.write("还是要人工");
    await topicSaying(here, "👤 还是要人工");
    expect(here.group.topics()).toMatchObject([{ id: thread, closed: false }]);
    await until(() => here.group.topics()[0]?.name.startsWith("🟡") === true);
  });

  test("whoever writes first takes it, and is told", async () => {
    const customer = here.server.person(77);
    await customer.write("转人工");
    const thread = await topicSaying(here, "已为您转人工");
    await here.li.write("我来", { thread });
    await topicSaying(here, /^小李 已接手这个会话。$/);
    await until(() => said(customer).at(-1) === "我来");
    await here.wang.write("我也来", { thread });
    await topicSaying(here, "没有发给客户：现在由 小李 接待。");
    await settled();
    expect(said(customer)).not.toContain("我也来");
  });

  test("what they send and what they change is shown, and what staff send arrives", async () => {
    const customer = here.server.person(77);
    await customer.write("转人工");
    const thread = await topicSaying(here, "已为您转人工");
    await here.li.write("我来", { thread });
    await customer.send("image");
    await topicSaying(here, /^\[photo\]/);
    await customer.album(["image", "image"], "合同");
    await topicSaying(here, /^\[photo\]👤 合同$/);
    await until(
      () => shownIn(here, thread).filter((line) => line.startsWith("[photo]")).length === 3,
    );
    const mine = customer.messages().find(({ text }) => text === "转人工");
    await customer.edit(String(mine?.message_id), "转人工，谢谢");
    await topicSaying(here, "👤 改为：转人工，谢谢");

    await here.li.send("file", { thread, caption: "申请表" });
    await until(() => customer.shown().at(-1)?.text === "[文件] 申请表");
    const sent = messagesIn(here, thread).find(
      ({ caption, from }) => caption === "申请表" && !from?.is_bot,
    );
    await here.li.edit(String(sent?.message_id), "新的申请表");
    await until(() => customer.shown().at(-1)?.text === "[文件] 新的申请表");

    await here.li.write("利率三点五", { thread });
    await until(() => customer.shown().at(-1)?.text === "利率三点五");
    const before = customer.shown().length;
    const words = messagesIn(here, thread).find(({ text }) => text === "利率三点五");
    await here.li.edit(String(words?.message_id), "利率3.45%");
    await until(() => customer.shown().at(-1)?.text === "利率3.45%");
    expect(customer.shown()).toHaveLength(before);
    await settled();
    expect(shownIn(here, thread).join()).not.toContain("更正");
  });

  test("an edit of what the customer has deleted is said instead", async () => {
    const customer = here.server.person(77);
    await customer.write("转人工");
    const thread = await topicSaying(here, "已为您转人工");
    await here.li.write("三点五", { thread });
    await until(() => customer.shown().at(-1)?.text === "三点五");
    here.server.fail("editMessageText", {
      error_code: 400,
      description: "Bad Request: message can't be edited",
    });
    const words = messagesIn(here, thread).find(({ text }) => text === "三点五");
    await here.li.edit(String(words?.message_id), "3.45%");
    await until(() => customer.shown().at(-1)?.text === "更正：3.45%");
  });
});

describe("a customer of another channel", () => {
  test("is told an edit as a correction, once", async () => {
    await here.webWrites("转人工");
    const thread = await topicSaying(here, "已为您转人工");
    await here.li.write("三点五", { thread });
    const conversation = await here.conversation("web", "w1");
    const lines = async () =>
      (await here.ledger.transcript(conversation)).filter(({ side }) => side === "staff");
    await until(async () => (await lines()).length === 1);
    const words = messagesIn(here, thread).find(({ text }) => text === "三点五");
    await here.li.edit(String(words?.message_id), "3.45%");
    await until(async () => (await lines()).at(-1)?.text === "更正：3.45%");
    here.server.duplicateUpdates(1);
    await here.li.edit(String(words?.message_id), "3.4%");
    await until(async () => (await lines()).at(-1)?.text === "更正：3.4%");
    await settled();
    expect((await lines()).map(({ text }) => text)).toEqual([
      "三点五",
      "更正：3.45%",
      "更正：3.4%",
    ]);
  });

  test("gets no picture, and staff are told; theirs is described with a way to it", async () => {
    await here.webWrites("转人工");
    const thread = await topicSaying(here, "已为您转人工");
    await here.li.send("image", { thread, caption: "看图" });
    await topicSaying(here, "没有发给客户：客户不在 Telegram 上");
    await here.webWrites("", "w1", { attachment: { kind: "file", name: "合同.pdf" } });
    const conversation = await here.conversation("web", "w1");
    await topicSaying(
      here,
      `👤 [文件 合同.pdf] 在工作台查看：https://desk.example/console/conversations/${conversation}`,
    );
    expect((await here.ledger.transcript(conversation)).map(({ side }) => side)).not.toContain(
      "staff",
    );
  });

  test("what colleagues say at the web desk is shown in the topic", async () => {
    await here.webWrites("转人工");
    await topicSaying(here, "已为您转人工");
    const conversation = await here.conversation("web", "w1");
    await here.desk.claim(conversation, { id: "s-zhao", name: "小赵" }, "console");
    await here.desk.say(conversation, { id: "s-zhao", name: "小赵" }, { key: "k1", text: "在" });
    await topicSaying(here, /🧑‍💼 小赵：在/);
    expect(here.group.topics()[0]?.name).toMatch(/^🟢 小赵 /);
  });
});

test("two who press at once: one has it, the other is told who", async () => {
  await here.webWrites("转人工");
  const thread = await topicSaying(here, "已为您转人工");
  await Promise.all([press(here, here.li, thread, "接手"), press(here, here.wang, thread, "接手")]);
  await until(() => here.group.pressed().filter((answer) => answer !== undefined).length === 2);
  const answers = here.group.pressed().map((answer) => answer?.text ?? "");
  const winner = answers.some((text) => text.startsWith("小李 已接手")) ? "小李" : "小王";
  expect(answers.toSorted()).toEqual(
    [`${winner} 已接手这个会话。`, `现在由 ${winner} 接待。`].toSorted(),
  );
  const conversation = await here.conversation("web", "w1");
  expect(await here.ledger.desk.newestHandoff(conversation)).toMatchObject({
    state: "claimed",
    staff: { name: winner },
    surface: "telegram",
  });
});

test("an erased conversation goes from the group as well", async () => {
  const customer = here.server.person(77);
  await customer.write("转人工");
  const thread = await topicSaying(here, "已为您转人工");
  await here.li.write("/claim", { thread });
  await here.li.write("/return", { thread });
  await until(() => here.group.topics()[0]?.closed === true);
  await customer.write("删除我的数据");
  await until(() => here.group.topics().length === 0);
  expect(here.group.messages().filter(({ message_thread_id: of }) => of === thread)).toEqual([]);
});
