import { describe, expect, test } from "vitest";
import { rateLimit } from "../../../src/channels/web/rateLimit.ts";
import { streamSlots } from "../../../src/channels/web/streamSlots.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21) + seconds * 1_000);

describe("the rate limit", () => {
  test("gives a burst, then the steady rate", () => {
    const limit = rateLimit({ burst: 3, perMinute: 60 });
    expect([0, 0, 0, 0].map((s) => limit.take("a", at(s)))).toEqual([0, 0, 0, 1]);
    const passed = Array.from({ length: 100 }, (_, i) => limit.take("a", at(1 + i / 10)));
    expect(passed.filter((wait) => wait === 0)).toHaveLength(10);
  });

  test("the seconds it names are enough, and one fewer is not", () => {
    const limit = rateLimit({ burst: 1, perMinute: 6 });
    limit.take("a", at(0));
    const wait = limit.take("a", at(0));
    expect(wait).toBe(10);
    expect(limit.take("a", at(wait - 1))).toBeGreaterThan(0);
    expect(limit.take("a", at(wait))).toBe(0);
  });

  test("a clock that goes back neither gives nor takes", () => {
    const limit = rateLimit({ burst: 2, perMinute: 60 });
    expect([limit.take("a", at(100)), limit.take("a", at(0)), limit.take("a", at(0))]).toEqual([
      0, 0, 1,
    ]);
  });

  test("forgets the least used key first and never holds more than it may", () => {
    const limit = rateLimit({ burst: 1, perMinute: 1, keys: 2 });
    limit.take("a", at(0));
    limit.take("b", at(0));
    limit.take("a", at(1));
    limit.take("c", at(2));
    expect(limit.take("a", at(2))).toBeGreaterThan(0);
    expect(limit.take("b", at(2))).toBe(0);
  });
});

describe("stream slots", () => {
  test("freeing twice frees once", () => {
    const slots = streamSlots({ perContact: 2, inAll: 2 });
    const free = slots.take("a", () => {});
    slots.take("b", () => {});
    free?.();
    free?.();
    expect(slots.take("c", () => {})).toBeDefined();
    expect(slots.take("d", () => {})).toBeUndefined();
  });

  test("the oldest of a contact gives way, even when the program is full", () => {
    const slots = streamSlots({ perContact: 2, inAll: 2 });
    const pushed: string[] = [];
    for (const name of ["first", "second", "third"]) {
      expect(slots.take("a", () => pushed.push(name))).toBeDefined();
    }
    expect(pushed).toEqual(["first"]);
    expect(slots.take("b", () => {})).toBeUndefined();
  });
});
