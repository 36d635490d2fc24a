import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { li, officeService, type Stage, saturday, stage, wanted } from "./stage.ts";

let here: Stage;
beforeEach(async () => {
  here = await stage({ service: officeService });
});
afterEach(() => here.close());

describe("asking for a person", () => {
  test("while the office is open puts the customer into the queue, with their place", async () => {
    here.botSays(wanted);
    const first = await here.write("转人工", "c1");
    expect(await here.sent()).toEqual([expect.stringContaining("您排在第一位")]);
    const second = await here.write("转人工", "c2");
    expect(await here.sent()).toEqual([expect.stringContaining("前面还有 1 位")]);
    expect(await here.newest(first)).toMatchObject({ state: "waiting", reason: "asked" });
    expect(await here.newest(second)).toMatchObject({ desk: { topic: "subsidy" } });
    expect(await here.ledger.ownerOf("telegram", "c1")).toBe("waiting");
  });

  test("says how long people lately waited, once there are enough to say it", async () => {
    here.botSays(wanted);
    for (const contact of ["a", "b", "c"]) {
      const conversation = await here.write("转人工", contact);
      here.pass(4);
      await here.desk.claim(conversation, li, "console");
    }
    await here.sent();
    await here.write("转人工", "d");
    expect(await here.sent()).toEqual([expect.stringContaining("最近平均等候约 4 分钟")]);
  });

  test("outside the hours promises the next opening, and the bot goes on", async () => {
    here.setTime(saturday);
    here.botSays(wanted);
    const conversation = await here.write("转人工");
    expect(await here.sent()).toEqual([expect.stringContaining("11月23日（周一）09:00")]);
    expect(await here.newest(conversation)).toMatchObject({
      state: "promised",
      promisedAt: new Date("2026-11-23T09:00:00+08:00"),
    });
    here.botSays({ kind: "answer", text: "答案" });
    await here.write("那专利贷款呢");
    expect(await here.sent()).toEqual(["答案"]);
  });

  test("where nobody could write that late, the customer is asked to write again then", async () => {
    here.setTime(new Date("2026-11-20T18:00:00+08:00"));
    here.botSays(wanted);
    await here.write("转人工", "k/1", "wecom-kf");
    await here.write("转人工", "t1", "telegram");
    expect((await here.sent()).toSorted()).toEqual([
      expect.stringContaining("起回复您，就在这里"),
      expect.stringMatching(/11月23日（周一）09:00 起在岗[\s\S]*请您那时再发一句「转人工」/),
    ]);
  });

  test("for the platform's client tells no place in a queue of ours", async () => {
    here.serveInClient({ kind: "pool" });
    here.botSays(wanted);
    await here.write("转人工", "k/1", "wecom-kf");
    expect(await here.sent()).toEqual([expect.not.stringMatching(/位|不等了/)]);
  });

  test("asked again when the office has opened joins the queue", async () => {
    here.setTime(saturday);
    here.botSays(wanted);
    const conversation = await here.write("转人工");
    here.setTime(new Date("2026-11-23T09:01:00+08:00"));
    await here.write("转人工");
    const handoff = await here.newest(conversation);
    expect(handoff).toMatchObject({ state: "waiting", waitingSince: here.now() });
    expect(
      (await here.ledger.desk.handoffEvents(handoff?.id ?? "")).map(({ kind }) => kind),
    ).toEqual(["requested", "joined-queue"]);
  });

  test("where nobody could come leaves the bot's own words, and a line on the list", async () => {
    here.setStaffed(false);
    here.botSays(wanted);
    const conversation = await here.write("转人工");
    expect(await here.sent()).toEqual(["已记下。"]);
    expect(await here.newest(conversation)).toMatchObject({ state: "promised" });
    expect(await here.ledger.ownerOf("telegram", "c1")).toBe("bot");
  });

  test.each([
    [
      "a complaint",
      { kind: "handoff", reason: "complaint", text: "抱歉。" },
      "complaint",
      "抱歉没有帮到您",
    ],
    [
      "a question about money without a source",
      { kind: "abstain", reason: "money-abstained", text: "资料里没有。" },
      "money-abstained",
      "资料里没有。",
    ],
    [
      "the third turn in a row that led nowhere",
      { kind: "clarify", text: "没太明白", misses: 3 },
      "repeated-failure",
      "没弄明白",
    ],
  ] as const)("%s is a request too", async (_, outcome, reason, words) => {
    here.botSays(outcome);
    const conversation = await here.write("……");
    expect(await here.newest(conversation)).toMatchObject({ state: "waiting", reason });
    const [said] = await here.sent();
    expect(said).toContain(words);
    expect(said).toContain("已为您转人工");
  });

  test("the second turn that led nowhere is none, nor an abstention about something else", async () => {
    here.botSays({ kind: "clarify", text: "没太明白", misses: 2 });
    const conversation = await here.write("……");
    here.botSays({ kind: "abstain", text: "资料里没有。" });
    await here.write("！！");
    expect(await here.newest(conversation)).toBe(undefined);
  });
});

describe("in the queue", () => {
  test.each(["删除我的数据", "我的申请", "撤回"])(
    "「%s」 is told what comes first",
    async (text) => {
      here.botSays(wanted);
      await here.write("转人工");
      await here.sent();
      await here.write(text);
      expect(await here.sent()).toEqual([
        expect.stringContaining(`先发「不等了」，再发「${text}」`),
      ]);
    },
  );

  let conversation: string;
  beforeEach(async () => {
    here.botSays(wanted);
    conversation = await here.write("转人工");
    await here.sent();
    here.botSays({ kind: "answer", text: "不该说的话" });
  });

  test("what the customer writes is kept for staff without a word", async () => {
    await here.write("我们是做榨菜的");
    await here.write("想问商标补助");
    expect(await here.sent()).toEqual([]);
    const lines = await here.ledger.transcript(conversation);
    expect(lines.filter(({ side }) => side === "contact").map(({ text }) => text)).toEqual([
      "转人工",
      "我们是做榨菜的",
      "想问商标补助",
    ]);
  });

  test("who asks is told their place", async () => {
    await here.write("还要等多久");
    expect(await here.sent()).toEqual([expect.stringContaining("您排在第一位")]);
  });

  test.each(["不等了", "那我不等了吧", "取消排队", "不用人工了。"])(
    "%s leaves it",
    async (text) => {
      await here.write(text);
      expect(await here.sent()).toEqual([expect.stringContaining("不等人工了")]);
      expect(await here.newest(conversation)).toMatchObject({ state: "ended", end: "left" });
      here.botSays({ kind: "answer", text: "答案" });
      await here.write("专利贷款评估费好多钱");
      expect(await here.sent()).toEqual(["答案"]);
    },
  );

  test("a sentence that merely holds such words does not", async () => {
    await here.write("上次等了多久都没人，这次材料不等了先交上去可以吗");
    expect(await here.newest(conversation)).toMatchObject({ state: "waiting" });
  });
});
