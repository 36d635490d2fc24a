import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDialogues } from "../conversations/dialogue.ts";
import { golden } from "./golden.ts";
import { root } from "./tree.ts";

const { questions, problems } = golden;

describe("golden questions", () => {
  test("their files are well formed", () => {
    expect(problems).toEqual([]);
  });

  test("there are at least 300", () => {
    expect(questions.length).toBeGreaterThanOrEqual(300);
  });

  test("no id and no question stands twice", () => {
    expect(repeated(questions.map(({ id }) => id))).toEqual([]);
    expect(repeated(questions.map(({ after, text }) => [...after, text].join(" ⏎ ")))).toEqual([]);
  });

  test("about half of them are held", () => {
    const held = questions.filter((question) => question.held).length / questions.length;
    expect(held).toBeGreaterThan(0.45);
    expect(held).toBeLessThan(0.55);
  });

  test("every kind is asked, held and open", () => {
    const kinds = new Set(questions.map(({ kind }) => kind));
    expect(kinds.size).toBeGreaterThanOrEqual(12);
    for (const kind of kinds) {
      const of = questions.filter((question) => question.kind === kind);
      expect(new Set(of.map(({ held }) => held)).size, kind).toBe(2);
    }
  });

  test("each expects something a wrong reply would miss", () => {
    const empty = questions.filter(
      ({ expect: { outcome, intent, all, none } }) =>
        all.length + none.length === 0 && intent === undefined && outcome.length > 3,
    );
    expect(empty.map(({ id }) => id)).toEqual([]);
  });

  test("every source file is asked about", () => {
    const files = new Set(questions.flatMap(({ expect: { source } }) => source));
    expect([...files].sort()).toEqual([0, 1, 2, 3, 4]);
  });
});

test("there are at least 60 golden conversations", () => {
  const dialogues = readDialogues(join(root, "tests/conversations"));
  expect(dialogues.length).toBeGreaterThanOrEqual(60);
  expect(repeated(dialogues.map(({ dialogue: { id } }) => id))).toEqual([]);
});

function repeated(names: readonly string[]): string[] {
  return names.filter((name, at) => names.indexOf(name) !== at);
}
