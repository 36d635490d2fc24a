import fc from "fast-check";
import { expect, test } from "vitest";
import { figuresIn, readNumeral } from "../../src/core/figures.ts";

const digits = "零一二三四五六七八九";

/** Chinese numeral of a whole number below ten thousand, as it is written by hand. */
function written(value: number): string {
  let text = "";
  let gap = false;
  for (const [unit, name] of [
    [1000, "千"],
    [100, "百"],
    [10, "十"],
    [1, ""],
  ] as const) {
    const digit = Math.floor(value / unit) % 10;
    if (digit === 0) gap = text !== "";
    else {
      text += `${gap ? "零" : ""}${digits[digit]}${name}`;
      gap = false;
    }
  }
  return text.replace(/^一十/, "十");
}

test("a Chinese numeral below ten thousand reads as its value", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), (value) => {
      expect(readNumeral(written(value))).toBe(value);
    }),
    { numRuns: 500 },
  );
});

test("the same amount in Chinese numerals, Arabic digits and groups of three is the same figure", () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 9999 }), (value) => {
      const [chinese] = figuresIn(`补助${written(value)}万元`);
      const [plain] = figuresIn(`补助${value}万元`);
      const [grouped] = figuresIn(`补助${value.toLocaleString("en")}万元`);
      expect(chinese?.value).toBe(value * 10_000);
      expect([plain?.value, grouped?.value]).toEqual([value * 10_000, value * 10_000]);
    }),
  );
});

test("what is no numeral is NaN", () => {
  for (const text of ["", "点", "甲", "五甲"]) expect(readNumeral(text)).toBeNaN();
});

test("any text is read without an exception, in order, at its true place", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(
      "50万元",
      "超30%",
      "百分之",
      "三分之",
      "〔2023〕5号",
      "２０２５年",
      "点五",
      "http://",
      "…",
      "第",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      let last = 0;
      for (const { start, end, raw } of figuresIn(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end - start).toBe(raw.length);
        expect(end).toBeLessThanOrEqual(text.length);
        last = end;
      }
    }),
  );
});
