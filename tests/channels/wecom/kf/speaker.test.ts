import { afterEach, describe, expect, test } from "vitest";
import { reasonWords } from "../../../../src/core/reasonWords.ts";
import { minutesAgo } from "./sample.ts";
import { delivery, long, send, sendMsg } from "./send.ts";
import { account, type Stage, stage } from "./stage.ts";

describe("the last of the five messages", () => {
  test("is kept from the bot's answers, for a handoff", async () => {
    expect((await send(delivery({ sentSince: 4 }))).result.state).toBe("failed");
    expect((await send(delivery({ sentSince: 4, kind: "handoff" }))).result.state).toBe("sent");
  });

  test.each(["staff", "notice"] as const)("is there for the words of %s", async (speaker) => {
    const last = delivery({ speaker, kind: "say", sentSince: 4 });
    expect((await send(last)).result).toEqual({ state: "sent", parts: 1 });
    const { result, api } = await send({ ...last, sentSince: 5 });
    expect(result.state).toBe("failed");
    expect(api.asked).toEqual([]);
  });
});

describe("a person's words", () => {
  const words = { speaker: "staff", kind: "say" } as const;

  test("are not cut: all of them leave, or none", async () => {
    const { result, api } = await send(delivery({ ...words, text: long, sentSince: 2 }));
    expect(result).toEqual({ state: "sent", parts: 3 });
    expect(api.of("kf/send_msg")).toHaveLength(3);
    const short = await send(delivery({ ...words, text: long, sentSince: 3 }));
    expect(short.result).toMatchObject({ state: "failed" });
    expect(short.api.asked).toEqual([]);
    const reason = short.result.state === "failed" ? short.result.reason : "";
    expect(reasonWords(reason)).toMatch(/^内容太长/);
  });

  test("go on where they broke off", async () => {
    const rest = delivery({ ...words, text: long, sentSince: 4, partsSent: 2, attempts: 2 });
    const { result, api } = await send(rest);
    expect(result).toEqual({ state: "sent", parts: 3 });
    expect(api.of("kf/send_msg").map(({ msgid }) => msgid)).toEqual(["d-1_2"]);
  });

  test.each([
    ["the budget is spent", { sentSince: 5 }, {}, "客户每来一条消息最多回5条"],
    ["48 hours are over", { contactAt: minutesAgo(48 * 60 + 1) }, {}, "客户超过48小时没有来消息"],
    ["WeCom says the budget is spent", {}, sendMsg(95001), "客户每来一条消息最多回5条"],
    ["WeCom says 48 hours are over", {}, sendMsg(95002), "客户超过48小时没有来消息"],
    ["WeCom says the session has ended", {}, sendMsg(95013), "客户的会话已结束"],
    ["the content is blocked", {}, sendMsg(40201), "内容被平台判为垃圾信息"],
    [
      "the WeCom client has it",
      {},
      { ...sendMsg(95018), "kf/service_state/get": [{ errcode: 0, service_state: 3 }] },
      "会话在企业微信客户端里",
    ],
  ])("when %s, staff are told in words", async (_, more, answers, told) => {
    const { result } = await send(delivery({ ...words, ...more }), answers);
    expect(result.state).toBe("failed");
    expect(reasonWords(result.state === "failed" ? result.reason : "")).toContain(told);
  });
});

describe("on the record", () => {
  let set: Stage;
  afterEach(() => set.close());
  const xiaoli = { id: "s-1", name: "小李" };
  const seen = () =>
    set.wecom
      .customer("wmA")
      .shown()
      .filter(({ from }) => from === "bot")
      .map(({ text }) => text);

  test("a person at our desk writes by the API, and reads why the sixth did not leave", async () => {
    set = await stage();
    const { settled } = await set.run();
    const customer = set.wecom.customer("wmA");
    await customer.write("转人工");
    await settled();
    const { desk } = set.ledger;
    const conversation = (await set.ledger.conversationOf("wecom-kf", `${account}/wmA`)) ?? "";
    await desk.open({
      conversation,
      reason: "asked",
      desk: {},
      capsule: { slots: [], passages: [], receipts: [] },
      staff: xiaoli,
      surface: "console",
      notice: { text: "小李来了" },
    });
    for (let n = 1; n <= 4; n += 1) {
      await desk.say({ conversation, staff: xiaoli, key: `k${n}`, text: `第${n}句` });
    }
    await settled();
    expect(seen()).toEqual(["答：转人工", "小李来了", "第1句", "第2句", "第3句"]);
    const [receipt] = await desk.receipts(conversation, 1);
    expect(receipt?.state).toBe("failed");
    expect(reasonWords(receipt?.reason ?? "")).toBe(
      "客户每来一条消息最多回5条，这次的已用完；请等客户再次来消息",
    );
    // The customer's next message makes room for it.
    await customer.write("好的");
    await settled();
    expect(await set.ledger.requeue(receipt?.delivery ?? "")).toBe(true);
    await settled();
    expect(seen().at(-1)).toBe("第4句");
  });

  test("what WeCom took and did not deliver arrives where staff send it again", async () => {
    set = await stage();
    const { settled } = await set.run();
    const customer = set.wecom.customer("wmA");
    await customer.write("转人工");
    await settled();
    const { desk } = set.ledger;
    const conversation = (await set.ledger.conversationOf("wecom-kf", `${account}/wmA`)) ?? "";
    const capsule = { slots: [], passages: [], receipts: [] };
    const opening = { conversation, reason: "asked", desk: {}, capsule } as const;
    await desk.open({ ...opening, staff: xiaoli, surface: "console" });
    for (const again of [false, true]) {
      // The customer refuses messages.
      set.wecom.faults.failSends(10);
      if (!again) await desk.say({ conversation, staff: xiaoli, key: "k", text: "请带营业执照" });
      const [sent] = await desk.receipts(conversation, 1);
      if (again) expect(await set.ledger.requeue(sent?.delivery ?? "")).toBe(true);
      await settled();
      // What WeCom tells of it comes with the next message.
      await customer.write("在吗");
      await settled();
      const [receipt] = await desk.receipts(conversation, 1);
      expect(receipt?.state).toBe("failed");
      expect(reasonWords(receipt?.reason ?? "")).toBe("客户拒收了消息");
    }
    const [receipt] = await desk.receipts(conversation, 1);
    expect(await set.ledger.requeue(receipt?.delivery ?? "")).toBe(true);
    await settled();
    expect(seen()).toEqual(["答：转人工", "请带营业执照"]);
    expect((await desk.receipts(conversation, 1))[0]?.state).toBe("sent");
  });

  test("what the WeCom client has is no more our desk's to say", async () => {
    set = await stage();
    const { settled, kf } = await set.run();
    set.wecom.servicer("lisi");
    await set.wecom.customer("wmA").write("转人工");
    await settled();
    const { desk } = set.ledger;
    const conversation = (await set.ledger.conversationOf("wecom-kf", `${account}/wmA`)) ?? "";
    await desk.open({
      conversation,
      reason: "asked",
      desk: {},
      capsule: { slots: [], passages: [], receipts: [] },
      staff: xiaoli,
      surface: "console",
    });
    await kf.client.handOver(`${account}/wmA`, {});
    await desk.say({ conversation, staff: xiaoli, key: "k", text: "我是小李" });
    await settled();
    const [receipt] = await desk.receipts(conversation, 1);
    expect(reasonWords(receipt?.reason ?? "")).toContain("企业微信客户端");
    // The record learnt by it who has the customer.
    expect(await desk.newestHandoff(conversation)).toMatchObject({
      state: "claimed",
      surface: "wecom",
      staff: { id: "wecom:lisi" },
    });
  });
});
