import { expect, test } from "vitest";
import type { CannedDeed } from "../../../src/console/canned/port.ts";
import { cannedRoutes } from "../../../src/console/canned/routes.ts";
import type { CannedReply } from "../../../src/ledger/deskRecord.ts";
import { deskOf, visitor } from "../visitors.ts";

const editor = visitor({ role: "editor" });

function stage(...start: readonly CannedReply[]) {
  const replies = new Map(start.map((reply) => [reply.id, reply]));
  const deeds: CannedDeed[] = [];
  const routes = cannedRoutes({
    record: {
      cannedReplies: async () => [...replies.values()],
      async saveCannedReply({ id = `r${replies.size + 1}`, ...reply }) {
        replies.set(id, { id, ...reply });
        return id;
      },
      async deleteCannedReply(id) {
        replies.delete(id);
      },
    },
    topics: () => [{ id: "subsidy", title: "补助政策" }],
    unsupported: (text) => text.match(/\d+万元/g) ?? [],
    audit: async (_visitor, deed) => {
      deeds.push(deed);
    },
  });
  return { replies, deeds, desk: deskOf(routes) };
}

const hello = { id: "r1", title: "开场", text: "您好" };

test("everybody reads; only editors and admins are offered changes and may make them", async () => {
  const { desk, replies, deeds } = stage(hello);
  const page = await (await desk.get("/canned")).text();
  expect(page).toContain("您好");
  expect(page).not.toContain("/console/canned/new");
  expect((await desk.get("/canned/r1")).status).toBe(403);
  for (const path of ["/canned/new", "/canned/r1", "/canned/r1/delete"]) {
    expect((await desk.post(path, { title: "x", text: "y" })).status).toBe(403);
  }
  expect([...replies.values()]).toEqual([hello]);
  expect(deeds).toEqual([]);
  expect(await (await desk.get("/canned", editor)).text()).toContain("/console/canned/new");
});

test("added, edited, deleted; deleting twice is no mistake", async () => {
  const { desk, replies, deeds } = stage();
  const added = await desk.post(
    "/canned/new",
    { title: " 补助 ", text: "一行\r\n两行 ", topic: "subsidy" },
    editor,
  );
  expect(added.headers.get("Location")).toBe("/console/canned?done=saved");
  expect(replies.get("r1")).toEqual({
    id: "r1",
    title: "补助",
    text: "一行\n两行",
    topic: "subsidy",
  });
  expect(await (await desk.get("/canned?done=saved", editor)).text()).toContain("补助政策");
  await desk.post("/canned/r1", { title: "补助", text: "改了", topic: "nonsense" }, editor);
  expect(replies.get("r1")).toEqual({ id: "r1", title: "补助", text: "改了" });
  for (let i = 0; i < 2; i++) {
    expect((await desk.post("/canned/r1/delete", {}, editor)).status).toBe(303);
  }
  expect(replies.size).toBe(0);
  expect(deeds.map(({ action }) => action)).toEqual([
    "canned.save",
    "canned.save",
    "canned.delete",
  ]);
});

test.each([
  ["no title", { title: " ", text: "x" }, "请写标题"],
  ["no text", { title: "x" }, "请写内容"],
  ["a long title", { title: "长".repeat(61), text: "x" }, "标题最多 60 字"],
  ["a long text", { title: "x", text: "长".repeat(1_001) }, "内容最多 1000 字"],
])("%s is refused, and what was written stays", async (_name, fields, why) => {
  const { desk, replies } = stage();
  const response = await desk.post("/canned/new", fields, editor);
  expect(response.status).toBe(422);
  const page = await response.text();
  expect(page).toContain(why);
  expect(page).toContain('aria-invalid="true"');
  for (const value of Object.values(fields)) expect(page).toContain(value.trim());
  expect(replies.size).toBe(0);
});

test("figures without a source are warned of; who has seen that may save; other figures warn anew", async () => {
  const { desk, replies } = stage();
  const save = async (text: string, doubted = "") =>
    await desk.post("/canned/new", { title: "补助", text, doubted }, editor);
  const warned = await save("补50万元");
  expect(warned.status).toBe(422);
  const page = await warned.text();
  expect(page).toContain("知识库里没有原文写明：50万元");
  expect(page).toContain('name="doubted" value="50万元"');
  expect((await save("补80万元", "50万元")).status).toBe(422);
  expect(replies.size).toBe(0);
  expect((await save("补50万元", "50万元")).status).toBe(303);
  expect(await (await desk.get("/canned", editor)).text()).toContain("无出处的数字：50万元");
});

test("a reply somebody else deleted meanwhile is not lost to who edits it", async () => {
  const { desk, replies } = stage();
  const response = await desk.post("/canned/gone", { title: "开场", text: "写了很久" }, editor);
  expect(response.status).toBe(404);
  const page = await response.text();
  expect(page).toContain("已被别人删除");
  expect(page).toContain("写了很久");
  expect(page).toContain('action="/console/canned/new"');
  expect(replies.size).toBe(0);
});

test("what was typed is text", async () => {
  const evil = `</textarea><script>alert(1)</script>"'&\u202e`;
  const { desk } = stage({ id: "r1", title: evil, text: evil, topic: evil });
  for (const path of ["/canned", "/canned/r1"]) {
    const page = await (await desk.get(path, editor)).text();
    expect(page).not.toContain("<script>alert");
    expect(page).toContain("&lt;script&gt;alert");
  }
});
