import { strFromU8, unzipSync } from "fflate";
import { readSheet } from "read-excel-file/node";
import { describe, expect, test } from "vitest";
import { cellText } from "../../../src/console/requests/cellText.ts";
import { workbook, workbookType } from "../../../src/console/requests/workbook.ts";
import { visitor } from "../visitors.ts";
import { hostile } from "./hostile.ts";
import { stage } from "./stage.ts";

const editor = visitor({ role: "editor" });
const bytes = async (file: Response | ReadableStream) =>
  Buffer.from(await new Response(file instanceof Response ? file.body : file).arrayBuffer());
/** How a workbook writes a character that would else be read as such an escape. */
const unescaped = (text: string) =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
const sheetXml = (file: Buffer) => {
  const parts = unzipSync(file);
  return strFromU8(parts["xl/worksheets/sheet1.xml"] ?? new Uint8Array());
};

describe("the file", () => {
  test("is what another reader reads: header, text, times on Chongqing's clock", async () => {
    const { desk, file, deeds } = await stage();
    await file({
      receipt: "ZW-1",
      slots: { 企业名称: "重庆某公司", 电话: "13800000000" },
      createdAt: new Date("2026-11-20T16:30:00Z"),
    });
    await file({ receipt: "ZW-2", kind: "financing", slots: { 融资金额: "500万元" } });
    const response = await desk.post("/requests.xlsx", { kind: "expert" }, editor);
    expect(response.headers.get("Content-Type")).toBe(workbookType);
    expect(response.headers.get("Content-Disposition")).toBe(
      'attachment; filename="zhiwen-requests-20261121.xlsx"',
    );
    const content = await bytes(response);
    const rows = await readSheet(content);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual([
      "回执",
      "类型",
      "状态",
      "提交时间",
      "更新时间",
      "办理人",
      "渠道",
      "企业名称",
      "电话",
    ]);
    expect(rows[1]?.[0]).toBe("ZW-1");
    // A workbook knows no zone: this reader takes what the wall clock shows for UTC.
    const filed = rows[1]?.[3];
    // Days are kept as a fraction, which this reader cuts to milliseconds.
    const minute = filed instanceof Date ? Math.round(filed.getTime() / 60_000) : 0;
    expect(new Date(minute * 60_000).toISOString()).toBe("2026-11-21T00:30:00.000Z");
    expect(rows[1]?.slice(7)).toEqual(["重庆某公司", "13800000000"]);
    const xml = sheetXml(content);
    expect(xml).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    expect(xml.match(/customWidth/g)?.length).toBeGreaterThanOrEqual(9);
    expect(deeds).toEqual([
      { action: "requests.export", detail: { rows: "1", status: "", kind: "expert" } },
    ]);
  });

  test("holds no formula and every hostile text as it was written, whatever wrote it", async () => {
    expect(hostile.length).toBeGreaterThanOrEqual(60);
    const { desk, file } = await stage();
    // The record keeps neither NUL nor half a character: those are tried below.
    for (const [at, text] of hostile.entries()) {
      await file({ receipt: `ZW-${at}`, slots: { 内容: text } });
    }
    const content = await bytes(await desk.post("/requests.xlsx", {}, editor));
    const xml = sheetXml(content);
    expect(xml.match(/<f[\s>/]/g)).toBeNull();
    expect(xml.match(/t="str"/g)).toBeNull();
    const rows = await readSheet(content);
    const read = new Map(rows.slice(1).map((row) => [row[0], String(row[7] ?? "")]));
    for (const [at, text] of hostile.entries()) {
      expect(read.get(`ZW-${at}`), JSON.stringify(text)).toBe(expected(text));
    }
  });

  test.each([
    ["NUL", "a\0b", "a\ufffdb"],
    ["half a surrogate pair", "a\ud800b", "a\ufffdb"],
    ["no character", "a\ufffeb\uffff", "a\ufffdb\ufffd"],
    ["a lone carriage return", "a\rb\r\nc", "a\nb\nc"],
    ["more than a cell holds", "长".repeat(40_000), `${"长".repeat(32_766)}…`],
  ])("%s becomes what a workbook can hold", (_name, text, written) => {
    expect(cellText(text)).toBe(written);
  });

  test("saved as CSV and opened again, no field begins like a formula", () => {
    for (const text of hostile) {
      expect(unescaped(cellText(text))).not.toMatch(/^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u);
    }
  });

  test("20,000 rows come within bounded memory, and others are served meanwhile", async () => {
    function* rows() {
      for (let i = 0; i < 20_000; i++) {
        yield Array.from({ length: 14 }, (_, j) => `重庆市某某科技有限公司第${i}行第${j}列`);
      }
    }
    const columns = Array.from({ length: 14 }, (_, i) => ({
      header: `列${i}`,
      width: 20,
      kind: "text" as const,
    }));
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const before = process.memoryUsage().rss;
    let peak = before;
    let size = 0;
    for await (const chunk of workbook("申请", columns, rows())) {
      size += chunk.length;
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    clearInterval(timer);
    expect(size).toBeGreaterThan(500_000);
    expect((peak - before) / 1e6).toBeLessThan(150);
    expect(longest).toBeLessThan(500);
  }, 30_000);
});

describe("who may", () => {
  test("staff may not; an editor who has not just proved who they are is sent to do so", async () => {
    const { desk, deeds } = await stage();
    expect((await desk.get("/requests.xlsx", visitor())).status).toBe(403);
    expect((await desk.post("/requests.xlsx", {}, visitor())).status).toBe(403);
    const { confirmedUntil: _never, ...unproved } = editor;
    expect((await desk.post("/requests.xlsx", {}, unproved)).status).toBe(403);
    expect((await desk.get("/requests.xlsx", unproved)).headers.get("Location")).toContain(
      "/console/confirm",
    );
    expect(deeds).toEqual([]);
    expect((await desk.get("/requests.xlsx?assignee=wang&status=open", editor)).status).toBe(200);
  });

  test("without its line in the log no file is made", async () => {
    const { desk, port } = await stage();
    Object.assign(port, {
      audit: async () => {
        throw new Error("the log cannot be written");
      },
    });
    await expect(desk.post("/requests.xlsx", {}, editor)).rejects.toThrow(/log cannot/);
  });
});

/** What a reader should get: the text itself, an apostrophe in front of what looks like a formula. */
function expected(text: string): string {
  const plain = [...text.replace(/\r\n?/g, "\n")]
    .map((each) => (each < " " && each !== "\t" && each !== "\n" ? "\ufffd" : each))
    .join("");
  const begins = /^[\s\p{Cf}]*(?<first>.)/su.exec(plain)?.groups?.["first"] ?? "";
  return "=+-@＝＋－＠".includes(begins) || "\t\n".includes(plain.slice(0, 1))
    ? `'${plain}`
    : plain;
}
