import { expect, test } from "vitest";
import { passageSources, sources } from "../../../src/console/desk/sources.ts";
import type { Visitor } from "../../../src/console/visitor.ts";

const visitor: Visitor = {
  id: "li",
  name: "小李",
  role: "staff",
  language: "zh",
  csrf: "token",
  sessionHash: "hash",
};
const texts: Readonly<Record<string, string>> = {
  "rules/a": "甲文。",
  "rules/b": "乙文。",
  "rules/same": "甲文。",
};
const context = {
  visitor,
  passage: (id: string) => {
    const text = texts[id];
    const from = { title: "办法", publisher: "某局", date: "2026-01-26", section: "第1段" };
    return text === undefined ? undefined : { ...from, text };
  },
};
const cited = (passage: string, date = "2026-01-26") => ({
  ...{ document: "《办法》", section: "第1段", date, passage },
});
const count = (markup: unknown, part: string) => String(markup).split(part).length - 1;

test("passages of one section stand under one label, each text once", () => {
  const shown = sources([cited("rules/a"), cited("rules/b"), cited("rules/same")], context);
  expect(count(shown, "<summary>")).toBe(1);
  expect(count(shown, "甲文。")).toBe(1);
  expect(count(shown, "乙文。")).toBe(1);
});

test("another date is another source", () => {
  const shown = sources([cited("rules/a"), cited("rules/b", "2020-01-01")], context);
  expect(count(shown, "<summary>")).toBe(2);
});

test("one that is gone is said to be, and named by its id where nothing else is known", () => {
  expect(String(sources([cited("old/one")], context))).toContain("已不在知识库里");
  const shown = passageSources(["rules/a", "rules/b", "old/one"], context);
  expect(count(shown, "<summary>")).toBe(2);
  expect(String(shown)).toContain("old/one");
});

test("where nothing is cited nothing stands", () => {
  expect(sources([], context)).toBe("");
});
