import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Customer, type Running, start } from "./server.ts";

const words = [
  "想请专家来看看工艺",
  "同意",
  "重庆江河机械有限公司",
  "涪陵区",
  "热处理变形大，希望专家看看工艺参数",
  "上门指导",
  "王女士",
  "13800138000",
  "确认",
  "我的申请",
];

test("a conversation whose server is killed after every message goes on where it was", async () => {
  const folder = mkdtempSync(join(tmpdir(), "zhiwen-resume-"));
  const customer = new Customer();
  let server: Running = await start(folder);
  await customer.arrive(server);
  for (const [at, text] of words.entries()) {
    const id = await customer.send(server, text);
    // Stored is all that was promised: the kill comes before, in or after the turn.
    await server.kill();
    server = await start(folder);
    if (at % 3 === 0) await customer.send(server, text, id);
    const entries = await customer.transcript(server, at + 1);
    expect(entries.filter(({ side }) => side === "contact")).toHaveLength(at + 1);
    expect(entries.filter(({ side }) => side === "bot")).toHaveLength(at + 1);
  }
  const entries = await customer.transcript(server, words.length);
  const said = entries.filter(({ side }) => side === "bot").map(({ text }) => text);
  const receipts = new Set(said.join("\n").match(/ZW-\d{8}-[0-9A-Z]{6}/g));
  expect(receipts.size).toBe(1);
  expect(said.at(-2)).toMatch(/已登记，回执号 ZW-/);
  expect(said.at(-1)).toContain([...receipts][0]);
  await server.kill();
}, 120_000);
