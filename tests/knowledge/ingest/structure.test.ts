import { describe, expect, it } from "vitest";
import { isByline } from "../../../src/knowledge/ingest/byline.ts";
import { ingest } from "../../../src/knowledge/ingest/ingest.ts";
import { eveningPaper, morningPaper, plan, written } from "./fixtures.ts";

const now = new Date("2026-11-21");

async function digestsOf(text: string) {
  const result = await ingest(await written({ "issue.txt": text }), { now });
  expect(result.problems.filter((problem) => problem.fatal)).toEqual([]);
  return result.digests;
}

describe("a newspaper page with titles first and bylines last", () => {
  it("gives each article its title, date, publisher and kind", async () => {
    const digests = await digestsOf(morningPaper);
    expect(digests.map((digest) => digest.title)).toEqual([
      "“老茶坊”添“新动力” 三江县走出“绿色路”",
      "造船厂搬进产业园 三个月实现交付",
      "五个码头联动 临港市推出通关新办法",
    ]);
    expect(digests.map((digest) => digest.publisher)).toEqual(Array(3).fill("西江晨报"));
    expect(digests.map((digest) => digest.source.article)).toEqual([1, 2, 3]);
    expect(digests.every((digest) => digest.kind === "news")).toBe(true);
    // The texts speak of the end of 2024, so a day in March is the next year's.
    expect(digests.map((digest) => digest.date)).toEqual([
      "2025-03-12",
      "2025-03-12",
      "2025-03-11",
    ]);
  });

  it("joins a paragraph that a page end cut inside a word", async () => {
    const [tea] = await digestsOf(morningPaper);
    const whole = tea?.passages.find((passage) => passage.text.includes("全县茶园总面积的31.2%"));
    expect(whole?.section).toBe("种好一片叶 让茶园“绿”起来（第2段）");
  });

  it("keeps bylines and page numbers out of the text and captions apart", async () => {
    const digests = await digestsOf(morningPaper);
    const all = digests.flatMap((digest) => digest.passages.map((passage) => passage.text));
    expect(all.some((text) => /记者|通讯员/.test(text))).toBe(false);
    expect(all).not.toContain("15");
    const caption = digests[1]?.passages.find((passage) => passage.section === "图注");
    expect(caption?.text).toBe("黎水县-生态养蜂");
  });

  it("dates what was reached and does not date what stands before the year", async () => {
    const [tea] = await digestsOf(morningPaper);
    const exports = tea?.passages.find((passage) => passage.text.includes("3000万元"));
    expect(exports).toMatchObject({ standing: "achieved", period: "..2024" });
  });
});

describe("a newspaper page of narrow columns with titles after the text", () => {
  it("finds the articles and gives each the title that shares its words", async () => {
    const digests = await digestsOf(eveningPaper);
    expect(digests.map((digest) => digest.title)).toEqual([
      "技术服务队走进云岭县",
      "东湖区数据产业园迎来 首批16家企业",
    ]);
  });

  it("joins wrapped lines, also a date, a figure and a list cut by a blank line", async () => {
    const [team] = await digestsOf(eveningPaper);
    const text = team?.passages.map((passage) => passage.text).join("\n") ?? "";
    expect(text).toContain("5月8日至10日，山地农业技术服务队来到云岭县");
    expect(text).toContain("27个合作社，开展现场指导33次、技术讲座12场，培训果农800余人。");
    expect(team?.passages[0]).toMatchObject({ section: "副题", text: "签下11项长期帮扶协议" });
  });

  it("takes the last day of a span, and this year where no text names one", async () => {
    const digests = await digestsOf(eveningPaper);
    expect(digests.map((digest) => digest.date)).toEqual(["2026-05-10", "2026-05-09"]);
  });

  it("never gives a forecast as reached", async () => {
    const [, park] = await digestsOf(eveningPaper);
    const forecast = park?.passages.find((passage) => passage.text.includes("2000人"));
    expect(forecast?.standing).toBe("target");
  });
});

describe("an official plan with its notice and annex", () => {
  it("reads the head of the plan and makes the annex a document of its own", async () => {
    const [main, annex, ...others] = await digestsOf(plan);
    expect(others).toEqual([]);
    expect(main).toMatchObject({
      title: "建设海洋产业知识产权强市行动方案",
      number: "临港府发〔2024〕7号",
      publisher: "临港市人民政府、临港市知识产权局",
      date: "2024-05-20",
      kind: "plan",
    });
    expect(annex).toMatchObject({
      title: "2024年重点事项清单（2024年）",
      number: "临港府发〔2024〕7号",
      date: "2024-05-20",
    });
  });

  it("cites clauses by their whole path", async () => {
    const [main] = await digestsOf(plan);
    const sections = main?.passages.map((passage) => passage.section);
    expect(sections).toContain("一、总体思路");
    expect(sections).toContain("三、（一）");
    expect(sections).toContain("三、（一）1");
    expect(sections).toContain("三、（二）3");
    expect(sections).toContain("四、（一）");
  });

  it("gives a chapter that is a heading alone as an outline of what stands below it", async () => {
    const [main] = await digestsOf(plan);
    const chapter = main?.passages.find((passage) => passage.section === "三、主要任务");
    expect(chapter?.text).toBe(
      "主要任务：做强创造，共同提升海洋产业核心竞争力；做优运用，共同打通转化渠道。",
    );
  });

  it("keeps the targets of two years apart and calls neither an achievement", async () => {
    const [main, annex] = await digestsOf(plan);
    const targets = main?.passages.filter((passage) => passage.standing === "target") ?? [];
    expect(targets.find((passage) => passage.text.includes("21.5件"))?.period).toBe("2026");
    expect(targets.find((passage) => passage.text.includes("40亿元"))?.period).toBe("2028");
    expect(targets.find((passage) => passage.text.includes("30项"))?.period).toBe("2026..2028");
    expect(main?.passages.some((passage) => passage.standing === "achieved")).toBe(false);
    const yearly = annex?.passages.find((passage) => passage.text.includes("600件"));
    expect(yearly).toMatchObject({ standing: "target", period: "2024" });
  });
});

describe("bylines", () => {
  it.each([
    "西江新闻-西江晨报记者 林一舟",
    "□本报记者 周南",
    "记者 林一舟 通讯员 吴小北",
    "记者 周南 摄/视觉西江",
    "新华社驻西江记者 林一舟",
  ])("knows %s", (line) => expect(isByline(line)).toBe(true));
  it.each([
    "记者走基层",
    "这条生产线总投资2.4亿元记者 张三 摄",
    "编辑部搬进产业园 三个月完成",
    "本报讯（记者 张三",
  ])("does not take %s for one", (line) => expect(isByline(line)).toBe(false));
});

describe("long text", () => {
  it("parts paragraphs at sentence ends, never inside a figure", async () => {
    const sentence = "园区全年完成投资12345.67万元，带动周边三个乡镇共同发展，群众普遍满意。";
    const digests = await digestsOf(`园区建设情况\n\n${sentence.repeat(40)}`);
    const passages = digests[0]?.passages ?? [];
    expect(passages.length).toBeGreaterThan(5);
    for (const { text } of passages) {
      expect(text.length).toBeLessThanOrEqual(250);
      expect(text.endsWith("。")).toBe(true);
    }
    expect(passages.map((passage) => passage.text).join("")).toBe(sentence.repeat(40));
  });

  it("takes 200 pages in seconds", async () => {
    const page = Array.from(
      { length: 30 },
      (_, i) => `第${i}项工作进展顺利，全年完成投资${i}.5亿元，同比增长${i}%，各方评价良好。\n`,
    ).join("\n");
    const started = Date.now();
    const digests = await digestsOf(`年度工作情况\n\n${`${page}\n`.repeat(200)}`);
    expect(digests.flatMap((digest) => digest.passages).length).toBe(6_000);
    expect(Date.now() - started).toBeLessThan(15_000);
  });
});
