import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createPolish } from "../../src/answering/polish.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/** An OpenAI-compatible endpoint that answers as told and keeps what it was sent. */
async function endpoint(reply: (body: string) => { status: number; text: string }) {
  const seen: string[] = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      seen.push(body);
      const { status, text } = reply(body);
      const message = { role: "assistant", content: text };
      response.writeHead(status, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ id: "1", object: "chat.completion", choices: [{ index: 0, message }] }),
      );
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const polish = createPolish({ baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: "k", name: "m" });
  return { polish, seen };
}

const answer = "2025年重庆市知识产权质押融资超65亿元。";

test("gives the model's wording", async () => {
  const { polish } = await endpoint(() => ({ status: 200, text: "去年全市融了超65亿元。" }));
  expect(await polish("去年贷了多少", answer)).toBe("去年全市融了超65亿元。");
});

test("sends no number that may identify a person", async () => {
  const { polish, seen } = await endpoint(() => ({ status: 200, text: "好的，超65亿元。" }));
  await polish("我电话13800138000，邮箱a@b.cn，去年贷了多少", answer);
  expect(seen.join("")).toContain("去年贷了多少");
  expect(seen.join("")).not.toMatch(/13800138000|a@b\.cn/);
});

test.each([
  ["an error", 500, "x"],
  ["nothing", 200, ""],
  ["markup", 200, "<script>alert(1)</script>"],
  ["a link", 200, "请看 https://example.com 超65亿元"],
  ["far too much", 200, "超65亿元。".repeat(80)],
])("gives nothing where the model gives %s", async (_, status, text) => {
  const { polish } = await endpoint(() => ({ status, text }));
  expect(await polish("去年贷了多少", answer)).toBeUndefined();
});

test("gives nothing where no model listens", async () => {
  const polish = createPolish({ baseUrl: "http://127.0.0.1:9/v1", apiKey: "k", name: "m" });
  expect(await polish("去年贷了多少", answer)).toBeUndefined();
});
