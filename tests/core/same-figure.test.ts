import { describe, expect, test } from "vitest";
import { figuresIn, sameFigure } from "../../src/core/figures.ts";

function same(a: string, b: string): boolean {
  const [one] = figuresIn(a);
  const [other] = figuresIn(b);
  if (one === undefined || other === undefined) throw new Error(`no figure in ${a} or ${b}`);
  return sameFigure(one, other) && sameFigure(other, one);
}

describe("the same", () => {
  test.each([
    ["65亿元", "6500000000元"],
    ["百分之三十", "30%"],
    ["15天", "15日"],
    ["900万", "900万元"],
    ["3.2万件", "32000件"],
    ["渝知发〔2024〕12号", "渝知发(2024)12号"],
  ])("%s and %s", (a, b) => expect(same(a, b)).toBe(true));
});

describe("not the same", () => {
  test.each([
    ["50万元", "50元"],
    ["30%", "30个百分点"],
    ["30%", "30"],
    ["7天", "7个工作日"],
    ["12个月", "12月"],
    ["1200家", "1200件"],
    ["2025年", "2026年"],
    ["13800138000", "13800138001"],
    ["渝知发〔2024〕12号", "渝知发〔2024〕21号"],
  ])("%s and %s", (a, b) => expect(same(a, b)).toBe(false));
});
