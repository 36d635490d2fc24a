import { expect, test } from "vitest";
import { createRegions } from "../../src/answering/regions.ts";

const regions = createRegions({
  regions: [
    { name: "鹏城市", aliases: ["鹏城", "A.B*"] },
    { name: "东岸区", aliases: ["东岸"], within: "鹏城市" },
    { name: "东岸新区", aliases: [], within: "东岸区" },
  ],
  terms: [],
  colloquial: {},
  english: {},
});

test("regions are named by their main name, in order, each once", () => {
  expect(regions.named("东岸和鹏城，还有东岸区、鹏城市")).toEqual(["东岸区", "鹏城市"]);
});

test("the longest name counts", () => {
  expect(regions.named("东岸新区有什么")).toEqual(["东岸新区"]);
});

test("a name is text, not a pattern", () => {
  expect(regions.named("A.B*")).toEqual(["鹏城市"]);
  expect(regions.named("AxBB")).toEqual([]);
});

test("within follows the tree upward only", () => {
  expect(regions.within("东岸新区", "鹏城市")).toBe(true);
  expect(regions.within("鹏城市", "鹏城市")).toBe(true);
  expect(regions.within("鹏城市", "东岸区")).toBe(false);
  expect(regions.within("别处", "鹏城市")).toBe(false);
});

test("no regions at all name nothing", () => {
  expect(
    createRegions({ regions: [], terms: [], colloquial: {}, english: {} }).named("东岸"),
  ).toEqual([]);
});
