import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clean, createStandard, maxQuestion } from "../../src/answering/standard.ts";

const standardise = createStandard({
  regions: [],
  terms: [],
  colloquial: { 好多: "多少", 好多钱: "多少钱", 咋个: "怎么", "a+b": "甲" },
  english: { pct: "国际专利", "pledge financing": "质押融资" },
});

describe("wording is brought to standard Chinese", () => {
  test.each([
    ["要好多钱", "要多少钱"],
    ["咋个办", "怎么办"],
    ["專利質押", "专利质押"],
    ["ＰＣＴ申请", "国际专利申请"],
    ["Pledge Financing", "质押融资"],
    ["a+b", "甲"],
    ["aab", "aab"],
    ["pctx", "pctx"],
  ])("%s", (text, standard) => expect(standardise(text)).toBe(standard));
});

describe("what is no text is taken out", () => {
  test.each([
    ["<b>快维中心</b>能补多少", "快维中心能补多少"],
    ["快\u200b维\u200d中心", "快维中心"],
    ["快维中心\u0000\u0007", "快维中心"],
    ["😀快维中心💰", "快维中心"],
    ["快维\ud800中心", "快维中心"],
    ["  快维  中心\n\n能补 多少 ", "快维中心能补多少"],
    ["PCT \t fee", "pct fee"],
    ["", ""],
  ])("%j", (text, left) => expect(clean(text)).toBe(left));

  test("digits are no emoji", () => expect(clean("2025年1#")).toBe("2025年1#"));
});

test("any text becomes a short, well-formed line", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(
      "\ud83d",
      "\udc00",
      "𠮷".repeat(300),
      "专利".repeat(300),
      "<a",
      ">",
      "\u202e",
      "👨‍👩‍👧",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = clean(pieces.join(""));
      expect(text.length).toBeLessThanOrEqual(maxQuestion);
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
    { numRuns: 400 },
  );
});

test("a cut never halves a character", () => {
  expect(clean(`问${"𠮷".repeat(600)}`).isWellFormed()).toBe(true);
});
