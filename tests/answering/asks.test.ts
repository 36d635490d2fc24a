import { describe, expect, test } from "vitest";
import { asksOf, figureFit } from "../../src/answering/asks.ts";
import { attributesOf } from "../../src/answering/attributes.ts";
import { figuresIn } from "../../src/core/figures.ts";

describe("what kind of answer is wanted", () => {
  test.each([
    ["快维中心补多少钱", "amount"],
    ["质押融资金额是多少", "amount"],
    ["办理要多久", "duration"],
    ["几个工作日能办好", "duration"],
    ["占比是多少", "percent"],
    ["增长了百分之几", "percent"],
    ["有多少家企业", "count"],
    ["什么时候印发的", "date"],
    ["由哪个部门牵头", "who"],
    ["这是谁说的", "who"],
    ["窗口在哪里", "where"],
    ["依据哪个文件", "document"],
    ["文号是多少", "document"],
    ["为什么要改革", "why"],
    ["怎么申请", "how"],
    ["有哪些条件", "list"],
    ["小企业能申请吗", "yes-no"],
  ])("%s: %s", (text, kind) => {
    expect(asksOf(text).map((ask) => ask.kind)).toContain(kind);
  });

  test("the measure word asked with is kept", () => {
    expect(asksOf("有多少家企业")).toContainEqual({ kind: "count", measure: "家" });
  });

  test.each(["多少钱", "要多久", "由谁牵头"])("%s wants no document", (text) => {
    expect(asksOf(text).map(({ kind }) => kind)).not.toContain("document");
  });

  test("a statement asks nothing", () => expect(asksOf("质押融资")).toEqual([]));
});

describe("figures fit what is asked", () => {
  const fitOf = (
    kind: "amount" | "duration" | "percent" | "date" | "count",
    text: string,
    measure?: string,
  ) => figureFit(measure === undefined ? { kind } : { kind, measure }, figuresIn(text));

  test("the right kind fits, another does not", () => {
    expect(fitOf("amount", "50万元")).toBe(1);
    expect(fitOf("amount", "15天")).toBe(0);
    expect(fitOf("duration", "15天")).toBe(1);
    expect(fitOf("percent", "50万元")).toBe(0);
    expect(fitOf("date", "2025年")).toBe(1);
  });

  test("the measure asked with fits best", () => {
    expect(fitOf("count", "1200家", "家")).toBeGreaterThan(fitOf("count", "1200件", "家"));
  });
});

describe("attributes that must stand in the evidence", () => {
  test.each([
    ["利率是多少", "贷款利率为3.5%", "重庆质押融资超65亿元"],
    ["咨询电话是多少", "电话：023-12345678", "由市知识产权局负责"],
    ["代理费多少", "代理费300元", "评估费降至0元"],
    ["评估费多少", "评估费降至0元", "办理时限7天"],
    ["最多能贷多少", "单户贷款最高500万元", "融资金额超65亿元"],
    ["什么时候截止申报", "申报截止5月1日", "2025年5月1日印发"],
    ["要准备什么材料", "需提交申请表等材料", "由区县初审"],
  ])("%s", (question, says, lacks) => {
    const found = attributesOf(question);
    expect(found).not.toEqual([]);
    expect(found.every(({ evidence }) => evidence.test(says))).toBe(true);
    expect(found.some(({ evidence }) => evidence.test(lacks))).toBe(false);
  });

  test.each(["质押融资金额是多少", "保护中心补助多少", "有哪些服务站点", "今年费用减了吗"])(
    "%s asks for none of them",
    (question) => expect(attributesOf(question)).toEqual([]),
  );
});
