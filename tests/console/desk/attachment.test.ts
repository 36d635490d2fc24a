import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileName } from "../../../src/console/desk/attachment.ts";
import { looks, type Stage, stage } from "./stage.ts";

let desk: Stage;
let id: string;
beforeEach(async () => {
  desk = await stage();
  id = await desk.asks({
    text: "请看",
    attachment: { kind: "file", reference: "media-1", name: "合同.html" },
  });
});
afterEach(async () => {
  await desk.close();
});

const content = (text: string) => new Blob([text]).stream() as ReadableStream<Uint8Array>;
const fetched = async (seq = 1) =>
  await looks(desk, `/console/conversations/${id}/attachments/${seq}`);

test("a file is for keeping, whatever it is", async () => {
  desk.attachment = () => ({ content: content("<script>alert(1)</script>"), bytes: 25 });
  const response = await fetched();
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("<script>alert(1)</script>");
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="file"; filename*=UTF-8''${encodeURIComponent("合同.html")}`,
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "content-length": "25",
  });
  expect(desk.deeds.at(-1)?.action).toBe("attachment.fetch");
});

test("what cannot be fetched says why", async () => {
  desk.attachment = () => ({ reason: "媒体文件超过三天，<b>已过期</b>" });
  const response = await fetched();
  expect(response.status).toBe(502);
  expect(await response.text()).toContain("媒体文件超过三天，&lt;b&gt;已过期");
});

test("what is too large is refused, and broken off where nobody told its size", async () => {
  let cancelled = false;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(5_000_000)),
      cancel: () => {
        cancelled = true;
      },
    });
  desk.attachment = () => ({ content: endless(), bytes: 60_000_000 });
  expect((await fetched()).status).toBe(413);
  expect(cancelled).toBe(true);
  desk.attachment = () => ({ content: endless() });
  const response = await fetched();
  await expect(response.arrayBuffer()).rejects.toThrow("too large");
});

test("a line without one is a 404", async () => {
  expect((await fetched(2)).status).toBe(404);
  expect((await fetched(99)).status).toBe(404);
  expect((await looks(desk, `/console/conversations/${id}/attachments/x`)).status).toBe(404);
  expect((await looks(desk, "/console/conversations/none/attachments/1")).status).toBe(404);
});

describe("a name", () => {
  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Windows\\win.ini", "win.ini"],
    ["fdp.\u202Eexe.报告", "fdp.exe.报告"],
    ["a\r\nSet-Cookie: x", "aSet-Cookie x"],
    ['"><script>', "script"],
    ["...", "file"],
    ["", "file"],
    ["  .hidden  ", "hidden"],
  ])("%j is kept as %j", (name, kept) => {
    expect(fileName(name)).toBe(kept);
  });

  test("is not longer than file systems take", () => {
    expect([...fileName("长".repeat(500))]).toHaveLength(120);
  });
});
