import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { intents } from "../../intents/index.ts";
import { readDialogues } from "../conversations/dialogue.ts";
import { golden } from "./golden.ts";
import { difference, read, root, same } from "./tree.ts";

/** What keeps a talk going rather than says a business; every other intent counts as business. */
const social = new Set([
  "affirm",
  "complaint",
  "deny",
  "feedback-wrong",
  "goodbye",
  "greet",
  "help",
  "more",
  "out-of-scope",
  "talk-to-staff",
  "thanks",
]);

const folders = readdirSync(join(root, "intents"), { withFileTypes: true })
  .filter((item) => item.isDirectory())
  .map(({ name }) => name);
const named = golden.questions.flatMap(({ expect: { intent = [] } }) => intent);
/** 「好的」 means something only inside a dialogue. */
const met = readDialogues(join(root, "tests/conversations")).flatMap(({ turns }) =>
  turns.flatMap(({ expect: { intent = [] } }) => intent),
);

test("intents/index.ts names every folder, and no other", () => {
  expect(folders.length).toBeGreaterThan(15);
  expect(difference(folders, Object.keys(intents))).toEqual(same);
});

test("the social intents exist", () => {
  expect([...social].filter((name) => !folders.includes(name))).toEqual([]);
});

describe.each(folders)("%s", (name) => {
  const content = parse(read(`intents/${name}/examples.yaml`)) as { examples: string[] };
  const least = social.has(name) ? 15 : 40;

  test(`has at least ${least} different examples`, () => {
    expect(new Set(content.examples).size).toBeGreaterThanOrEqual(least);
  });

  test("has a golden question or stands in a golden conversation", () => {
    expect([...named, ...met]).toContain(name);
  });
});

test("golden questions and conversations name intents that exist", () => {
  expect(named.length).toBeGreaterThan(100);
  expect([...new Set([...named, ...met])].filter((name) => !folders.includes(name))).toEqual([]);
});
