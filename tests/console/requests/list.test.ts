import { expect, test } from "vitest";
import { requestStatuses } from "../../../src/core/request.ts";
import { visitor } from "../visitors.ts";
import { stage } from "./stage.ts";

const receiptsIn = (page: string) =>
  [...page.matchAll(/requests\/(ZW-[^"/?]+)"/g)].map((m) => m[1]);

test("lists newest first and leafs through them", async () => {
  const { desk, file } = await stage();
  for (let i = 0; i < 53; i++) {
    await file({ receipt: `ZW-${100 + i}`, createdAt: new Date(Date.UTC(2026, 10, 1, 0, i)) });
  }
  const first = await (await desk.get("/requests")).text();
  expect(receiptsIn(first)).toHaveLength(50);
  expect(receiptsIn(first)[0]).toBe("ZW-152");
  expect(first).toContain('href="/console/requests?from=50"');
  const second = await (await desk.get("/requests?from=50")).text();
  expect(receiptsIn(second)).toEqual(["ZW-102", "ZW-101", "ZW-100"]);
  expect(second).not.toContain('rel="next"');
  expect(second).toContain("第 51–53 件");
});

test("filters by status, kind, assignee and receipt, and keeps the filter while leafing", async () => {
  const { desk, file, port, seen } = await stage();
  await file({ receipt: "ZW-20261101-AAAAA2" });
  await file({ receipt: "ZW-20261102-BBBBB3", kind: "financing" });
  await port.record.changeCase({
    receipt: "ZW-20261101-AAAAA2",
    seen: new Date(await seen("ZW-20261101-AAAAA2")),
    to: "declined",
    assignee: { id: "li", name: "小李" },
    by: { id: "li", name: "小李" },
  });
  const shown = async (query: string) =>
    receiptsIn(await (await desk.get(`/requests?${query}`)).text());
  expect(await shown("status=declined")).toEqual(["ZW-20261101-AAAAA2"]);
  expect(await shown("status=open")).toEqual(["ZW-20261102-BBBBB3"]);
  expect(await shown("kind=financing")).toEqual(["ZW-20261102-BBBBB3"]);
  expect(await shown("assignee=me")).toEqual(["ZW-20261101-AAAAA2"]);
  expect(await shown("assignee=nobody")).toEqual(["ZW-20261102-BBBBB3"]);
  expect(await shown("receipt=bbbb")).toEqual(["ZW-20261102-BBBBB3"]);
  expect(await shown("receipt=%25")).toEqual([]);
  expect(await shown("status=nonsense&from=-3&kind=%00")).toHaveLength(2);
  const page = await (await desk.get("/requests?kind=alerts&receipt=%22%3E%3Cb%3E")).text();
  expect(page).toContain("没有符合条件的申请");
  expect(page).not.toContain('"><b>');
});

test("every status has its words in both languages; only editors are offered the export", async () => {
  const { desk, file } = await stage();
  for (const status of requestStatuses) await file({ receipt: `ZW-${status}`, status });
  const zh = await (await desk.get("/requests")).text();
  for (const word of ["已提交", "已受理", "已办结", "不受理", "已撤回"]) {
    expect(zh).toMatch(new RegExp(`class="tag[^"]*">${word}<`));
  }
  expect(zh).not.toContain("requests.xlsx");
  const editor = visitor({ role: "editor", language: "en" });
  const en = await (await desk.get("/requests?status=done", editor)).text();
  expect(en).toContain(">Done</span>");
  expect(en).toContain('href="/console/requests.xlsx?status=done"');
});
