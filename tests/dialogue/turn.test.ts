import { describe, expect, test } from "vitest";
import { conversation, talk } from "./realAssistant.ts";

describe("a follow-up is completed from the session", () => {
  test("那保护中心呢 after a sum over three years is added up the same way", async () => {
    const { outcome, blocked } = await talk("快维中心三年一共能拿多少？", "那国家级保护中心呢？");
    expect(blocked).toBe(0);
    expect(outcome.text).toContain("110万元");
  });

  test("谁说的 names the document answered from", async () => {
    const { outcome } = await talk("快维中心能补多少？", "哪个文件说的？");
    expect(outcome.text).toMatch(/《.+》/);
    expect(outcome.citations).not.toEqual([]);
  });

  test("a number picks the choice last offered", async () => {
    const held = conversation();
    const { outcome } = await held.say("你好");
    const [first] = outcome.choices;
    const picked = await held.say("1");
    const typed = await talk("你好", first?.text ?? "");
    expect(picked.outcome.text).toBe(typed.outcome.text);
  });
});

describe("a form leaves and comes back", () => {
  const started = ["我要登记专家服务需求", "同意"] as const;

  test("a question in between is answered and the form goes on", async () => {
    const held = conversation();
    for (const text of [...started, "重庆知问科技有限公司"]) await held.say(text);
    const aside = await held.say("快维中心能补多少？");
    expect(aside.outcome.text).toContain("30万元");
    expect(held.session.form).toMatchObject({
      at: "district",
      slots: { company: "重庆知问科技有限公司" },
    });
    expect((await held.say("涪陵")).outcome.slot).toBe("field");
  });

  test("a name is stored as the customer wrote it", async () => {
    const held = conversation();
    for (const text of [...started, "重庆ABC科技（集团）有限公司"]) await held.say(text);
    expect(held.session.form?.slots["company"]).toBe("重庆ABC科技（集团）有限公司");
  });

  test("a finished form is a request that can be listed, changed and withdrawn", async () => {
    const held = conversation();
    const fill = [
      ...started,
      "重庆知问科技有限公司",
      "涪陵区",
      "技术创新",
      "注塑件良率一直上不去，想请专家看看",
      "上门指导",
      "王女士",
      "13800138000",
    ];
    for (const text of fill) await held.say(text);
    await held.say("确认");
    const [request] = held.requests;
    expect(request?.slots).toMatchObject({
      company: "重庆知问科技有限公司",
      district: "涪陵区",
      phone: "13800138000",
    });
    expect((await held.say("我的申请")).outcome.text).toContain(request?.receipt);
    for (const text of [`修改 ${request?.receipt}`, "电话改成13900139000", "确认"])
      await held.say(text);
    expect(held.requests).toHaveLength(1);
    expect(held.requests[0]?.slots["phone"]).toBe("13900139000");
    for (const text of [`撤回 ${request?.receipt}`, "确认"]) await held.say(text);
    expect(held.requests[0]?.status).toBe("withdrawn");
  });

  test("every correction a finished check offers can be pressed", async () => {
    const held = conversation();
    for (const text of ["帮我核对快维中心补助条件", "同意"]) await held.say(text);
    while (held.session.form !== undefined && held.session.form.at !== "confirm")
      await held.say("是");
    const { outcome } = await held.say("修改");
    const offered = outcome.choices.slice(0, 3);
    const { session } = held;
    expect(offered.length).toBeGreaterThan(1);
    for (const { text } of offered) {
      const pressed = await conversation([], session).say(text);
      expect(pressed.session.form?.at, text).not.toBe("confirm");
    }
  });
});

describe("what waits for a yes", () => {
  test("删除我的数据 erases only after 确认", async () => {
    const held = conversation();
    expect((await held.say("删除我的数据")).outcome.effects).toEqual([]);
    expect((await held.say("确认")).outcome.effects).toEqual([{ kind: "erase-contact" }]);
    expect(held.session).toMatchObject({ misses: 0 });
    expect(held.session.pending ?? held.session.topic ?? held.session.form).toBeUndefined();
  });

  test("any other message keeps the data", async () => {
    for (const text of ["不要", "不删除", "快维中心能补多少？", "😀"]) {
      const held = conversation();
      await held.say("删除我的数据");
      expect(
        (await held.say(text)).outcome.effects.filter(({ kind }) => kind === "erase-contact"),
        text,
      ).toEqual([]);
      expect((await held.say("好的")).outcome.effects, text).toEqual([]);
    }
  });

  test("typing a button's label does what pressing it does", async () => {
    for (const script of [["删除我的数据"], ["我要登记专家服务需求"]]) {
      const held = conversation();
      for (const text of script) await held.say(text);
      const { session } = held;
      const offered = (await conversation().say(script[0] ?? "")).outcome.choices;
      for (const { label, text } of offered) {
        const pressed = await conversation([], session).say(text);
        const typed = await conversation([], session).say(label);
        expect(typed.outcome.text, label).toBe(pressed.outcome.text);
      }
    }
  });
});
