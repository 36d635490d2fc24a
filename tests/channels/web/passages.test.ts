import { expect, test } from "vitest";
import { webChat } from "../../../src/channels/web/door.ts";
import { errorOf } from "./client.ts";
import { fakePort } from "./fakePort.ts";
import { guards } from "./guards.ts";

const passage = {
  title: "某办法",
  number: "某发〔2026〕1号",
  publisher: "某局",
  date: "2026-01-26",
  section: "三、（一）",
  text: "第一段\n第二段",
};
const port = fakePort({ passages: { "some-rules/one": passage } });
const app = webChat(port, { ...guards(), secureCookies: false });
const get = (id: string) => app.request(`/api/passage?id=${encodeURIComponent(id)}`);

test("an opened citation gives the passage with its document", async () => {
  const response = await get("some-rules/one");
  expect(response.status).toBe(200);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(await response.json()).toEqual(passage);
});

test.each([
  "",
  "nothing/here",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "\ud800".toWellFormed(),
  "x".repeat(10_000),
])("an unknown passage %j is 404 in Chinese", async (id) => {
  const response = await get(id);
  expect(response.status).toBe(404);
  expect((await errorOf(response)).message).toMatch(/没有找到/);
});

test("no id, a doubled id and broken escapes are 404 too", async () => {
  for (const query of ["", "?id", "?id=%E0%A4%A", "?ID=some-rules/one"]) {
    expect((await app.request(`/api/passage${query}`)).status).toBe(404);
  }
  expect((await app.request("/api/passage?id=some-rules/one&id=two")).status).toBe(200);
});
