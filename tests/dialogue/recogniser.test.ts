import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { intents } from "../../intents/index.ts";
import { createAnswering } from "../../src/answering/answer.ts";
import { createReader } from "../../src/answering/question.ts";
import { readCatalogue } from "../../src/dialogue/catalogue.ts";
import { createRecogniser, type Example, type Recogniser } from "../../src/dialogue/recogniser.ts";
import { readKnowledge } from "../../src/knowledge/read.ts";
import { removeFolders, smallKnowledge } from "../answering/smallKnowledge.ts";

afterAll(removeFolders);

const folder = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const { knowledge } = readKnowledge({ seeds: folder("seeds"), knowledge: folder("knowledge") });
const reader = createReader(knowledge.glossary);
const { examples } = readCatalogue(folder("intents"), intents, {
  answering: createAnswering(smallKnowledge()),
});

const options = {
  standardise: reader.standardise,
  words: (text: string) =>
    reader.terms(text).flatMap((term) => [term.text, ...term.same.slice(0, 1)]),
};

const few: readonly Example[] = [
  ...["转人工", "找客服", "我要人工", "叫个真人"].map((text) => ({ text, intent: "staff" })),
  ...["评估费多少", "贷款利率", "专利质押", "能贷多少"].map((text) => ({
    text,
    intent: "financing",
  })),
  ...["你好", "在吗", "早上好", "您好"].map((text) => ({ text, intent: "greet" })),
];

describe("a recogniser of few examples", () => {
  const recogniser = createRecogniser(few, options);

  test("knows its own examples, and what is near them", () => {
    for (const { text, intent } of few) expect(recogniser.recognise(text).intent).toBe(intent);
    expect(recogniser.recognise("专利质押评估费").intent).toBe("financing");
  });

  test("is sure of an example and unsure of what it never saw", () => {
    expect(recogniser.recognise("转人工").confidence).toBeGreaterThan(0.7);
    expect(recogniser.recognise("zzz").confidence).toBeLessThan(0.6);
  });

  test("gives probabilities in falling order for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { intent, confidence, others } = recogniser.recognise(text);
        const all = [confidence, ...others.map((other) => other.confidence)];
        expect(["staff", "financing", "greet"]).toContain(intent);
        expect(all.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
        expect(all).toEqual(all.toSorted((a, b) => b - a));
      }),
    );
  });

  test("the same examples give the same recogniser, to the last bit", () => {
    const again = createRecogniser(few, options);
    for (const { text } of examples.slice(0, 200))
      expect(again.recognise(text)).toEqual(recogniser.recognise(text));
  });
});

test("no example belongs to two intents", () => {
  const owner = new Map<string, string>();
  const torn = examples.filter(({ text, intent }) => {
    const key = reader.standardise(text);
    const first = owner.get(key);
    owner.set(key, first ?? intent);
    return first !== undefined && first !== intent;
  });
  expect(torn).toEqual([]);
});

describe("examples it has not seen", () => {
  const folds = 3;
  const judged = Array.from({ length: folds }, (_, fold) => {
    const recogniser: Recogniser = createRecogniser(
      examples.filter((_example, at) => at % folds !== fold),
      options,
    );
    return examples
      .filter((_example, at) => at % folds === fold)
      .map(({ text, intent }) => ({ intent, seen: recogniser.recognise(text) }));
  }).flat();
  const rightOf = (list: typeof judged) =>
    list.filter(({ intent, seen }) => seen.intent === intent).length / list.length;

  test("three quarters are recognised with a third of the examples held back", () => {
    expect(rightOf(judged)).toBeGreaterThan(0.75);
  });

  test("where it says it is sure it is right nine times in ten, and it is sure of half", () => {
    const sure = judged.filter(({ seen }) => seen.confidence >= 0.7);
    expect(rightOf(sure)).toBeGreaterThan(0.9);
    expect(sure.length / judged.length).toBeGreaterThan(0.5);
  });

  test("the right intent is among the first three nine times in ten", () => {
    const near = judged.filter(({ intent, seen }) =>
      [seen, ...seen.others.slice(0, 2)].some((each) => each.intent === intent),
    );
    expect(near.length / judged.length).toBeGreaterThan(0.9);
  });

  test("a wish for a person is not missed", () => {
    const wishes = judged.filter(({ intent }) => intent === "talk-to-staff");
    expect(rightOf(wishes)).toBeGreaterThan(0.75);
  });
});
