import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pick } from "../../src/dialogue/pick.ts";

const choices = [
  { label: "评估费", text: "评估费多少" },
  { label: "ＡＢ补助", text: "补助多少" },
  { label: "人工", text: "转人工" },
];

describe("a place picks the choice last offered", () => {
  test.each([
    ["1", "评估费多少"],
    ["2.", "补助多少"],
    ["第二个", "补助多少"],
    ["选3", "转人工"],
    ["三", "转人工"],
    ["第 1 项", "评估费多少"],
    ["2吧", "补助多少"],
  ])("%s", (text, chosen) => expect(pick(text, choices)).toBe(chosen));
});

test("a label typed picks its choice, in whatever width and case", () => {
  expect(pick("评估费", choices)).toBe("评估费多少");
  expect(pick("ab补助", choices)).toBe("补助多少");
});

test("a place that was not offered stays what was written", () => {
  for (const text of ["4", "第九个", "0", "10", "12"]) expect(pick(text, choices)).toBe(text);
  expect(pick("1", [])).toBe("1");
});

test("every text that is more than a place stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const said = `${text}专利`;
      expect(pick(said, choices)).toBe(said);
    }),
  );
});

test("a number inside a sentence picks nothing", () => {
  for (const text of ["2025年呢", "第2季度多少", "3个工作日", "1号楼"])
    expect(pick(text, choices)).toBe(text);
});
