import { describe, expect, test } from "vitest";
import { unreachable } from "../../../src/core/reach.ts";
import { visitor } from "../visitors.ts";
import { stage } from "./stage.ts";

const wang = visitor({ id: "wang", name: "小王" });

test("shows all slots as text, the history, and what the channel still allows", async () => {
  const until = new Date("2026-11-23T02:00:00Z");
  const { desk, file } = await stage({ can: true, left: 3, until });
  await file({ receipt: "ZW-1", slots: { 企业名称: "<b>甲</b>\u202e", 说明: "a\nb" } });
  const page = await (await desk.get("/requests/ZW-1")).text();
  expect(page).toContain("&lt;b&gt;甲&lt;/b&gt;⟨U+202E⟩");
  expect(page).not.toContain("<b>甲");
  expect(page).toContain("还允许发 3 条，11-23 10:00 前");
  expect(page).toContain("提交申请");
  expect((await desk.get("/requests/ZW-9")).status).toBe(404);
});

test("accept, done, take up again: the customer is told once each", async () => {
  const { desk, file, ledger, one, seen, deeds } = await stage();
  const conversation = await file({ receipt: "ZW-1" });
  const go = async (to: string, note = "") =>
    await desk.post("/requests/ZW-1/status", { seen: await seen("ZW-1"), to, note });
  for (const to of ["accepted", "done", "accepted"]) {
    const response = await go(to, to === "done" ? "证书已寄出" : "");
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toBe("/console/requests/ZW-1?done=now");
    expect((await one("ZW-1")).request.status).toBe(to);
  }
  const told = (await ledger.transcript(conversation)).slice(2).map(({ text }) => text);
  expect(told).toEqual([
    "您的专家服务需求（回执 ZW-1）已受理。\n发「我的申请」可以随时查看。",
    "您的专家服务需求（回执 ZW-1）已办结。\n服务人员留言：证书已寄出\n发「我的申请」可以随时查看。",
    "您的专家服务需求（回执 ZW-1）已重新受理。\n发「我的申请」可以随时查看。",
  ]);
  expect(deeds.map(({ detail }) => detail?.["to"])).toEqual(["accepted", "done", "accepted"]);
  expect(JSON.stringify(deeds)).not.toContain("证书");
});

test("declining wants a reason, and what was written stays", async () => {
  const { desk, file, ledger, one, seen } = await stage();
  const conversation = await file({ receipt: "ZW-1" });
  const decline = async (note: string) =>
    await desk.post("/requests/ZW-1/status", { seen: await seen("ZW-1"), to: "declined", note });
  const bare = await decline("  ");
  expect(bare.status).toBe(422);
  expect(await bare.text()).toContain("请写明不受理的原因");
  const long = await decline("很".repeat(301));
  expect(long.status).toBe(422);
  expect(await long.text()).toContain("很".repeat(301));
  expect((await one("ZW-1")).request.status).toBe("submitted");
  expect((await decline("不在重庆办理")).status).toBe(303);
  expect((await ledger.transcript(conversation)).at(-1)?.text).toContain(
    "没有受理。\n原因：不在重庆办理",
  );
});

test("what the channel does not allow is left for the next visit, and the page says so", async () => {
  const { desk, file, ledger, seen } = await stage({ can: false, why: unreachable.tooLate });
  const conversation = await file({ receipt: "ZW-1" });
  expect(await (await desk.get("/requests/ZW-1")).text()).toContain(
    "现在不能给客户发消息：客户超过48小时",
  );
  const to = { seen: await seen("ZW-1"), to: "accepted" };
  const response = await desk.post("/requests/ZW-1/status", to);
  expect(response.headers.get("Location")).toBe("/console/requests/ZW-1?done=later");
  expect(await ledger.transcript(conversation)).toHaveLength(2);
  expect(await (await desk.get("/requests/ZW-1?done=later")).text()).toContain(
    "客户下次来消息时会看到通知",
  );
});

describe("two at once", () => {
  test("the second is told who did what; their words stay; nothing is lost or told twice", async () => {
    const { desk, file, ledger, one, seen } = await stage();
    const conversation = await file({ receipt: "ZW-1" });
    const sight = await seen("ZW-1");
    await desk.post("/requests/ZW-1/status", { seen: sight, to: "accepted" }, wang);
    const second = await desk.post("/requests/ZW-1/status", {
      seen: sight,
      to: "declined",
      note: "缺材料",
    });
    expect(second.status).toBe(409);
    const page = await second.text();
    expect(page).toContain("已被小王改为「已受理」");
    expect(page).toContain(">缺材料</textarea>");
    expect((await one("ZW-1")).request.status).toBe("accepted");
    expect(await ledger.transcript(conversation)).toHaveLength(3);
    const third = await desk.post("/requests/ZW-1/assignee", { seen: sight, to: "li" });
    expect(third.status).toBe(409);
    expect((await one("ZW-1")).assignee).toBeUndefined();
  });

  test("a double click of one person is no conflict and tells the customer once", async () => {
    const { desk, file, ledger, seen } = await stage();
    const conversation = await file({ receipt: "ZW-1" });
    const act = { seen: await seen("ZW-1"), to: "accepted" };
    const both = await Promise.all([1, 2].map(() => desk.post("/requests/ZW-1/status", act)));
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect(await ledger.transcript(conversation)).toHaveLength(3);
    expect(await ledger.desk.caseEvents("ZW-1")).toHaveLength(1);
  });
});

test("a withdrawn request cannot be changed in any way", async () => {
  const { desk, file, one, seen } = await stage();
  await file({ receipt: "ZW-1", status: "withdrawn" });
  const sight = await seen("ZW-1");
  expect((await desk.post("/requests/ZW-1/status", { seen: sight, to: "accepted" })).status).toBe(
    422,
  );
  const assigned = await desk.post("/requests/ZW-1/assignee", { seen: sight, to: "li" });
  expect(assigned.status).toBe(409);
  expect(await assigned.text()).toContain("客户已撤回");
  expect((await one("ZW-1")).assignee).toBeUndefined();
  expect(await (await desk.get("/requests/ZW-1")).text()).not.toContain('name="to"');
});

test("assigned to oneself, to a colleague, to nobody; not to a stranger", async () => {
  const { desk, file, one, seen, deeds } = await stage();
  await file({ receipt: "ZW-1" });
  const give = async (to: string) =>
    (await desk.post("/requests/ZW-1/assignee", { seen: await seen("ZW-1"), to })).status;
  expect(await give("li")).toBe(303);
  expect((await one("ZW-1")).assignee).toEqual({ id: "li", name: "小李" });
  expect(await give("wang")).toBe(303);
  expect((await one("ZW-1")).assignee?.id).toBe("wang");
  expect(await give("mallory")).toBe(422);
  expect((await one("ZW-1")).assignee?.id).toBe("wang");
  expect(await give("")).toBe(303);
  expect((await one("ZW-1")).assignee).toBeUndefined();
  expect(deeds).toHaveLength(3);
  const page = await (await desk.get("/requests/ZW-1")).text();
  expect(page).toContain("交给 小王 办理");
  expect(page).toContain("取消办理人");
});

test.each([
  ["no field", {}],
  ["no time", { seen: "yesterday", to: "done" }],
  ["a step there is not", { seen: "", to: "done" }],
  ["a status there is not", { seen: "", to: "__proto__" }],
])("a change with %s is refused and changes nothing", async (_name, fields) => {
  const { desk, file, one, seen } = await stage();
  await file({ receipt: "ZW-1" });
  const before = (await one("ZW-1")).request;
  const sight = "seen" in fields && fields.seen === "" ? { seen: await seen("ZW-1") } : {};
  const response = await desk.post("/requests/ZW-1/status", { ...fields, ...sight });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  expect((await one("ZW-1")).request).toEqual(before);
});
