import { expect, test } from "vitest";
import { play } from "./play.ts";
import { report } from "./report.ts";
import { Tally } from "./tally.ts";
import { transitions } from "./transitions.ts";

test("a short run: the record is what the model says after every step", {
  timeout: 120_000,
}, async () => {
  const tally = new Tally();
  const found = await play(tally, { seed: 2026, sequences: 20, moves: 150 });
  expect(found.errorInstance, `seed ${found.seed}, path ${found.counterexamplePath}`).toBeNull();
  expect(tally.steps).toBeGreaterThan(1_000);
  const taken = [...tally.taken.keys()];
  expect(taken.filter((each) => !transitions.includes(each))).toEqual([]);
  expect(taken.length).toBeGreaterThan(transitions.length / 2);
  const results = { tally, command: "a test", seed: 2026, seconds: 1, caught: [] };
  expect(report(results)).toContain("nothing violated");
});
