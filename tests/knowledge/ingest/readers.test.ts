import { describe, expect, it } from "vitest";
import { ingest } from "../../../src/knowledge/ingest/ingest.ts";
import { docx, gb18030, pdf, plan, written } from "./fixtures.ts";

const now = new Date("2026-11-21");

async function one(name: string, content: Uint8Array | string) {
  const result = await ingest(await written({ [name]: content }), { now });
  expect(result.problems.filter((problem) => problem.fatal)).toEqual([]);
  const first = result.digests[0];
  if (first === undefined) throw new Error("nothing was taken in");
  return first;
}

describe("text encodings", () => {
  const wide = Buffer.from(`\ufeff${plan}`, "utf16le");
  const cases: [string, Uint8Array][] = [
    ["UTF-8", Buffer.from(plan)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${plan}`)],
    ["UTF-16 little-endian", wide],
    ["UTF-16 big-endian", Buffer.from(wide).swap16()],
    ["UTF-16 without a mark", Buffer.from(plan, "utf16le")],
    ["GB18030", gb18030(plan)],
  ];
  it.each(cases)("reads %s", async (_name, bytes) => {
    const digest = await one("plan.txt", bytes);
    expect(digest.title).toBe("建设海洋产业知识产权强市行动方案");
    expect(digest.passages.some((passage) => passage.text.includes("21.5件"))).toBe(true);
  });
});

describe("markdown", () => {
  it("reads front matter, headings, lists, links and tables", async () => {
    const digest = await one(
      "rules.md",
      `---
title: 资助办法
date: 2025-03-04
---
# 试行资助办法

## 第一章 总则

第一条 本办法适用于[本市](https://example.org)依法登记的**企业**。

## 第二章 标准

- 首次认定的企业，给予一次支持。

| 项目 | 金额 |
|---|---|
| 甲类站点 | 12万元 |
| 乙类站点 | 8万元 |
`,
    );
    expect(digest).toMatchObject({ title: "试行资助办法", date: "2025-03-04", kind: "rules" });
    const texts = digest.passages.map((passage) => passage.text);
    expect(texts).toContain("本办法适用于本市依法登记的企业。");
    expect(texts).toContain("项目：甲类站点；金额：12万元");
    expect(digest.passages.find((p) => p.text.includes("依法登记"))?.section).toContain("第一条");
  });
});

describe("html", () => {
  it("drops scripts, styles and menus, and reads meta, tables and entities", async () => {
    const digest = await one(
      "page.html",
      `<!doctype html><html><head><title>页面标题_某网</title>
<meta name="PubDate" content="2025-07-01 10:20"><meta name="ContentSource" content="临港市知识产权局">
<style>p{color:red}</style><script>document.write("恶意脚本的话")</script></head>
<body><nav>首页 导航 登录</nav><header>网站抬头</header>
<article><h1>临港市专利资助标准</h1><p>资助对象为本市小微企业&amp;个体工商户。<script>alert("再来一次")</script></p>
<p hidden>看不见的话。</p><table><tr><th>类别</th><th>标准</th></tr><tr><td>发明</td><td>3000元</td></tr></table>
<p>孤立的代理项&#xD800;不应留下。</p></article><footer>版权所有</footer></body></html>`,
    );
    expect(digest).toMatchObject({
      title: "临港市专利资助标准",
      publisher: "临港市知识产权局",
      date: "2025-07-01",
    });
    const text = digest.passages.map((passage) => passage.text).join("\n");
    expect(text).toContain("资助对象为本市小微企业&个体工商户。");
    expect(text).toContain("类别：发明；标准：3000元");
    expect(text).toContain("孤立的代理项不应留下。");
    expect(text).not.toMatch(/脚本|再来|导航|抬头|版权|看不见/);
  });

  it("reads a page that declares GBK", async () => {
    const page =
      '<html><head><meta charset="gbk"></head><body><h1>简要通报</h1><p>全市新增站点5个，运行良好。</p></body></html>';
    const digest = await one("old.htm", gb18030(page));
    expect(digest.title).toBe("简要通报");
    expect(digest.passages[0]?.text).toBe("全市新增站点5个，运行良好。");
  });

  it("refuses a page nested beyond reason without a crash", async () => {
    const result = await ingest(
      await written({ "deep.html": `${"<div>".repeat(50_000)}深处的话。` }),
      { now },
    );
    expect(result.problems[0]?.message).toMatch(/deep\.html: nests elements/);
  });
});

describe("docx", () => {
  it("reads paragraphs and heading styles", async () => {
    const digest = await one(
      "办法.docx",
      docx([
        "# 站点管理办法",
        "## 总则",
        "站点由区级部门设立，每年评价一次。",
        "## 经费",
        "每个站点每年补助6万元。",
      ]),
    );
    expect(digest).toMatchObject({ title: "站点管理办法", kind: "rules" });
    expect(digest.id).toMatch(/^docx-[0-9a-f]{8}-1$/);
    expect(digest.passages.find((passage) => passage.text.includes("6万元"))).toMatchObject({
      section: "经费（第2段）",
      standing: "rule",
    });
  });

  it("reads a plan typed without styles by its clause numbers", async () => {
    const digest = await one(
      "plan.docx",
      docx(plan.split("\n").filter((line) => line.trim() !== "")),
    );
    expect(digest.number).toBe("临港府发〔2024〕7号");
    expect(digest.passages.map((passage) => passage.section)).toContain("三、（一）1");
  });
});

describe("pdf", () => {
  it("reads Chinese text page by page, joins wrapped lines, drops running heads and feet", async () => {
    const seen: string[] = [];
    const pages = Array.from({ length: 5 }, (_, i) => [
      "临港市统计资料汇编",
      "",
      `第${"一二三四五"[i]}产业园全年完成投资${i + 1}.5亿元，同比增长${i + 3}%，其中技术改造`,
      `投资占比达到${i + 20}%，新增就业${i + 100}人，园区企业总数继续保持增长。`,
      "",
      `- ${i + 1} -`,
    ]);
    const result = await ingest(await written({ "report.pdf": pdf(pages) }), {
      now,
      onProgress: (_done, _total, label) => seen.push(label),
    });
    const texts = result.digests.flatMap((digest) =>
      digest.passages.map((passage) => passage.text),
    );
    expect(texts.join("")).toContain("其中技术改造投资占比达到22%，新增就业102人");
    expect(texts.some((text) => text.includes("统计资料汇编"))).toBe(false);
    expect(seen).toContain("report.pdf (page 3 of 5)");
  });

  it("says that a PDF without text is scanned", async () => {
    const result = await ingest(await written({ "scan.pdf": pdf([[], []]) }), { now });
    expect(result.digests).toEqual([]);
    expect(result.problems[0]?.message).toMatch(
      /scan\.pdf: has 2 page\(s\) but no text: it is scanned and needs OCR/,
    );
  });
});
