import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { unreachable } from "../../src/core/reach.ts";
import { tick } from "../../src/handoff/clock.ts";
import { createDesk } from "../../src/handoff/createDesk.ts";
import { li, officeService, type Stage, stage, wang, wanted } from "./stage.ts";

let here: Stage;
let conversation: string;
beforeEach(async () => {
  here = await stage();
  here.botSays(wanted);
  conversation = await here.write("转人工");
  await here.sent();
  here.botSays({ kind: "answer", text: "机器人的话" });
});
afterEach(() => here.close());

const claim = (by = li) => here.desk.claim(conversation, by, "console");

describe("a claim", () => {
  test("makes staff the owner and tells the customer once", async () => {
    expect(await claim()).toMatchObject({
      handoff: { state: "claimed", staff: li, surface: "console" },
    });
    expect(await claim()).toMatchObject({ handoff: { state: "claimed" } });
    expect(await here.sent()).toEqual([expect.stringContaining("小李已接入")]);
    expect(await here.ledger.ownerOf("telegram", "c1")).toBe("staff");
    await here.write("在吗");
    expect(await here.sent()).toEqual([]);
    expect(here.changed).toContain(conversation);
  });

  test("by two at once goes to one, and the other hears to whom", async () => {
    const both = await Promise.all([claim(li), claim(wang)]);
    expect(both.filter((act) => "handoff" in act)).toHaveLength(1);
    expect(both.filter((act) => "refused" in act)).toEqual([
      { refused: "claimed-by-other", by: expect.objectContaining({ id: expect.any(String) }) },
    ]);
    expect(await here.sent()).toHaveLength(1);
  });

  test("of a conversation that is over reopens it", async () => {
    await claim();
    await here.desk.close(conversation, li);
    expect(await claim(wang)).toMatchObject({
      handoff: { state: "claimed", reason: "opened", staff: wang },
    });
  });

  test("where nobody could ever write is refused, and the bot goes on", async () => {
    const { onlyReplies } = unreachable;
    const port = { ...here.port, reach: () => ({ can: false, why: onlyReplies }) as const };
    const desk = createDesk(port, () => () => undefined);
    expect(await desk.claim(conversation, li, "console")).toMatchObject({ refused: "platform" });
    expect(await here.newest(conversation)).toMatchObject({ state: "waiting" });
  });

  test("of one that does not exist is refused", async () => {
    expect(await here.desk.claim("nowhere", li, "console")).toEqual({ refused: "not-found" });
  });

  test("a reply the bot made before does not leave behind it", async () => {
    here.botSays({ kind: "answer", text: "早先的回答" });
    await here.write("不等了");
    await here.write("再问一句");
    await claim();
    const seen = await here.sent();
    expect(seen).not.toContain("早先的回答");
    expect(seen.at(-1)).toContain("小李已接入");
    expect(
      (await here.ledger.deliveries({ state: "failed" })).map(({ reason }) => reason),
    ).toContain("a person took the conversation over");
  });

  test("a turn under way loses, and its message is kept for staff", async () => {
    await here.write("不等了");
    await here.sent();
    const { conversation: same } = await here.ledger.accept({
      id: "late",
      channel: "telegram",
      contact: "c1",
      text: "慢问题",
      at: here.now(),
    });
    const end = await here.ledger.turn(same, async ({ session }) => {
      await claim();
      const outcome = {
        kind: "answer",
        text: "迟到的回答",
        citations: [],
        choices: [],
        effects: [],
      } as const;
      return { session, outcome, intent: "subsidy", confidence: 1 };
    });
    expect(end).toBe("lost");
    await here.ledger.turn(same, () => Promise.reject(new Error("a person owns it")));
    expect(await here.sent()).toEqual([expect.stringContaining("小李已接入")]);
    expect((await here.ledger.transcript(same)).map(({ text }) => text)).toContain("慢问题");
  });
});

describe("words of staff", () => {
  test("leave, once for one key, and carry who wrote them", async () => {
    await claim();
    await here.sent();
    const first = await here.desk.say(conversation, li, { key: "k1", text: "您好" });
    const again = await here.desk.say(conversation, li, { key: "k1", text: "您好" });
    expect(again).toEqual({ ...first, repeat: true });
    expect(await here.sent()).toEqual(["您好"]);
    expect((await here.ledger.transcript(conversation)).at(-1)).toMatchObject({
      side: "staff",
      staff: li,
    });
  });

  test("are refused where they hold nothing, and nothing is said", async () => {
    const say = (by = li) => here.desk.say(conversation, by, { key: "k", text: "您好" });
    expect(await say()).toEqual({ refused: "not-claimed" });
    await claim(wang);
    expect(await say()).toEqual({ refused: "claimed-by-other", by: wang });
    await here.desk.close(conversation, wang);
    expect(await say(wang)).toEqual({ refused: "ended", end: "closed" });
    expect((await here.sent()).join()).not.toContain("您好");
  });

  test("written before the conversation went back to the bot still arrive, in order", async () => {
    await claim();
    await here.sent();
    await here.desk.say(conversation, li, { key: "k", text: "最后一句" });
    await here.desk.giveBack(conversation, li);
    expect(await here.sent()).toEqual(["最后一句", expect.stringContaining("由我继续回答")]);
  });

  test("end the waiting that the desk counts", async () => {
    await claim();
    await here.write("在吗");
    expect(await here.newest(conversation)).toMatchObject({ unansweredSince: expect.any(Date) });
    await here.desk.say(conversation, li, { key: "k", text: "在" });
    expect((await here.newest(conversation))?.unansweredSince).toBe(undefined);
  });
});

describe("a transfer", () => {
  test("to a colleague tells the customer, and the former holder holds nothing", async () => {
    await claim();
    await here.desk.transfer(conversation, li, { staff: wang });
    expect((await here.sent()).at(-1)).toContain("已转给服务人员小王");
    expect(await here.desk.close(conversation, li)).toEqual({
      refused: "claimed-by-other",
      by: wang,
    });
    expect(await here.newest(conversation)).toMatchObject({ unansweredSince: here.now() });
    expect(await here.desk.say(conversation, wang, { key: "k", text: "您好" })).toMatchObject({
      repeat: false,
    });
    expect((await here.newest(conversation))?.unansweredSince).toBeUndefined();
  });

  test("to a desk that is closed promises its next opening, in one message", async () => {
    await here.close();
    here = await stage({ service: officeService });
    here.botSays(wanted);
    conversation = await here.write("转人工");
    await claim();
    await here.sent();
    here.setTime(new Date("2026-11-23T17:31:00+08:00"));
    const desk = { topic: "subsidy" };
    expect(await here.desk.transfer(conversation, li, { desk })).toMatchObject({
      handoff: { state: "promised", desk, promisedAt: new Date("2026-11-24T09:00:00+08:00") },
    });
    await tick(here.port);
    expect(await here.sent()).toEqual([expect.stringContaining("11月24日（周二）09:00")]);
    expect(await here.ledger.ownerOf("telegram", "c1")).toBe("bot");
  });

  test("to a desk goes into its queue", async () => {
    await claim();
    const desk = { district: "涪陵区", topic: "pledge-financing" };
    expect(await here.desk.transfer(conversation, li, { desk })).toMatchObject({
      handoff: { state: "waiting", desk },
    });
    expect(await here.ledger.ownerOf("telegram", "c1")).toBe("waiting");
  });

  test("to a client the channel has not is refused with the reason", async () => {
    await claim();
    expect(await here.desk.transfer(conversation, li, { client: true })).toMatchObject({
      refused: "platform",
    });
  });
});

describe("the end", () => {
  test("with a summary puts it on the customer's newest open request", async () => {
    await here.write("不等了");
    const createdAt = here.now();
    const request = {
      receipt: "ZW-20261123-ABC123",
      kind: "expert",
      status: "submitted",
      slots: {},
      createdAt,
      updatedAt: createdAt,
    } as const;
    here.botSays({ text: "已登记", effects: [{ kind: "file-request", request }] });
    await here.write("提交");
    await claim();
    await here.desk.close(conversation, li, "已约周三上门");
    expect(await here.ledger.desk.caseEvents(request.receipt)).toEqual([
      { at: here.now(), kind: "handoff", staff: li, detail: "已约周三上门" },
    ]);
    expect(await here.newest(conversation)).toMatchObject({
      summary: "已约周三上门",
      end: "closed",
    });
  });

  test("asks how it was, once, of whoever was answered", async () => {
    await claim();
    await here.desk.say(conversation, li, { key: "k", text: "您好" });
    await here.desk.close(conversation, li);
    expect((await here.sent()).at(-1)).toContain("您满意吗");
    await here.write("满意");
    expect(await here.sent()).toEqual([expect.stringContaining("谢谢您的评价")]);
    expect(await here.newest(conversation)).toMatchObject({ rating: 3 });
    await here.write("不满意");
    expect(await here.newest(conversation)).toMatchObject({ rating: 3 });
    expect(await here.sent()).toEqual(["机器人的话"]);
  });

  test("does not ask about a person who never wrote", async () => {
    await claim();
    await here.desk.giveBack(conversation, li);
    expect((await here.sent()).at(-1)).not.toContain("满意");
  });
});
