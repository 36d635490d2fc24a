import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tick } from "../../src/handoff/clock.ts";
import { li, officeService, type Stage, stage, wanted } from "./stage.ts";

let here: Stage;
let conversation: string;
const begin = async (service = officeService) => {
  here = await stage({ service });
  here.botSays(wanted);
  conversation = await here.write("转人工");
  await here.sent();
  here.botSays({ kind: "answer", text: "机器人的话" });
};
beforeEach(() => begin());
afterEach(() => here.close());

const look = () => tick(here.port);

describe("while nobody claims", () => {
  test("everybody is told after a while, without a word to the customer", async () => {
    here.pass(3);
    await look();
    await look();
    expect(await here.newest(conversation)).toMatchObject({
      state: "waiting",
      escalatedAt: here.now(),
    });
    expect(await here.sent()).toEqual([]);
  });

  test("the customer gets the bot back and a promise", async () => {
    here.pass(15);
    await look();
    await look();
    expect(await here.sent()).toEqual([expect.stringContaining("服务人员一有空就")]);
    expect(await here.newest(conversation)).toMatchObject({ state: "promised" });
    await here.write("那我先问别的");
    expect(await here.sent()).toEqual(["机器人的话"]);
    expect(await here.desk.claim(conversation, li, "console")).toMatchObject({
      handoff: { state: "claimed" },
    });
  });

  test("and the office closes: the promise names the next opening", async () => {
    here.setTime(new Date("2026-11-23T12:00:00+08:00"));
    await look();
    expect(await here.sent()).toEqual([expect.stringContaining("11月23日（周一）14:00")]);
  });
});

describe("a promise", () => {
  beforeEach(async () => {
    here.setTime(new Date("2026-11-23T18:00:00+08:00"));
    here.botSays(wanted);
    conversation = await here.write("转人工", "late");
    await here.sent();
  });

  test("is brought to everybody's mind when it is due, once, and the bot goes on", async () => {
    here.setTime(new Date("2026-11-24T08:59:00+08:00"));
    await look();
    expect((await here.newest(conversation))?.escalatedAt).toBeUndefined();
    here.pass(1);
    await look();
    const due = here.now();
    here.pass(5);
    await look();
    expect(await here.newest(conversation)).toMatchObject({ state: "promised", escalatedAt: due });
    here.botSays({ kind: "answer", text: "机器人的话" });
    await here.write("先问一句", "late");
    expect(await here.sent()).toContain("机器人的话");
  });

  test("made anew is brought to mind anew", async () => {
    here.setTime(new Date("2026-11-24T09:00:00+08:00"));
    await look();
    here.setTime(new Date("2026-11-24T20:00:00+08:00"));
    await here.write("转人工", "late");
    expect((await here.newest(conversation))?.escalatedAt).toBeUndefined();
  });

  test("goes to the platform's client where that serves the channel", async () => {
    const kept = await here.write("转人工", "k/1", "wecom-kf");
    here.serveInClient({ kind: "pool" });
    await look();
    expect(here.took).toEqual([]);
    here.setTime(new Date("2026-11-24T09:00:00+08:00"));
    await look();
    expect(here.took).toMatchObject([{ contact: "k/1" }]);
    expect(await here.newest(kept)).toMatchObject({ state: "waiting", surface: "wecom" });
    here.pass(3);
    await look();
    expect(await here.newest(kept)).toMatchObject({ escalatedAt: here.now() });
  });
});

describe("while staff do not answer", () => {
  beforeEach(async () => {
    await here.desk.claim(conversation, li, "console");
    await here.sent();
  });

  test("the customer goes back into the queue, once", async () => {
    here.pass(14);
    await look();
    expect(await here.newest(conversation)).toMatchObject({ state: "claimed" });
    here.pass(1);
    await look();
    await look();
    expect(await here.newest(conversation)).toMatchObject({
      state: "waiting",
      escalatedAt: here.now(),
    });
    expect(await here.sent()).toEqual([expect.stringContaining("没能及时回复")]);
    expect(await here.desk.say(conversation, li, { key: "k", text: "来了" })).toEqual({
      refused: "not-claimed",
    });
  });

  test("who serves no more is replaced at once", async () => {
    await here.desk.say(conversation, li, { key: "k", text: "您好" });
    await here.sent();
    here.gone.add(li.id);
    await look();
    expect(await here.newest(conversation)).toMatchObject({ state: "waiting" });
    expect(await here.sent()).toEqual([expect.stringContaining("已请其他服务人员接手")]);
  });

  test("whoever has answered is not taken for absent", async () => {
    await here.desk.say(conversation, li, { key: "k", text: "您好" });
    here.pass(60);
    await look();
    expect(await here.newest(conversation)).toMatchObject({ state: "claimed" });
  });

  test("a silence of half a day ends it", async () => {
    await here.desk.say(conversation, li, { key: "k", text: "您好" });
    await here.sent();
    here.pass(720);
    await look();
    expect(await here.newest(conversation)).toMatchObject({ state: "ended", end: "idle" });
    expect(await here.sent()).toEqual([expect.stringMatching(/没有新消息[\s\S]*您满意吗/)]);
    await here.write("很满意，谢谢！");
    here.pass(3 * 24 * 60);
    await look();
    expect(await here.sent()).toContainEqual(expect.stringContaining("回头帮"));
    expect(await here.newest(conversation)).toMatchObject({ rating: 3 });
  });
});

describe("days later", () => {
  const serve = async (contact: string, channel: "telegram" | "wecom-kf") => {
    here.botSays(wanted);
    const served = await here.write("转人工", contact, channel);
    await here.desk.claim(served, li, "console");
    await here.desk.say(served, li, { key: "k", text: "您好" });
    await here.desk.close(served, li);
    await here.sent();
    here.botSays({ kind: "answer", text: "机器人的话" });
    return served;
  };

  test("the customer is asked once whether it helped", async () => {
    const served = await serve("c2", "telegram");
    here.pass(3 * 24 * 60);
    await look();
    await look();
    const asked = (await here.sent()).filter((text) => text.includes("回头帮"));
    expect(asked).toEqual([expect.stringContaining("能补多少")]);
    await here.write("解决了", "c2");
    expect(await here.newest(served)).toMatchObject({ solved: true });
  });

  test("what is not solved goes back to a person", async () => {
    const served = await serve("c2", "telegram");
    here.pass(3 * 24 * 60 - 60);
    here.setTime(new Date("2026-11-30T10:00:00+08:00"));
    await look();
    await here.sent();
    await here.write("还没解决", "c2");
    expect(await here.newest(served)).toMatchObject({ state: "waiting", reason: "unsolved" });
  });

  test("where the channel allows no message it stands before the next reply, once", async () => {
    await serve("k/1", "wecom-kf");
    here.pass(3 * 24 * 60);
    await look();
    expect((await here.sent()).filter((text) => text.includes("回头帮"))).toEqual([]);
    await here.write("你好", "k/1", "wecom-kf");
    await here.write("再问", "k/1", "wecom-kf");
    const [first, second] = await here.sent();
    expect(first).toMatch(/^回头帮[\s\S]*回复「解决了」或「还没解决」[\s\S]*机器人的话$/);
    expect(second).toBe("机器人的话");
  });
});

describe("a channel that is served in the platform's client", () => {
  test("passes on what waits, after the words to the customer have left", async () => {
    here.serveInClient({ kind: "servicer", userid: "zhangsan" });
    here.botSays(wanted);
    const passed = await here.write("转人工", "k/1", "wecom-kf");
    await look();
    expect(here.took).toEqual([]);
    here.pass(1);
    await look();
    await look();
    expect(here.took).toEqual([{ contact: "k/1", text: expect.stringContaining("企业微信") }]);
    expect(await here.newest(passed)).toMatchObject({
      state: "claimed",
      surface: "wecom",
      staff: { id: "wecom:zhangsan" },
    });
    expect(await here.desk.claim(passed, li, "console")).toMatchObject({
      refused: "claimed-by-other",
    });
  });

  test("what it refuses stays at our desk, with the reason", async () => {
    here.serveInClient({ kind: "refused", reason: "没有接待人员在线" });
    here.botSays(wanted);
    const passed = await here.write("转人工", "k/1", "wecom-kf");
    here.pass(1);
    await look();
    await look();
    expect(here.took).toHaveLength(1);
    const handoff = await here.newest(passed);
    expect(handoff).toMatchObject({ state: "waiting", escalatedAt: here.now() });
    expect((await here.ledger.desk.handoffEvents(handoff?.id ?? "")).at(-1)).toMatchObject({
      detail: "没有接待人员在线",
    });
  });

  test("what staff had at our desk stays there", async () => {
    here.serveInClient({ kind: "pool" });
    here.botSays(wanted);
    const own = await here.write("转人工", "k/1", "wecom-kf");
    await here.desk.claim(own, li, "console");
    await here.desk.transfer(own, li, { desk: { topic: "subsidy" } });
    here.pass(2);
    await look();
    expect(here.took).toEqual([]);
  });
});
