import { join } from "node:path";
import { expect, test } from "vitest";
import { intents } from "../../intents/index.ts";
import { figureProblems } from "../../src/commands/knowledge.ts";
import { problemText } from "../../src/knowledge/problem.ts";
import { readKnowledge } from "../../src/knowledge/read.ts";
import { difference, root, same } from "./tree.ts";

const folder = join(root, "knowledge");
const { knowledge, problems } = readKnowledge({ seeds: join(root, "seeds"), knowledge: folder });

test("every entry is well formed, and no figure of one lacks its source", () => {
  expect([...problems, ...figureProblems(knowledge, folder)].map(problemText)).toEqual([]);
});

test("there are at least 80 FAQ entries and the other kinds", () => {
  expect(knowledge.faqs.length).toBeGreaterThanOrEqual(80);
  expect(knowledge.programs.length).toBeGreaterThan(0);
  expect(knowledge.products.length).toBeGreaterThan(0);
  expect(knowledge.desks.length).toBeGreaterThan(0);
  expect(knowledge.glossary.terms.length).toBeGreaterThan(0);
});

test("an FAQ entry belongs to an intent, and every intent about knowledge has one", () => {
  const answering = [
    "pledge-financing",
    "expert-service",
    "subsidy",
    "patent-commercialization",
    "rights-protection",
    "overseas-ip",
    "trademark-and-gi",
    "ip-services",
    "policy-facts",
  ];
  expect(answering.filter((name) => !Object.hasOwn(intents, name))).toEqual([]);
  expect(
    difference(
      knowledge.faqs.map(({ intent }) => intent),
      answering,
    ),
  ).toEqual(same);
});

test("no entry invents a phone number or a link", () => {
  const said = [
    ...knowledge.faqs.map(({ answer }) => answer),
    ...[...knowledge.programs, ...knowledge.products, ...knowledge.desks].map(
      ({ summary }) => summary,
    ),
  ];
  expect(said.length).toBeGreaterThan(100);
  expect(
    said.filter((text) =>
      /https?:|www\.|(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)/.test(text),
    ),
  ).toEqual([]);
});
