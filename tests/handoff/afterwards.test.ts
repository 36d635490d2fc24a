import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tick } from "../../src/handoff/clock.ts";
import { li, type Stage, stage, wanted } from "./stage.ts";

let here: Stage;
let conversation: string;
beforeEach(async () => {
  here = await stage();
  here.botSays(wanted);
  conversation = await here.write("转人工");
  await here.desk.claim(conversation, li, "console");
  await here.desk.say(conversation, li, { key: "k", text: "您好" });
  await here.desk.close(conversation, li);
  here.botSays({ kind: "answer", text: "机器人的话" });
});
afterEach(() => here.close());

const answers = async (text: string) => {
  await here.write(text);
  return await here.newest(conversation);
};

describe("how it was", () => {
  test.each([
    ["满意", 3],
    ["很满意", 3],
    ["满意！", 3],
    ["满意，谢谢", 3],
    ["挺满意的，辛苦了", 3],
    ["1", 3],
    ["一般", 2],
    ["还行吧", 2],
    ["2", 2],
    ["不满意", 1],
    ["非常不满意", 1],
    ["不太满意。", 1],
    ["3", 1],
  ])("「%s」 is %i", async (text, rating) => {
    expect(await answers(text)).toMatchObject({ rating });
  });

  test.each(["满意度怎么填", "一般纳税人能申请吗", "还可以再贷款吗", "4", "满意的话怎么续"])(
    "「%s」 is about something else",
    async (text) => {
      expect((await answers(text))?.rating).toBeUndefined();
      expect((await here.sent()).at(-1)).toBe("机器人的话");
    },
  );

  test("a number picks from what the bot has offered since", async () => {
    here.botSays({ kind: "clarify", text: "哪个区？", choices: [{ label: "甲", text: "甲" }] });
    await here.write("补助多少");
    expect((await answers("1"))?.rating).toBeUndefined();
    expect(await answers("满意")).toMatchObject({ rating: 3 });
  });
});

describe("whether it helped", () => {
  beforeEach(async () => {
    here.pass(3 * 24 * 60);
    await tick(here.port);
  });

  test.each([
    ["解决了", true],
    ["已经解决了，谢谢", true],
    ["搞定了！", true],
    ["还没解决", false],
    ["没解决", false],
    ["还没有", false],
    ["没有解决呢", false],
  ])("「%s」 says %s", async (text, solved) => {
    const served = (await here.newest(conversation))?.id ?? "";
    const now = await answers(text);
    expect(await here.ledger.desk.handoff(served)).toMatchObject({ solved });
    // A person has tried already: it goes back to one.
    expect(now?.state).toBe(solved ? "ended" : "waiting");
  });

  test.each(["没有", "解决方案有哪些", "没有专利能申请吗"])(
    "「%s」 says nothing of it",
    async (text) => {
      expect((await answers(text))?.solved).toBeUndefined();
    },
  );
});
