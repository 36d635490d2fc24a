import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RateLimit } from "../../src/core/rateLimit.ts";
import { memoryRateLimit, sharedRateLimit } from "../../src/session/rateLimit.ts";
import { type Bench, startBench, until } from "./bench.ts";
import { startProxy } from "./proxy.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.reset());
afterAll(() => bench.stop());

/** How many of so many at once were let through. */
async function passed(limit: RateLimit, takes: number, key = "k"): Promise<number> {
  const waits = await Promise.all(Array.from({ length: takes }, () => limit.take(key, new Date())));
  return waits.filter((wait) => wait === 0).length;
}

/** So slow that no test sees it refill. */
const slow = { burst: 5, perMinute: 0.5 };

describe.each(["memory", "redis"])("a limit in %s", (where) => {
  const open = async (rate: { burst: number; perMinute: number }): Promise<RateLimit> =>
    where === "memory" ? memoryRateLimit(rate) : sharedRateLimit(await bench.line(), "x", rate);

  test("lets the burst through, then says how long to wait", async () => {
    const limit = await open(slow);
    expect(await passed(limit, 20)).toBe(5);
    const wait = await limit.take("k", new Date());
    expect(Number.isInteger(wait)).toBe(true);
    expect(wait).toBeGreaterThan(100);
    expect(wait).toBeLessThanOrEqual(120);
  });

  test("counts each key apart", async () => {
    const limit = await open(slow);
    expect(await passed(limit, 20, "a")).toBe(5);
    expect(await passed(limit, 20, "b")).toBe(5);
  });

  test("fills up again with time", async () => {
    const limit = await open({ burst: 1, perMinute: 120 });
    expect(await passed(limit, 5)).toBe(1);
    expect(await limit.take("k", new Date())).toBe(1);
    await until(async () => (await limit.take("k", new Date())) === 0);
    expect(await passed(limit, 5)).toBe(0);
  });
});

describe("in memory", () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);

  test("the time given is what counts, and going back in it gives nothing", async () => {
    const limit = memoryRateLimit({ burst: 2, perMinute: 60 });
    expect(await limit.take("k", at(0))).toBe(0);
    expect(await limit.take("k", at(0))).toBe(0);
    expect(await limit.take("k", at(0))).toBe(1);
    expect(await limit.take("k", at(-100))).toBe(1);
    expect(await limit.take("k", at(-99))).toBe(0);
    expect(await limit.take("k", at(1_000))).toBe(0);
    expect(await limit.take("k", at(1_000))).toBe(0);
    expect(await limit.take("k", at(1_000))).toBe(1);
  });

  test("it remembers so many keys, the unused ones least", async () => {
    const limit = memoryRateLimit({ burst: 1, perMinute: 1 }, { keys: 2 });
    expect(await limit.take("a", at(0))).toBe(0);
    expect(await limit.take("b", at(0))).toBe(0);
    expect(await limit.take("a", at(0))).toBe(60);
    expect(await limit.take("c", at(0))).toBe(0);
    expect(await limit.take("a", at(0))).toBe(60);
    expect(await limit.take("b", at(0))).toBe(0);
  });
});

describe("in Redis", () => {
  test("two instances have one limit", async () => {
    const rate = { burst: 10, perMinute: 0.5 };
    const [a, b] = [
      sharedRateLimit(await bench.line(), "x", rate),
      sharedRateLimit(await bench.line(), "x", rate),
    ];
    const counts = await Promise.all([passed(a, 20), passed(b, 20)]);
    expect(counts[0] + counts[1]).toBe(10);
    const other = sharedRateLimit(await bench.line(), "y", rate);
    expect(await passed(other, 20)).toBe(10);
  });

  test("no key shows whom it counts, and each ends when its bucket is full", async () => {
    const limit = sharedRateLimit(await bench.line(), "x", { burst: 4, perMinute: 60 });
    await limit.take("contact-13800138000", new Date());
    await limit.take("contact-13800138000", new Date());
    expect(await bench.held()).not.toContain("1380013");
    const [key = ""] = await bench.admin.keys("*rate*");
    expect(await bench.admin.pttl(key)).toBeGreaterThan(1_000);
    expect(await bench.admin.pttl(key)).toBeLessThanOrEqual(2_000);
  });

  test("away, each instance counts for itself, with what it saw before", async () => {
    const line = await bench.line({ patience: 250 });
    const limit = sharedRateLimit(line, "x", slow);
    expect(await passed(limit, 3)).toBe(3);
    await bench.server.kill();
    expect(await passed(limit, 20)).toBe(2);
    expect(await passed(limit, 20, "other")).toBe(5);
    await bench.server.restart();
    await until(() => line.state() === "ok");
    expect(await passed(limit, 20)).toBe(0);
    expect(await passed(limit, 20, "third")).toBe(5);
  });

  test("paused, full and emptied, it still limits", async () => {
    const line = await bench.line({ patience: 250 });
    const limit = sharedRateLimit(line, "x", slow);
    bench.server.pause();
    expect(await passed(limit, 20, "a")).toBe(5);
    bench.server.resume();
    await until(() => line.state() === "ok");
    await bench.admin.config("SET", "maxmemory", "1");
    expect(await passed(limit, 20, "b")).toBe(5);
    await bench.admin.config("SET", "maxmemory", "0");
    await until(() => line.state() === "ok");
    expect(await passed(limit, 20, "c")).toBe(5);
    await bench.admin.flushall();
    expect(await passed(limit, 20, "c")).toBe(0);
  });

  test("a reply that is cut off takes one and not two", async () => {
    const proxy = await startProxy(bench.server.port);
    try {
      const line = await bench.line({}, proxy.url);
      const far = sharedRateLimit(line, "x", slow);
      await far.take("other", new Date());
      proxy.cutNextReply();
      expect(await far.take("k", new Date())).toBe(0);
      await until(() => line.state() === "ok");
      const near = sharedRateLimit(await bench.line(), "x", slow);
      expect(await passed(near, 20)).toBe(4);
    } finally {
      await proxy.close();
    }
  });
});
