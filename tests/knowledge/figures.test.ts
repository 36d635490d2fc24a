import { afterAll, describe, expect, test } from "vitest";
import { figureProblems } from "../../src/commands/knowledge.ts";
import { readKnowledge } from "../../src/knowledge/read.ts";
import { contentRoots, removeFolders, smallFiles } from "../answering/smallKnowledge.ts";

afterAll(removeFolders);

/** Figures of an entry that its sources do not have, after `from` in `path` became `to`. */
function problems(path: string, from: string, to: string) {
  const text = JSON.stringify(smallFiles[path], null, 2);
  expect(text).toContain(from);
  const roots = contentRoots({ ...smallFiles, [path]: text.replace(from, to) });
  const { knowledge, problems: shape } = readKnowledge(roots);
  expect(shape).toEqual([]);
  return figureProblems(knowledge, roots.knowledge);
}

const faq = "knowledge/faq/fees.yaml";
const program = "knowledge/programs/lab.yaml";

test("entries that say what their sources say have none", () => {
  expect(problems(faq, "降至0元", "降至0元")).toEqual([]);
});

describe("a figure the sources do not have", () => {
  test.each([
    ["another amount in an answer", faq, "降至0元", "降至10元", "fee-how-much.answer"],
    ["another unit in an answer", faq, "降至0元", "降至0%", "fee-how-much.answer"],
    [
      "another bound in a summary",
      program,
      "建设补助50万元",
      "建设补助最高50万元",
      "lab-subsidy.summary",
    ],
    [
      "an invented telephone number",
      faq,
      "降至0元",
      "降至0元，电话023-67101234",
      "fee-how-much.answer",
    ],
  ])("%s", (_, path, from, to, field) => {
    expect(problems(path, from, to)).toMatchObject([
      { field, message: expect.stringMatching(/.+: .+/) },
    ]);
  });

  test.each([
    ["a one-off amount", '"yuan": 500000', '"yuan": 600000'],
    ["a yearly amount", '"yuan": 200000', '"yuan": 250000'],
    ["a qualifier", '"qualifier": "固定"', '"qualifier": "最高"'],
  ])("%s of a project: what is computed from it would be wrong", (_, from, to) => {
    expect(problems(program, from, to)).not.toEqual([]);
  });

  test("a condition that states one", () => {
    expect(problems(program, '"text": "已获批建设。"', '"text": "已获批建设满3年。"')).not.toEqual(
      [],
    );
  });

  test("is told with its file", () => {
    expect(problems(faq, "降至0元", "降至10元")[0]?.file).toMatch(/faq\/fees\.yaml$/);
  });
});
