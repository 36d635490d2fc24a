import { expect, test } from "vitest";
import { choiceLines, plainReply } from "../../src/core/plainReply.ts";

const cited = (document: string, section: string) => ({
  document,
  section,
  date: "2026-01-26",
  passage: "x/y",
});

test("a reply is what is said, then a line for each document with its sections", () => {
  const citations = [
    cited("《甲》", "第一条"),
    cited("《乙》", "第3段"),
    cited("《甲》", "第二条"),
    cited("《甲》", "第一条"),
  ];
  expect(plainReply({ text: "补助30万元。", citations })).toBe(
    [
      "补助30万元。",
      "出处：《甲》 · 第一条；第二条 · 2026-01-26",
      "出处：《乙》 · 第3段 · 2026-01-26",
    ].join("\n"),
  );
  expect(plainReply({ text: "您好", citations: [] })).toBe("您好");
});

test("choices are numbered from 1, as the dialogue takes them", () => {
  const choices = ["同意", "不同意"].map((label) => ({ label, text: label }));
  expect(choiceLines(choices)).toEqual(["1. 同意", "2. 不同意"]);
});
