import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { unreachable } from "../../../src/core/reach.ts";
import { li, looks, type Stage, sends, stage, wang } from "./stage.ts";

let desk: Stage;
let id: string;
beforeEach(async () => {
  desk = await stage();
  id = await desk.asks();
});
afterEach(async () => {
  await desk.close();
  expect(desk.problems).toEqual([]);
});

const key = "0123456789abcdef";
const act = (name: string, fields: Record<string, string> = {}, who = li) =>
  sends(desk, `/console/conversations/${id}/${name}`, fields, who);
const page = async (who = li) =>
  await (await looks(desk, `/console/conversations/${id}`, who)).text();
const refusal = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string } }).error;

describe("the page", () => {
  test("shows the transcript, its citations opened in place, and the capsule", async () => {
    const text = await page();
    for (const told of [
      "评估费能补多少？",
      "按实际支出的50%补助。",
      "百分之五十补助",
      "三、（一）评估费",
      'role="log"',
      "摘要",
      "请求人工",
      "绝不会发给客户",
    ]) {
      expect(text).toContain(told);
    }
  });

  test("older lines come on demand", async () => {
    for (let n = 0; n < 70; n++) await desk.writes(id, `第${n}句`);
    const text = await page();
    expect(text).not.toContain("第2句<");
    const before = /data-before="(\d+)"/.exec(text)?.[1];
    const older = await looks(desk, `/console/conversations/${id}/lines?before=${before}`);
    const lines = await older.text();
    expect(lines).toContain("第2句<");
    expect(lines).toContain("评估费能补多少？");
    expect(lines).not.toContain("第69句");
  });

  test("a conversation that is not there is a 404", async () => {
    expect((await looks(desk, "/console/conversations/none")).status).toBe(404);
    expect((await looks(desk, "/console/conversations/none/lines")).status).toBe(404);
  });

  test("reading what is not one's own is kept in the audit log", async () => {
    await page();
    await looks(desk, `/console/conversations/${id}/lines?before=2`);
    expect(desk.deeds).toEqual([{ action: "conversation.read", conversation: id, by: li.id }]);
    await looks(desk, `/console/conversations/${id}/lines?before=2`, wang);
    expect(desk.deeds.map(({ by }) => by)).toEqual([li.id, wang.id]);
    await act("claim");
    desk.deeds.length = 0;
    await page();
    expect(desk.deeds).toEqual([]);
  });

  test("says what 微信客服 still allows", async () => {
    id = await desk.asks({ channel: "wecom-kf", contact: "kf" });
    expect(await page()).toMatch(/还可发 \d 条/);
  });
});

describe("acts", () => {
  test("claim, answer, return", async () => {
    expect((await act("claim")).status).toBe(200);
    expect((await act("say", { key, text: "您好" })).status).toBe(200);
    expect(await page()).toContain("您好");
    expect((await act("return", { summary: "讲清楚了" })).status).toBe(200);
    const handoff = await desk.ledger.desk.newestHandoff(id);
    expect(handoff).toMatchObject({ state: "ended", end: "returned", summary: "讲清楚了" });
    expect(desk.deeds.map(({ action }) => action)).toContain("conversation.return");
  });

  test("the second to claim is told who was first, and nothing changes", async () => {
    await act("claim");
    const late = await act("claim", {}, wang);
    expect(late.status).toBe(409);
    expect(await refusal(late)).toEqual({
      code: "claimed-by-other",
      message: "小李 已接手这个会话。",
    });
    expect((await desk.ledger.desk.newestHandoff(id))?.staff).toEqual(li);
  });

  test("two who claim at once: one has it, the other is told", async () => {
    const both = await Promise.all([act("claim"), act("claim", {}, wang)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("the same key says the same words once", async () => {
    await act("claim");
    const both = await Promise.all([
      act("say", { key, text: "一" }),
      act("say", { key, text: "一" }),
    ]);
    const answers = (await Promise.all(both.map((each) => each.json()))) as { repeat: boolean }[];
    expect(answers.map(({ repeat }) => repeat).sort()).toEqual([false, true]);
    const said = (await desk.ledger.transcript(id)).filter(({ side }) => side === "staff");
    expect(said.map(({ text }) => text)).toEqual(["一"]);
  });

  test.each([
    ["say", { key, text: "x" }],
    ["transfer", { to: "staff", staff: wang.id }],
    ["return", {}],
    ["close", {}],
    ["resend", { delivery: "none" }],
  ])("%s is refused to who does not hold it, and changes nothing", async (name, fields) => {
    await act("claim", {}, wang);
    const before = await desk.ledger.transcript(id);
    const refused = await act(name, name === "transfer" ? { to: "desk" } : fields);
    expect(refused.status).toBe(409);
    expect((await refusal(refused)).message).toBe("小王 已接手这个会话。");
    expect(await desk.ledger.transcript(id)).toEqual(before);
    expect(await desk.ledger.desk.newestHandoff(id)).toMatchObject({
      state: "claimed",
      staff: wang,
    });
  });

  test.each([
    ["say", { key, text: "x" }],
    ["close", {}],
    ["resend", { delivery: "none" }],
  ])("%s before a claim asks for it", async (name, fields) => {
    const refused = await act(name, fields);
    expect(refused.status).toBe(409);
    expect((await refusal(refused)).code).toBe("not-claimed");
  });

  test("what the channel would not take is refused before it is said", async () => {
    await act("claim");
    Object.assign(desk.port, { reach: () => ({ can: false, why: unreachable.spent }) });
    const refused = await act("say", { key, text: "第六条" });
    expect(refused.status).toBe(409);
    expect((await refusal(refused)).message).toContain("最多回5条");
    expect((await desk.ledger.transcript(id)).some(({ text }) => text === "第六条")).toBe(false);
    expect(await page()).toContain("现在不能发送");
  });

  test("a reply to what has ended says so", async () => {
    await act("claim");
    await act("close");
    const refused = await act("say", { key, text: "还有一句" });
    expect(refused.status).toBe(409);
    expect((await refusal(refused)).code).toBe("ended");
  });

  test("without a script the page comes back with the reason and the text", async () => {
    const response = await sends(
      desk,
      `/console/conversations/${id}/say`,
      { key, text: "写了很久的话", csrf: `token-${li.id}` },
      li,
      { Accept: "text/html" },
    );
    expect(response.status).toBe(409);
    const text = await response.text();
    expect(text).toContain("请先接手");
    expect(text).toContain("写了很久的话</textarea>");
    const done = await sends(desk, `/console/conversations/${id}/claim`, {}, li, {
      Accept: "text/html",
    });
    expect(done.status).toBe(303);
    expect(done.headers.get("Location")).toBe(`/console/conversations/${id}`);
  });

  test.each([
    { key, text: "   " },
    { key, text: "字".repeat(4_001) },
    { key: "short", text: "x" },
    { key: "0123456789abcdef\u0000!", text: "x" },
    { text: "x" },
  ])("words that cannot be sent are a 422: %#", async (fields) => {
    await act("claim");
    expect((await act("say", fields)).status).toBe(422);
  });

  test("a field given twice, or a file for a field, is a 422", async () => {
    await act("claim");
    const twice = new FormData();
    twice.append("key", key);
    twice.append("text", "a");
    twice.append("text", "b");
    const file = new FormData();
    file.append("key", key);
    file.append("text", new File(["a"], "a.txt"));
    for (const form of [twice, file]) {
      const response = await sends(desk, `/console/conversations/${id}/say`, form);
      expect(response.status).toBe(422);
    }
    expect((await desk.ledger.transcript(id)).filter(({ side }) => side === "staff")).toEqual([]);
  });

  test.each([
    {},
    { to: "moon" },
    { to: "staff", staff: "nobody" },
    { to: "staff", staff: li.id },
    { to: "desk", district: "月球区" },
    { to: "desk", topic: "cooking" },
  ])("a transfer goes only where there is somebody: %o", async (fields) => {
    await act("claim");
    expect((await act("transfer", fields)).status).toBe(422);
    expect((await desk.ledger.desk.newestHandoff(id))?.staff).toEqual(li);
  });

  test("a transfer to a colleague and one to a desk", async () => {
    await act("claim");
    expect((await act("transfer", { to: "staff", staff: wang.id })).status).toBe(200);
    expect((await desk.ledger.desk.newestHandoff(id))?.staff).toEqual(wang);
    const back = await act("transfer", { to: "desk", district: "涪陵区", topic: "" }, wang);
    expect(back.status).toBe(200);
    const handoff = await desk.ledger.desk.newestHandoff(id);
    expect(handoff).toMatchObject({ state: "waiting", desk: { district: "涪陵区" } });
  });

  test("a note is for colleagues and never leaves", async () => {
    expect((await act("notes", { note: "客户很急" })).status).toBe(200);
    expect(await page(wang)).toContain("客户很急");
    const told = await desk.ledger.transcript(id);
    expect(told.some(({ text }) => text.includes("客户很急"))).toBe(false);
    expect((await act("notes", { note: " " })).status).toBe(422);
  });

  test("what failed is shown with its reason and can be sent again by its holder", async () => {
    await act("claim");
    await act("say", { key, text: "到了吗" });
    // The answer of the bot and the notice of the claim stand before it.
    for (let n = 0; n < 5; n++) {
      for (const due of await desk.ledger.dueDeliveries(["web"], 9, new Date())) {
        await desk.ledger.settle(due.id, due.fence, {
          state: "failed",
          reason: "the customer refuses messages",
        });
      }
    }
    const text = await page();
    expect(text).toContain("没有送达");
    expect(text).toContain("客户拒收了消息");
    const [failed] = await desk.ledger.desk.receipts(id, 1);
    const again = await act("resend", { delivery: failed?.delivery ?? "" });
    expect(again.status).toBe(200);
    expect((await desk.ledger.desk.receipts(id, 1))[0]?.state).toBe("queued");
    expect((await act("resend", { delivery: failed?.delivery ?? "" })).status).toBe(422);
    expect((await act("resend", { delivery: "of-another" })).status).toBe(422);
  });
});

describe("aids", () => {
  test("suggestions come with citations and send nothing", async () => {
    desk.suggested = ["可以补一半。"];
    const before = await desk.ledger.transcript(id);
    const text = await (await act("suggest", { text: "补多少" })).text();
    expect(text).toContain("可以补一半。");
    expect(text).toContain("某市专利质押融资工作办法");
    expect(text).toContain("data-insert");
    expect(await desk.ledger.transcript(id)).toEqual(before);
  });

  test("no answer is said to be none", async () => {
    expect(await (await act("suggest")).text()).toContain("没有能直接回答");
  });

  test("canned replies are listed for insertion", async () => {
    const list = async () => await (await looks(desk, "/console/desk/canned")).text();
    expect(await list()).toContain("还没有常用语");
    await desk.ledger.desk.saveCannedReply({ title: "问好", text: "您好，我是小李。" });
    expect(await list()).toContain('data-insert="您好，我是小李。"');
  });

  test("a page that outlives its session is given the new token", async () => {
    const response = await looks(desk, "/console/desk/session");
    expect(await response.json()).toEqual({ staff: li.id, csrf: `token-${li.id}` });
  });
});

test("somebody else at the conversation is seen, and whether they write", async () => {
  const tab = "a-tab-of-xiaowang";
  expect((await act("presence", { tab, writing: "1" }, wang)).status).toBe(200);
  expect(await page()).toContain("小王 正在写");
  expect(await page(wang)).not.toContain("正在写");
  expect((await act("presence", { tab: "x" }, wang)).status).toBe(422);
});
