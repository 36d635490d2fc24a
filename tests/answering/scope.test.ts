import { afterAll, describe, expect, test } from "vitest";
import { type Evidence, gatherEvidence } from "../../src/answering/evidence.ts";
import { createReader } from "../../src/answering/question.ts";
import { regionScope, timeScope } from "../../src/answering/scope.ts";
import { removeFolders, smallKnowledge } from "./smallKnowledge.ts";

afterAll(removeFolders);

const now = new Date("2026-11-21T12:00:00+08:00");
const knowledge = smallKnowledge();
const reader = createReader(knowledge.glossary);
const evidence = gatherEvidence(knowledge, reader.regions);

function piece(id: string): Evidence {
  const found = evidence.find((item) => item.id === id);
  if (found === undefined) throw new Error(`no evidence ${id}`);
  return found;
}

const target = piece("east-plan/target#0");
const achieved = piece("east-plan/trademarks#0");
const west = piece("west-plan/trademarks#0");
const cityRule = piece("city-report/fee#0");
const cityFigure = piece("city-report/pledge#0");

const region = (text: string, item: Evidence) =>
  regionScope(reader.read(text, now), item, reader.regions);
const time = (text: string, item: Evidence) => timeScope(reader.read(text, now), item, now);

describe("region", () => {
  test("a district's own figure is in scope for it", () => {
    expect(region("东岸商标多少", achieved)).toBe("in");
  });

  test("a district's figure is never another district's", () => {
    expect(region("西岸商标多少", achieved)).toBe("out");
    expect(region("南岭商标多少", achieved)).toBe("out");
  });

  test("a city rule holds in its districts, and says that it is wider", () => {
    expect(region("东岸评估费多少", cityRule)).toBe("wider");
  });

  test("a city figure is not a district's", () => {
    expect(region("东岸质押融资多少", cityFigure)).toBe("out");
  });

  test("of two regions asked for, each one's figure is in scope", () => {
    expect(region("东岸和西岸的商标", achieved)).toBe("in");
    expect(region("东岸和西岸的商标", west)).toBe("in");
  });
});

describe("time and standing", () => {
  test("a figure is in scope for its year only", () => {
    expect(time("2024年商标多少", achieved)).toBe("in");
    expect(time("2025年商标多少", achieved)).toBe("out");
    expect(time("前年商标多少", achieved)).toBe("in");
    expect(time("去年商标多少", achieved)).toBe("out");
  });

  test("a target is no achievement", () => {
    expect(time("现在实际达到多少件", target)).toBe("out");
    expect(time("2027年的目标", target)).toBe("in");
  });

  test("nothing is achieved in a year that has not come", () => {
    expect(time("2027年实际完成了多少", target)).toBe("out");
    expect(time("2028年已经达到多少", achieved)).toBe("out");
  });

  test("a question without a year takes any", () => {
    expect(time("商标多少", achieved)).toBe("in");
  });

  test("a sentence that strives for something is a target whatever its passage says", () => {
    expect(target.standing).toBe("target");
    expect(achieved.standing).toBe("achieved");
  });
});

test("a superseded document is no evidence at all", () => {
  const digests = knowledge.digests.map((digest) =>
    digest.id === "west-plan" ? { ...digest, supersededBy: "east-plan" } : digest,
  );
  const left = gatherEvidence({ ...knowledge, digests }, reader.regions);
  expect(left.some(({ id }) => id.includes("west-plan"))).toBe(false);
});
