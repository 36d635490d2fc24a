import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Shared } from "../../src/session/shared.ts";
import { openShared } from "../../src/session/shared.ts";
import { type Bench, startBench, until } from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.reset());
afterAll(() => bench.stop());

describe.each(["memory", "redis"])("shared by %s", (where) => {
  const open = (): Promise<Shared> =>
    where === "redis" ? bench.shared() : openShared(undefined, { report: () => undefined });

  test("who is there, by id, until they leave or fall silent", async () => {
    const { presence } = await open();
    const instances = presence("instances");
    expect(await instances.list()).toEqual([]);
    await instances.beat("b", { since: 1 });
    await instances.beat("a", "甲\n乙");
    await instances.beat("b", { since: 2 });
    expect(await instances.list()).toEqual([
      { id: "a", info: "甲\n乙" },
      { id: "b", info: { since: 2 } },
    ]);
    expect(await presence("staff").list()).toEqual([]);
    await instances.leave("a");
    expect((await instances.list()).map(({ id }) => id)).toEqual(["b"]);
    const brief = presence("brief", 100);
    await brief.beat("x", null);
    expect(await brief.list()).toEqual([{ id: "x", info: null }]);
    await until(async () => (await brief.list()).length === 0);
  });

  test("limits and tokens", async () => {
    const { rateLimit, tokens } = await open();
    const limit = rateLimit("web", { burst: 1, perMinute: 1 });
    expect(await limit.take("k", new Date())).toBe(0);
    expect(await limit.take("k", new Date())).toBeGreaterThan(50);
    const token = { value: "v", expiresAt: new Date(Date.now() + 60_000) };
    await tokens.write("t", token);
    expect(await tokens.read("t")).toEqual(token);
  });
});

test("without Redis there are no sessions and no state, and it closes", async () => {
  const shared = await openShared(undefined, { report: () => undefined });
  expect(shared.sessions).toBeUndefined();
  expect(shared.state()).toBeUndefined();
  await shared.close();
});

test("two instances see each other and each other's sessions", async () => {
  const [a, b] = [await bench.shared(), await bench.shared()];
  await a.presence("instances").beat("a", {});
  await b.presence("instances").beat("b", {});
  expect((await a.presence("instances").list()).map(({ id }) => id)).toEqual(["a", "b"]);
  await a.sessions?.write("c", 1, { n: 1 });
  expect(await b.sessions?.read("c", 1)).toEqual({ n: 1 });
});

test("who is there while Redis is away: those we know of ourselves", async () => {
  const a = await bench.shared({ patience: 250 });
  const instances = a.presence("instances");
  await instances.beat("a", "mine");
  await bench.server.kill();
  await until(() => a.state() !== "ok");
  await instances.beat("b", "mine too");
  expect((await instances.list()).map(({ id }) => id)).toEqual(["a", "b"]);
  await instances.leave("b");
  expect((await instances.list()).map(({ id }) => id)).toEqual(["a"]);
  await bench.server.restart();
});

test("presence ends in Redis too, and what is no beat of ours is not listed", async () => {
  const a = await bench.shared();
  await a.presence("instances", 1_000).beat("a", {});
  const [key = ""] = await bench.admin.keys("*presence*");
  expect(await bench.admin.pttl(key)).toBeGreaterThan(0);
  await bench.admin.hset(key, { x: "junk", y: "99999999999999 {", z: "99999999999999 null" });
  expect((await a.presence("instances").list()).map(({ id }) => id)).toEqual(["a"]);
});

test("nothing is left open, and a closed one answers as without Redis", async () => {
  const a = await bench.shared();
  a.wakes.subscribe("work", () => undefined);
  const limit = a.rateLimit("x", { burst: 1, perMinute: 1 });
  await until(async () => String(await bench.admin.client("LIST")).includes("zhiwen-wakes"));
  await a.close();
  await a.close();
  await until(async () => !String(await bench.admin.client("LIST")).includes("zhiwen"));
  expect(a.state()).toBe("closed");
  expect(await a.sessions?.read("c", 1)).toBeUndefined();
  await a.sessions?.write("c", 1, {});
  await a.sessions?.drop("c");
  await a.wakes.publish("work", "x");
  expect(await limit.take("k", new Date())).toBe(0);
  expect(await limit.take("k", new Date())).toBeGreaterThan(0);
  expect(bench.reports).toEqual([]);
});
