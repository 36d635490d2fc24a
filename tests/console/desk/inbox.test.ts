import { afterEach, beforeEach, expect, test } from "vitest";
import { li, looks, type Stage, sends, stage, wang } from "./stage.ts";

let desk: Stage;
beforeEach(async () => {
  desk = await stage();
});
afterEach(async () => {
  await desk.close();
  expect(desk.problems).toEqual([]);
});

const page = async (path: string, who = li) => await (await looks(desk, path, who)).text();

test("an empty inbox says so in words", async () => {
  expect(await page("/console")).toContain("没有人在等");
  expect(await page("/console?tab=mine")).toContain("您手上没有会话");
  expect(await page("/console?district=渝中区")).toContain("这个筛选下没有会话");
});

test("a line tells topic, district, channel, reason, question and the wait", async () => {
  await desk.asks({ text: "补一半吗？", answer: "已为您转人工。" });
  const text = await page("/console");
  for (const told of ["知识产权质押融资", "渝中区", "网页", "客户要求人工", "补一半吗？", "已等"]) {
    expect(text).toContain(told);
  }
  expect(text).not.toContain("已为您转人工。");
  expect(text).toContain("1 人排队");
  expect(text).toContain("值班中");
});

test("what the customer writes from the asking on is unread until it is read", async () => {
  const id = await desk.asks();
  await desk.writes(id, "还在吗？");
  await desk.writes(id, "急！");
  expect(await page("/console")).toContain("3 条未读");
  expect(await page("/console", wang)).toContain("3 条未读");
  const lines = await desk.ledger.transcript(id);
  const seq = String(lines.at(-1)?.seq);
  const read = await sends(desk, `/console/conversations/${id}/read`, { seq });
  expect(read.status).toBe(200);
  expect(await page("/console")).not.toContain("条未读");
  expect(await page("/console", wang)).toContain("3 条未读");
});

test("a claimed conversation moves from waiting to mine, and to all for the others", async () => {
  const id = await desk.asks();
  await sends(desk, `/console/conversations/${id}/claim`, {});
  expect(await page("/console")).not.toContain(`c-${id}`);
  expect(await page("/console?tab=mine")).toContain(`c-${id}`);
  expect(await page("/console?tab=mine", wang)).not.toContain(`c-${id}`);
  const all = await page("/console?tab=all", wang);
  expect(all).toContain(`c-${id}`);
  expect(all).toContain("小李");
});

test("who waits longest stands first", async () => {
  const ids = [await desk.asks({ contact: "a" }), await desk.asks({ contact: "b" })];
  const text = await page("/console");
  expect(text.indexOf(`c-${ids[0]}`)).toBeLessThan(text.indexOf(`c-${ids[1]}`));
});

test("one's own desks are a filter", async () => {
  const mine = await desk.asks({ contact: "a", desk: { district: "涪陵区" } });
  const other = await desk.asks({ contact: "b", desk: { district: "渝中区" } });
  desk.desksOf = [{ district: "涪陵区" }];
  const text = await page("/console?own=1");
  expect(text).toContain(`c-${mine}`);
  expect(text).not.toContain(`c-${other}`);
});

test("the other language says the same", async () => {
  await desk.asks();
  const text = await (await looks(desk, "/console", li, { Cookie: `desk=${li.id}.en` })).text();
  for (const told of ["1 in the queue", "On duty", "Asked for a person", "Waiting"]) {
    expect(text).toContain(told);
  }
});
