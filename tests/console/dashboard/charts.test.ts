import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChartName } from "../../../src/console/dashboard/chart.ts";
import { chartsOf } from "../../../src/console/dashboard/charts.ts";
import { overviewOf } from "../../../src/console/dashboard/overview.ts";
import { periodNamed, periods, spanOf } from "../../../src/console/dashboard/period.ts";
import { percent, quantile } from "../../../src/console/dashboard/quantile.ts";
import type { DeskFigures } from "../../../src/ledger/deskRecord.ts";
import { figures, handoff } from "./figures.ts";

const now = new Date("2026-11-21T08:05:00Z");
const week = spanOf(7, now);
const chart = (name: ChartName, from: DeskFigures, span = week) => {
  const found = chartsOf(from, span).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no chart ${name}`);
  return found;
};
const series = (found: ReturnType<typeof chart>, key: string) =>
  found.series.find((each) => each.key === key)?.values;

describe("periods", () => {
  test("end with today in Chongqing, whatever day it is in UTC", () => {
    const late = spanOf(7, new Date("2026-11-20T16:00:00Z"));
    expect(late.days).toEqual(week.days);
    expect(week.days[0]).toBe("2026-11-15");
    expect(week.since.toISOString()).toBe("2026-11-14T16:00:00.000Z");
    expect(week.until.toISOString()).toBe("2026-11-21T16:00:00.000Z");
    for (const period of periods) expect(spanOf(period, now).days).toHaveLength(period);
  });

  test("an address names one of them, or gets a week", () => {
    expect(["1", "90", "8", "-1", "x", undefined].map(periodNamed)).toEqual([1, 90, 7, 7, 7, 7]);
  });
});

describe("quantiles and shares", () => {
  test("by nearest rank, of nothing nothing", () => {
    expect(quantile([], 0.5)).toBeUndefined();
    expect(quantile([5], 0.9)).toBe(5);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(9);
    expect(percent(0, 0)).toBeUndefined();
    expect(percent(1, 4)).toBe(25);
  });

  test("a quantile is a measured value that the share does not exceed", () => {
    const values = fc.array(fc.integer({ min: 0, max: 9_999 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const found = quantile(all, share) ?? Number.NaN;
        expect(all).toContain(found);
        const within = all.filter((value) => value <= found).length;
        expect(within / all.length).toBeGreaterThanOrEqual(share - 1e-9);
      }),
    );
  });
});

describe("charts", () => {
  test("hours of UTC become days of Chongqing, and empty days are there", () => {
    const hours = [
      { hour: "2026-11-20T15", contact: 1, bot: 2, staff: 0 },
      { hour: "2026-11-20T16", contact: 10, bot: 20, staff: 3 },
      { hour: "2026-11-21T02", contact: 100, bot: 0, staff: 0 },
    ];
    const volume = chart("volume", figures({ hours }));
    expect(volume.rows).toEqual(week.days);
    expect(series(volume, "contact")).toEqual([0, 0, 0, 0, 0, 1, 110]);
    expect(series(volume, "bot")).toEqual([0, 0, 0, 0, 0, 2, 20]);
    const today = chart("volume", figures({ hours: hours.slice(1) }), spanOf(1, now));
    expect(today.rows).toHaveLength(24);
    expect(series(today, "contact")?.[0]).toBe(10);
    expect(series(today, "contact")?.[10]).toBe(100);
  });

  test("the share of a day nobody wrote on is nothing, not zero", () => {
    const days = [{ day: "2026-11-20", conversations: 4, handedOver: 1 }];
    const resolved = chart("resolved", figures({ days }));
    expect(series(resolved, "resolved")).toEqual([...Array(5).fill(undefined), 75, undefined]);
    expect(resolved.n).toEqual([0, 0, 0, 0, 0, 4, 0]);
  });

  test("waiting counts who stood in the queue and was claimed, by the day they asked", () => {
    const handoffs = [
      handoff("2026-11-20T15:59:00Z", { claimed: 3, answered: 5 }),
      handoff("2026-11-20T16:10:00Z", { claimed: 10, answered: 12 }),
      handoff("2026-11-21T01:00:00Z", { claimed: 1, answered: 2 }),
      handoff("2026-11-21T02:00:00Z", {}),
      { ...handoff("2026-11-21T03:00:00Z", { claimed: 600 }), promisedAt: now },
      handoff("2026-11-21T04:00:00Z", { claimed: 0, reason: "opened" }),
      handoff("2026-11-21T05:00:00Z", { claimed: 0, reason: "platform" }),
    ];
    const waiting = chart("waiting", figures({ handoffs }));
    expect(waiting.n).toEqual([0, 0, 0, 0, 0, 1, 2]);
    expect(series(waiting, "median")?.slice(4)).toEqual([undefined, 3, 1]);
    expect(series(waiting, "p90")?.slice(4)).toEqual([undefined, 3, 10]);
    const first = chart("first-answer", figures({ handoffs }));
    expect(series(first, "median")?.slice(5)).toEqual([5, 2]);
    expect(overviewOf(figures({ handoffs }))).toMatchObject({
      handoffs: 7,
      waited: 3,
      wait: 3,
      unclaimed: 1,
    });
  });

  test("who was passed on waited until the first came", () => {
    const passedOn = { ...handoff("2026-11-21T01:00:00Z", { claimed: 2 }), claimedAt: now };
    const all = figures({ handoffs: [passedOn] });
    expect(series(chart("waiting", all), "median")?.at(-1)).toBe(2);
    expect(overviewOf(all)).toMatchObject({ wait: 2, waited: 1 });
  });

  test("handoffs by reason and end, none of them lost", () => {
    const handoffs = [
      handoff("2026-11-20T01:00:00Z", { end: "closed" }),
      handoff("2026-11-20T02:00:00Z", { reason: "complaint", end: "left" }),
      handoff("2026-11-20T03:00:00Z", { reason: "complaint" }),
    ];
    const found = chart("handoffs", figures({ handoffs }));
    expect(found.rows).toEqual(["asked", "complaint"]);
    expect(found.series).toEqual([
      { key: "open", values: [0, 1] },
      { key: "closed", values: [1, 0] },
      { key: "left", values: [0, 1] },
    ]);
  });

  test("satisfaction is told only where somebody rated", () => {
    expect(overviewOf(figures({}))).toMatchObject({ content: undefined, resolved: undefined });
    const rated = [3, 3, 1].map((rating) => ({
      ...handoff("2026-11-20T01:00:00Z", { end: "closed" }),
      rating: rating as 1 | 3,
    }));
    expect(chart("satisfaction", figures({ handoffs: rated })).series[0]?.values).toEqual([
      2, 0, 1,
    ]);
    expect(overviewOf(figures({ handoffs: rated })).content).toBeCloseTo(66.7, 1);
  });

  test("topics beyond the tenth are one", () => {
    const intents = Array.from({ length: 14 }, (_, i) => ({ intent: `t${i}`, replies: 20 - i }));
    const topics = chart("topics", figures({ intents }));
    expect(topics.rows).toHaveLength(11);
    expect(topics.rows.at(-1)).toBe("others");
    const sum = (all: readonly (number | undefined)[]) =>
      all.reduce<number>((a, b) => a + (b ?? 0), 0);
    expect(sum(topics.series[0]?.values ?? [])).toBe(sum(intents.map(({ replies }) => replies)));
  });
});
