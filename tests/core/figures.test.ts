import { describe, expect, test } from "vitest";
import { figuresIn } from "../../src/core/figures.ts";

const read = (text: string) =>
  figuresIn(text).map(({ kind, value, unit, bound }) => [kind, value, unit, bound]);

describe("an amount", () => {
  test.each([
    ["补助50万元", 500_000, "exact"],
    ["超65亿元", 6_500_000_000, "over"],
    ["超过65亿元", 6_500_000_000, "over"],
    ["突破1.2万亿元", 1_200_000_000_000, "over"],
    ["近3000万元", 30_000_000, "under"],
    ["接近3000万元", 30_000_000, "under"],
    ["约12.5亿元", 1_250_000_000, "about"],
    ["300元左右", 300, "about"],
    ["不超过1,234.5万元", 12_345_000, "most"],
    ["最高可补助50万元", 500_000, "most"],
    ["30多万元", 300_000, "over"],
    ["二十万元", 200_000, "exact"],
    ["一百二十万元", 1_200_000, "exact"],
    ["两千万元以上", 20_000_000, "over"],
    ["５０万元", 500_000, "exact"],
    ["500块钱", 500, "exact"],
  ])("%s", (text, value, bound) => {
    expect(read(text)).toEqual([["money", value, "元", bound]]);
  });
});

describe("a share", () => {
  test.each([
    ["30%", 30],
    ["３０％", 30],
    ["百分之三十", 30],
    ["百分之35.6", 35.6],
    ["百分之七点五", 7.5],
    ["五分之二", 40],
    ["万分之五", 0.05],
  ])("%s", (text, value) => {
    const [figure, ...more] = figuresIn(text);
    expect(more).toEqual([]);
    expect(figure?.kind).toBe("percent");
    expect(figure?.value).toBeCloseTo(value, 10);
  });

  test("a percentage point is not a percent", () => {
    expect(read("提高2.3个百分点")).toEqual([["points", 2.3, "个百分点", "exact"]]);
  });

  test("三成 is a figure like 3成", () => {
    expect(read("增长三成")).toEqual(read("增长3成"));
  });
});

describe("counts and durations", () => {
  test.each([
    ["3000余家", ["count", 3000, "家", "over"]],
    ["近百家", ["count", 100, "家", "under"]],
    ["18.5件以上", ["count", 18.5, "件", "over"]],
    ["三十二项", ["count", 32, "项", "exact"]],
    ["15天", ["duration", 15, "天", "exact"]],
    ["7个工作日以内", ["duration", 7, "个工作日", "most"]],
    ["半年", ["duration", 0.5, "年", "exact"]],
    ["两年", ["duration", 2, "年", "exact"]],
    ["1.5倍", ["multiple", 1.5, "倍", "exact"]],
    ["12万亩", ["area", 120_000, "亩", "exact"]],
  ])("%s", (text, figure) => {
    expect(read(text)).toEqual([figure]);
  });

  test.each(["一个办法", "一批企业", "统一受理", "万一", "一些", "千方百计", "第一", "十分重要"])(
    "%s holds no figure",
    (text) => {
      expect(read(text)).toEqual([]);
    },
  );
});

describe("dates", () => {
  test("a whole date is year, month and day", () => {
    expect(read("2025年6月16日")).toEqual([
      ["year", 2025, "年", "exact"],
      ["month", 6, "月", "exact"],
      ["day", 16, "日", "exact"],
    ]);
  });

  test("a span of years is two years", () => {
    expect(read("2021—2025年").map(([, value]) => value)).toEqual([2021, 2025]);
  });

  test("years in Chinese digits are years", () => {
    expect(read("二〇二五年")).toEqual([["year", 2025, "年", "exact"]]);
  });

  test("a number and the year behind a comma stay apart", () => {
    expect(read("居第5，2024年居第6位").map(([, value]) => value)).toEqual([5, 2024, 6]);
  });
});

describe("names that are figures", () => {
  test("document numbers are alike whatever their brackets", () => {
    const keys = ["渝府发〔2023〕5号", "渝府发[2023]5号", "渝府发（2023）第5号"].map(
      (text) => figuresIn(text)[0]?.unit,
    );
    expect(new Set(keys).size).toBe(1);
  });

  test("a document number is the same wherever it stands in a sentence", () => {
    const alone = figuresIn("渝府发〔2023〕5号")[0];
    for (const text of [
      "文号是渝府发〔2023〕5号。",
      "依据渝府发〔2023〕5号",
      "（渝府发〔2023〕5号）",
    ]) {
      expect(figuresIn(text)[0]?.unit).toBe(alone?.unit);
    }
  });

  test.each(["13800138000", "023-67101234", "400-123-4567", "12345"])("%s is a phone", (text) => {
    expect(figuresIn(`电话${text}`).map(({ kind }) => kind)).toEqual(["phone"]);
  });

  test("links", () => {
    expect(figuresIn("见https://example.com/a?b=1。").map(({ kind }) => kind)).toEqual(["link"]);
  });
});

test("full-width digits are read whatever else the text holds", () => {
  for (const rest of ["", "……", "㎡", "①", "Ⅷ", "㈱"]) {
    expect(read(`补助５０万元${rest}`)[0]).toEqual(["money", 500_000, "元", "exact"]);
  }
});
