import { describe, expect, test } from "vitest";
import { streamSlots } from "../../../src/channels/web/streamSlots.ts";

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
