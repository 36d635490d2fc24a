import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  analyse,
  DOCUMENT_NUMBER,
  type Kind,
  kindOf,
  PAIR,
  QUANTITY,
  WORD,
} from "../../src/retrieval/analyse.ts";

/** The distinct terms of one kind. */
function termsOf(text: string, kind: Kind): Set<number> {
  const found = analyse(text);
  return new Set([...found.keys.subarray(0, found.count)].filter((term) => kindOf(term) === kind));
}

const shared = (a: string, b: string, kind: Kind) => {
  const others = termsOf(b, kind);
  return [...termsOf(a, kind)].filter((term) => others.has(term)).length;
};

describe("quantities", () => {
  it.each([
    ["65亿元", "6,500,000,000元"],
    ["百分之三十", "30%"],
    ["百分之三十", "３０％"],
    ["二〇二五年", "2025年"],
    ["二○二五年", "２０２５年"],
    ["五千万元", "50000000元"],
    ["3千万元", "3000万元"],
    ["1.2万亿元", "12000亿元"],
    ["一百二十三家", "123家"],
    ["两百万元", "2000000元"],
    ["十二个月", "12个月"],
    ["三万块钱", "30000元"],
    ["100余件", "一百件"],
    ["五十個工作日", "50个工作日"],
  ])("%s is %s", (a, b) => {
    expect(shared(a, b, QUANTITY)).toBe(1);
  });

  it.each([
    ["65亿元", "65万元"],
    ["30%", "30元"],
    ["12个月", "12月"],
    ["2025年", "2026年"],
    ["1.5亿元", "15亿元"],
  ])("%s is not %s", (a, b) => {
    expect(termsOf(a, QUANTITY).size).toBe(1);
    expect(shared(a, b, QUANTITY)).toBe(0);
  });

  it("reads any amount of yuan in 万 and 亿 as written out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), (n) => {
        expect(shared(`${n}万元`, `${n * 10_000}元`, QUANTITY)).toBe(1);
        expect(shared(`${n}亿元`, `${(n * 1e8).toLocaleString("en")}元`, QUANTITY)).toBe(1);
      }),
    );
  });
});

describe("document numbers", () => {
  it.each(["〔2025〕", "[2025]", "(2025)", "（２０２５）", "【2025】", "﹝2025﹞"])(
    "brackets %s are all the same",
    (year) => {
      expect(shared("涪陵府发〔2025〕18号", `根据涪陵府发${year}18号文件`, DOCUMENT_NUMBER)).toBe(
        3,
      );
    },
  );

  it("tells issuer, year and number apart", () => {
    const own = "涪陵府发〔2025〕18号";
    expect(shared(own, "渝府发〔2025〕18号", DOCUMENT_NUMBER)).toBe(2);
    expect(shared(own, "发改规划〔2025〕18号", DOCUMENT_NUMBER)).toBe(1);
    expect(shared(own, "涪陵府发〔2024〕18号", DOCUMENT_NUMBER)).toBe(0);
    expect(shared(own, "涪陵府发〔2025〕19号", DOCUMENT_NUMBER)).toBe(0);
  });

  it("knows 公告2025年第18号", () => {
    expect(shared("公告2025年第18号", "公告〔2025〕18号", DOCUMENT_NUMBER)).toBeGreaterThan(0);
  });
});

describe("words of Latin script and digits", () => {
  it.each([
    ["PCT国际申请", "怎么申请pct"],
    ["5G产业", "５Ｇ"],
    ["有33618件", "33618"],
    ["ISO9001认证", "iso 9001"],
  ])("%s and %s share a word", (a, b) => {
    expect(shared(a, b, WORD)).toBeGreaterThan(0);
  });

  it("makes no pairs of them", () => {
    expect(termsOf("PCT 5G 33618", PAIR).size).toBe(0);
  });
});

it("takes any string, with terms inside it and in order", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const found = analyse(text);
      for (let i = 0; i < found.count; i++) {
        const from = found.starts[i] as number;
        const to = found.ends[i] as number;
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(text.length);
      }
    }),
  );
});
