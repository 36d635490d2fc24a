import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { TokenCache } from "../../src/core/tokenCache.ts";
import { memoryTokens, sharedTokens } from "../../src/session/tokens.ts";
import { type Bench, startBench, until } from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.reset());
afterAll(() => bench.stop());

const lent = (value: string, milliseconds = 60_000) => ({
  value,
  expiresAt: new Date(Date.now() + milliseconds),
});

/** As a channel fetches: read again, then ask the platform. */
function channel(tokens: TokenCache, platform: { asked: number }) {
  return () =>
    tokens.alone("wecom", async () => {
      const known = await tokens.read("wecom");
      if (known !== undefined) return known.value;
      platform.asked++;
      const token = lent(`token-${platform.asked}`);
      await sleep(30);
      await tokens.write("wecom", token);
      return token.value;
    });
}

describe.each(["memory", "redis"])("tokens in %s", (where) => {
  const open = async () => (where === "memory" ? memoryTokens() : sharedTokens(await bench.line()));

  test("are kept until they run out", async () => {
    const tokens = await open();
    expect(await tokens.read("a")).toBeUndefined();
    const token = lent("value");
    await tokens.write("a", token);
    expect(await tokens.read("a")).toEqual(token);
    expect(await tokens.read("b")).toBeUndefined();
    await tokens.write("a", lent("short", 50));
    await until(async () => (await tokens.read("a")) === undefined);
    await tokens.write("b", lent("past", -1));
    expect(await tokens.read("b")).toBeUndefined();
  });

  test("are dropped only while they are still these", async () => {
    const tokens = await open();
    await tokens.write("a", lent("new"));
    await tokens.drop("a", "old");
    expect((await tokens.read("a"))?.value).toBe("new");
    await tokens.drop("a", "new");
    expect(await tokens.read("a")).toBeUndefined();
    await tokens.drop("a", "new");
  });

  test("many who need one ask the platform once", async () => {
    const tokens = await open();
    const platform = { asked: 0 };
    const get = channel(tokens, platform);
    const values = await Promise.all(Array.from({ length: 20 }, get));
    expect(new Set(values)).toEqual(new Set(["token-1"]));
    expect(platform.asked).toBe(1);
  });

  test("a fetch that fails fails for its caller, and the next one tries", async () => {
    const tokens = await open();
    const failing = tokens.alone("a", () => Promise.reject(new Error("platform down")));
    const next = tokens.alone("a", async () => "fine");
    await expect(failing).rejects.toThrow("platform down");
    expect(await next).toBe("fine");
    const thrown = tokens.alone("a", () => {
      throw new Error("at once");
    });
    await expect(thrown).rejects.toThrow("at once");
    expect(await tokens.alone("a", async () => "fine")).toBe("fine");
  });

  test("different names do not wait for each other", async () => {
    const tokens = await open();
    const release = Promise.withResolvers<void>();
    const held = tokens.alone("a", () => release.promise);
    expect(await tokens.alone("b", async () => "free")).toBe("free");
    release.resolve();
    await held;
  });
});

test("nobody waits longer than 5 s for one that hangs", async () => {
  const memory = memoryTokens();
  const line = await bench.line();
  const [here, there] = [sharedTokens(line), sharedTokens(await bench.line())];
  const release = Promise.withResolvers<void>();
  const held = [memory, here].map((tokens) => tokens.alone("a", () => release.promise));
  // Held by an instance that died, so that nobody will ever release it.
  await bench.admin.set(line.name("token-lock", "b"), "dead");
  const started = performance.now();
  const waits = [
    memory.alone("a", async () => performance.now()),
    here.alone("a", async () => performance.now()),
    there.alone("a", async () => performance.now()),
    there.alone("b", async () => performance.now()),
  ];
  for (const ended of await Promise.all(waits)) {
    expect(ended - started).toBeGreaterThan(4_500);
    expect(ended - started).toBeLessThan(9_000);
  }
  expect(await bench.admin.get(line.name("token-lock", "b"))).toBe("dead");
  release.resolve();
  await Promise.all(held);
});

describe("in Redis", () => {
  test("two instances ask the platform once, and share what it lent", async () => {
    const [a, b] = [sharedTokens(await bench.line()), sharedTokens(await bench.line())];
    const platform = { asked: 0 };
    const [one, two] = [channel(a, platform), channel(b, platform)];
    const values = await Promise.all([one(), two(), one(), two(), two()]);
    expect(new Set(values)).toEqual(new Set(["token-1"]));
    expect(platform.asked).toBe(1);
    expect(await bench.admin.keys("*lock*")).toEqual([]);
    await b.drop("wecom", "token-1");
    expect(await a.read("wecom")).toBeUndefined();
  });

  test("a lock whose holder died ends by itself", async () => {
    const line = await bench.line();
    const tokens = sharedTokens(line);
    await bench.admin.set(line.name("token-lock", "a"), "dead", "PX", 300);
    expect(await tokens.alone("a", async () => "mine")).toBe("mine");
    await tokens.alone("a", async () => {
      const left = await bench.admin.pttl(line.name("token-lock", "a"));
      expect(left).toBeGreaterThan(5_000);
    });
    expect(await bench.admin.keys("*lock*")).toEqual([]);
  });

  test("while Redis is away each instance has its own, once", async () => {
    const line = await bench.line({ patience: 250 });
    const tokens = sharedTokens(line);
    const platform = { asked: 0 };
    const get = channel(tokens, platform);
    expect(await get()).toBe("token-1");
    bench.server.pause();
    expect(await Promise.all([get(), get(), get()])).toEqual(["token-1", "token-1", "token-1"]);
    await tokens.drop("wecom", "token-1");
    expect(await Promise.all([get(), get(), get()])).toEqual(["token-2", "token-2", "token-2"]);
    expect(platform.asked).toBe(2);
    bench.server.resume();
    await until(() => line.state() === "ok");
    await tokens.write("wecom", lent("token-3"));
    expect((await tokens.read("wecom"))?.value).toBe("token-3");
  });

  test("what is kept does not show the token, with a secret", async () => {
    const tokens = sharedTokens(await bench.line({ secret: "s" }));
    await tokens.write("wecom", lent("canary-token"));
    expect(await bench.held()).not.toContain("canary");
    expect((await tokens.read("wecom"))?.value).toBe("canary-token");
  });

  test("what is no token of ours reads as none", async () => {
    const line = await bench.line();
    const tokens = sharedTokens(line);
    for (const value of ["", "x", "x {", 'x {"value":1,"expiresAt":2}', "x null", "x []"]) {
      await bench.admin.set(line.name("token", "a"), value);
      expect(await tokens.read("a"), value).toBeUndefined();
    }
  });
});
