import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitText, utf8Bytes, utf16Units } from "../../src/core/split.ts";

describe("splitting a text", () => {
  test("one that fits stays whole, without the white space around it", () => {
    expect(splitText(" 三个字\n", 9)).toEqual(["三个字"]);
    expect(splitText("  \n", 9)).toEqual([]);
  });

  test("cuts where a reader pauses: paragraph, line, sentence, clause", () => {
    expect(splitText("第一段。\n\n第二段，还有话。", 30)).toEqual(["第一段。", "第二段，还有话。"]);
    expect(splitText("一行在这里\n另一行在那里", 24)).toEqual(["一行在这里", "另一行在那里"]);
    expect(splitText("先说这个。再说那个", 21)).toEqual(["先说这个。", "再说那个"]);
    expect(splitText("先说这个，再说那个", 21)).toEqual(["先说这个，", "再说那个"]);
  });

  test("a place too early in a part is no place to cut", () => {
    const [first] = splitText(`好。${"字".repeat(40)}`, 60);
    expect(utf8Bytes(first ?? "")).toBe(60);
  });

  test("never cuts inside a character as people see it", () => {
    const family = "👨‍👩‍👧‍👦";
    const flag = "🇨🇳";
    for (const part of splitText(family.repeat(9) + flag.repeat(9), 60)) {
      expect(part.replaceAll(family, "").replaceAll(flag, "")).toBe("");
    }
  });

  test("whatever the text: parts fit, nothing but white space is lost, order is kept", () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 300 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 8, max: 64 }), fc.boolean(), (text, limit, bytes) => {
        const size = bytes ? utf8Bytes : utf16Units;
        const parts = splitText(text, limit, size);
        for (const part of parts) {
          expect(size(part)).toBeLessThanOrEqual(limit);
          expect(part).not.toBe("");
        }
        const bare = (all: string) => all.replaceAll(/\s/gu, "");
        expect(bare(parts.join(""))).toBe(bare(text));
      }),
      { numRuns: 500 },
    );
  });
});
