import { expect, test } from "vitest";
import { report } from "./report.ts";
import { torment } from "./round.ts";

test("a small torture: nothing is lost, doubled or left unanswered", {
  timeout: 180_000,
}, async () => {
  const round = await torment({
    store: "sqlite",
    kills: 6,
    messages: 300,
    seed: 7,
    people: { "wecom-kf": 9, "wecom-app": 8, "wecom-aibot": 4, telegram: 5 },
    think: { least: 50, more: 250 },
    polling: false,
  });
  const { violations, figures } = round.verdict;
  expect(violations).toEqual([]);
  expect(Object.values(figures.accepted).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(299);
  for (const accepted of Object.values(figures.accepted)) expect(accepted).toBeGreaterThan(0);
  expect(Object.values(round.kills.done).reduce((sum, each) => sum + each, 0)).toBe(6);
  expect(report([round], "a test")).toContain("Nothing violated");
});
