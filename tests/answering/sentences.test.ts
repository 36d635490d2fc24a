import fc from "fast-check";
import { expect, test } from "vitest";
import { sentencesOf } from "../../src/answering/evidence.ts";

test("a sentence ends at its mark, with the closing quote behind it", () => {
  expect(sentencesOf("他说：“好。”然后走了！真的吗？")).toEqual([
    "他说：“好。”",
    "然后走了！",
    "真的吗？",
  ]);
});

test("a decimal point and a version end nothing", () => {
  expect(sentencesOf("达到18.5件。融资1.2亿元。")).toEqual(["达到18.5件。", "融资1.2亿元。"]);
});

test("a long enumeration is cut at its semicolons, a short one is not", () => {
  const item = `${"专利".repeat(20)}；`;
  expect(sentencesOf(`${item}${item}${item}${item}${item}完。`)).toHaveLength(6);
  expect(sentencesOf("一是补助；二是培训。")).toHaveLength(1);
});

test("nothing of a text is lost or made up", () => {
  const text = fc
    .array(fc.constantFrom("专利", "，", "。", "！", "”", "；", "\n", "3.5%", "（", "）", "a"), {
      maxLength: 60,
    })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (given) => {
      const sentences = sentencesOf(given);
      const letters = (all: string) => all.replace(/[^专利%]/g, "");
      expect(letters(sentences.join(""))).toBe(letters(given));
      for (const sentence of sentences) expect(given).toContain(sentence);
    }),
  );
});
