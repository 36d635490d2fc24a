import { afterAll, describe, expect, test } from "vitest";
import { createReader } from "../../src/answering/question.ts";
import { removeFolders, smallKnowledge } from "./smallKnowledge.ts";

afterAll(removeFolders);

const now = new Date("2026-11-21T12:00:00+08:00");
const reader = createReader(smallKnowledge().glossary);
const read = (text: string) => reader.read(text, now);
const words = (text: string) => read(text).terms.map((term) => term.text);

test("a glossary term is one thing and knows its other names", () => {
  const [term] = read("专利贷款要好多钱").terms;
  expect(term?.text).toBe("专利贷款");
  expect(term?.same).toContain("质押融资");
});

test("regions, years and kind of answer are read apart from the topic", () => {
  const question = read("去年东岸的商标有多少件");
  expect(question.regions).toEqual(["东岸区"]);
  expect(question.years).toEqual({ from: 2025, to: 2025 });
  expect(question.asks[0]?.kind).toBe("count");
  expect(words("去年东岸的商标有多少件")).toEqual(["商标"]);
});

test("politeness and function words are no topic", () => {
  expect(words("请问一下我们公司想知道评估费是多少呢谢谢")).toEqual(["评估费"]);
});

test("traditional characters and full-width letters read like plain ones", () => {
  expect(words("專利貸款")).toEqual(words("专利贷款"));
});

test("an English question is read by its glossary terms", () => {
  expect(words("how much is pledge financing please")).toEqual(["质押融资"]);
});

describe("standing", () => {
  test.each([
    ["2027年的目标是多少", "target"],
    ["力争到2027年达到多少", "target"],
    ["目前实际完成了多少", "achieved"],
    ["商标有多少件", undefined],
  ])("%s", (text, standing) => expect(read(text).standing).toBe(standing));
});

test("an empty text is a question about nothing", () => {
  expect(read("")).toMatchObject({ text: "", terms: [], regions: [], asks: [], attributes: [] });
});
