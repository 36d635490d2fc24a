import { describe, expect, test } from "vitest";
import { momentTold, officeHours } from "../../src/handoff/hours.ts";
import { officeService } from "./stage.ts";

const at = (local: string) => new Date(`${local}:00+08:00`);

describe("office hours", () => {
  const hours = officeHours({
    weekly: { monday: ["09:00-12:00", "14:00-17:30"], tuesday: ["09:00-12:00"] },
    closed: ["2026-11-24"],
    extra: { "2026-11-28": ["10:00-16:00"], "2026-11-23": ["09:00-12:00", "14:00-17:30"] },
  });

  test.each([
    ["2026-11-23T08:59", false],
    ["2026-11-23T09:00", true],
    ["2026-11-23T11:59", true],
    ["2026-11-23T12:00", false],
    ["2026-11-23T14:00", true],
    ["2026-11-23T17:30", false],
    ["2026-11-24T10:00", false],
    ["2026-11-28T10:00", true],
    ["2026-11-29T10:00", false],
    ["2026-12-01T10:00", true],
  ])("at %s: %s", (local, open) => {
    expect(hours.isOpen(at(local))).toBe(open);
  });

  test.each([
    ["2026-11-21T20:00", "2026-11-23T09:00"],
    ["2026-11-23T12:30", "2026-11-23T14:00"],
    ["2026-11-23T18:00", "2026-11-28T10:00"],
    ["2026-11-28T16:00", "2026-11-30T09:00"],
    // A day of the calendar in Chongqing, not in UTC.
    ["2026-11-23T00:30", "2026-11-23T09:00"],
  ])("after %s it opens at %s", (after, opens) => {
    expect(hours.nextOpening(at(after))).toEqual(at(opens));
  });

  test("an office that never opens says so, and one without rules always is", () => {
    expect(
      officeHours({ weekly: {}, closed: [], extra: {} }).nextOpening(at("2026-11-21T20:00")),
    ).toBe(undefined);
    expect(officeHours(undefined).isOpen(at("2026-11-22T03:00"))).toBe(true);
  });

  test("the usual week is told in runs of days", () => {
    expect(officeHours(officeService.hours).told).toBe("周一至周二 09:00-12:00、14:00-17:30");
    expect(hours.told).toBe("周一 09:00-12:00、14:00-17:30，周二 09:00-12:00");
  });

  test("a moment is told with its weekday", () => {
    expect(momentTold(at("2026-11-23T09:00"))).toBe("11月23日（周一）09:00");
  });
});
