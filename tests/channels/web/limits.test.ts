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
  const nothing = () => {};

  test("freeing twice frees once", () => {
    const slots = streamSlots({ perContact: 2, inAll: 2 });
    const free = slots.take("a", "1.1.1.1", nothing);
    slots.take("b", "1.1.1.1", nothing);
    if (typeof free === "string") throw new Error("no slot");
    free();
    free();
    expect(slots.take("c", "1.1.1.1", nothing)).toBeTypeOf("function");
    expect(slots.take("d", "1.1.1.1", nothing)).toBe("program");
  });

  test("the oldest of a contact gives way, even when the program and the address are full", () => {
    const slots = streamSlots({ perContact: 2, perAddress: 2, inAll: 2 });
    const pushed: string[] = [];
    for (const name of ["first", "second", "third"]) {
      expect(slots.take("a", "1.1.1.1", () => pushed.push(name))).toBeTypeOf("function");
    }
    expect(pushed).toEqual(["first"]);
    expect(slots.take("b", "2.2.2.2", nothing)).toBe("program");
  });

  test("an address with invented contacts gets its share and no more", () => {
    const slots = streamSlots({ perAddress: 3, inAll: 10 });
    const taken = Array.from({ length: 8 }, (_, i) =>
      slots.take(`forged-${i}`, "1.1.1.1", nothing),
    );
    expect(taken.filter((slot) => slot === "address")).toHaveLength(5);
    expect(slots.take("neighbour", "2.2.2.2", nothing)).toBeTypeOf("function");
    const [first] = taken;
    if (typeof first !== "function") throw new Error("no slot");
    first();
    expect(slots.take("later", "1.1.1.1", nothing)).toBeTypeOf("function");
    expect(slots.take("too late", "1.1.1.1", nothing)).toBe("address");
  });

  test("a refused newcomer pushes nobody out", () => {
    const slots = streamSlots({ perContact: 1, perAddress: 1, inAll: 10 });
    const pushed: string[] = [];
    slots.take("a", "1.1.1.1", () => pushed.push("a"));
    slots.take("b", "2.2.2.2", () => pushed.push("b"));
    expect(slots.take("a", "2.2.2.2", nothing)).toBe("address");
    expect(pushed).toEqual([]);
    expect(slots.take("a", "3.3.3.3", nothing)).toBeTypeOf("function");
    expect(pushed).toEqual(["a"]);
    expect(slots.take("c", "1.1.1.1", nothing)).toBeTypeOf("function");
  });
});
