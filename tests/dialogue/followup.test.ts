import { afterAll, describe, expect, test } from "vitest";
import { createReader } from "../../src/answering/question.ts";
import type { Topic } from "../../src/core/session.ts";
import { createCompletion } from "../../src/dialogue/followup.ts";
import { removeFolders, smallKnowledge } from "../answering/smallKnowledge.ts";

afterAll(removeFolders);

const now = new Date("2026-11-21T12:00:00+08:00");
const reader = createReader(smallKnowledge().glossary);
const complete = createCompletion(reader);

const topic = (question: string): Topic => ({
  question,
  intent: "policy-facts",
  outcome: "answer",
  passages: [],
  told: [],
});

function completed(text: string, before: string) {
  return complete(text, topic(before), now).question;
}

const words = (text: string, before: string) =>
  completed(text, before).terms.map((term) => term.text);

describe("a follow-up takes over what it does not say", () => {
  const before = "东岸区2024年有效注册商标多少件";

  test("another region", () => {
    const question = completed("那西岸呢？", before);
    expect(question.regions).toEqual(["西岸区"]);
    expect(question.years).toEqual({ from: 2024, to: 2024 });
    expect(question.asks[0]?.kind).toBe("count");
    expect(words("那西岸呢？", before)).toContain("注册商标");
  });

  test("another year", () => {
    const question = completed("2023年呢", before);
    expect(question.regions).toEqual(["东岸区"]);
    expect(question.years).toEqual({ from: 2023, to: 2023 });
  });

  test("another kind of answer about the same thing", () => {
    const question = completed("要多久", "专利质押评估费多少");
    expect(question.asks.map(({ kind }) => kind)).toContain("duration");
    expect(question.asks.map(({ kind }) => kind)).not.toContain("amount");
  });

  test("an attribute of the old question is not taken over", () => {
    expect(completed("那西岸呢", "东岸贷款利率多少").terms.length).toBeGreaterThan(0);
    expect(completed("窗口电话呢", before).attributes.map(({ name }) => name)).toEqual([
      "联系电话",
    ]);
  });
});

describe("a question of its own stays its own", () => {
  test.each(["鹏城市版权登记每件资助多少钱", "那专利代理机构的年检材料怎么准备"])("%s", (text) => {
    const own = reader.read(text, now);
    expect(completed(text, "东岸区有效注册商标多少件")).toEqual(own);
  });

  test("without anything before, nothing is added", () => {
    const own = reader.read("那西岸呢", now);
    expect(complete("那西岸呢", undefined, now).question).toBe(own);
  });
});
