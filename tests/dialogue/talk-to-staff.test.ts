import { describe, expect, test } from "vitest";
import { conversation, talk } from "./realAssistant.ts";

describe("a wish for a person is caught in its many forms", () => {
  test.each([
    "转人工",
    "人工",
    "人工！！！",
    "转 人 工",
    "轉人工",
    "帮我转人工",
    "麻烦转一下人工",
    "我要找人工客服",
    "能不能转人工啊",
    "转人工，谢谢",
    "请给我转接人工服务",
    "我想跟真人说话",
    "不想跟机器人聊，叫个人来",
    "喊个人来跟我说嘛",
    "有没有真人可以问",
    "让工作人员给我打电话",
    "我要和你们的客服人员沟通",
    "机器人听不懂，找个人来",
    "接人工接人工",
    "i want to talk to a human",
    "can i speak with a real person",
    "转人工吧，你答不上来",
    "zhuanrengong",
  ])("%s", async (text) => {
    const { outcome, intent } = await talk(text);
    expect([intent, outcome.kind, outcome.reason]).toEqual(["talk-to-staff", "handoff", "asked"]);
  });

  test("inside a form, which then goes on where it was", async () => {
    const held = conversation();
    for (const text of ["我要登记专家服务需求", "同意", "重庆知问科技有限公司"])
      await held.say(text);
    const before = held.session.form;
    expect((await held.say("转人工")).outcome.kind).toBe("handoff");
    expect(held.session.form).toEqual(before);
  });
});

describe("what only looks like it is not", () => {
  test.each([
    "人工智能企业能申请补助吗",
    "人工智能专利怎么质押",
    "人工智能领域的高价值专利",
    "机器人公司能用专利贷款吗",
    "服务机器人被仿冒了怎么维权",
    "人工成本太高想请专家",
    "客服软件的著作权怎么登记",
    "知识产权人才政策",
    "专利代理人怎么找",
    "你是真人吗",
    "人工授粉的专利",
    "人民调解怎么申请",
    "客户信息算商业秘密吗",
    "中小企业专家服务有哪些领域",
  ])("%s", async (text) => {
    const { outcome, intent } = await talk(text);
    expect(intent).not.toBe("talk-to-staff");
    expect(outcome.kind).not.toBe("handoff");
  });
});
