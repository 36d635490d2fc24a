import { describe, expect, test } from "vitest";
import { overlaps, yearsAsked, yearsNamed, yearsOf } from "../../src/answering/period.ts";

const now = new Date("2026-11-21T12:00:00+08:00");
const span = (from: number, to = from) => ({ from, to });

describe("the years a question asks about", () => {
  test.each([
    ["2025年有多少", span(2025)],
    ["25年有多少", span(2025)],
    ["二〇二五年有多少", span(2025)],
    ["二零二五年有多少", span(2025)],
    ["2021—2025年的目标", span(2021, 2025)],
    ["2021年到2023年", span(2021, 2023)],
    ["去年融资多少", span(2025)],
    ["今年呢", span(2026)],
    ["前年呢", span(2024)],
    ["大前年呢", span(2023)],
    ["明年的目标", span(2027)],
    ["十四五期间", span(2021, 2025)],
  ])("%s", (text, years) => expect(yearsAsked(text, now)).toEqual(years));

  test.each([
    "头两年能拿多少",
    "近三年的情况",
    "运行五年一共多少",
    "评估费多少",
    "渝府发〔2023〕5号讲什么",
    "专利保护期20年够不够",
    "想贷2000万元",
    "有2000家企业参加吗",
    "投资2026万的项目",
    "建成运行后年度绩效怎么评",
    "从业10年以上年龄50岁以下",
    "",
  ])("%s names none", (text) => expect(yearsAsked(text, now)).toBeUndefined());

  test("the year turns at midnight in Chongqing, wherever the server stands", () => {
    expect(yearsAsked("今年呢", new Date("2027-01-01T00:30:00+08:00"))).toEqual(span(2027));
    expect(yearsAsked("今年呢", new Date("2026-12-31T23:30:00+08:00"))).toEqual(span(2026));
  });
});

describe("the period of an entry", () => {
  test.each([
    ["2025", span(2025)],
    ["2026-04-16", span(2026)],
    ["2021..2025", span(2021, 2025)],
    // A count up to a year is that year's figure, not each earlier one's.
    ["..2025", span(2025)],
    ["2021..", { from: 2021, to: null }],
  ])("%s", (period, years) => expect(yearsOf(period)).toEqual(years));

  test("none is none", () => expect(yearsOf(undefined)).toBeUndefined());
});

test("years a text names, each once", () => {
  expect(yearsNamed("2021—2025年，其中2025年最多，投资2000万元")).toEqual([2021, 2025]);
});

describe("overlap", () => {
  test.each([
    [span(2025), span(2021, 2025), true],
    [span(2026), span(2021, 2025), false],
    [span(2030), { from: 2021, to: null }, true],
    [{ from: null, to: 2020 }, span(2021), false],
    [{ from: null, to: null }, span(2021), true],
  ])("%j and %j: %s", (a, b, both) => {
    expect(overlaps(a, b)).toBe(both);
    expect(overlaps(b, a)).toBe(both);
  });
});
