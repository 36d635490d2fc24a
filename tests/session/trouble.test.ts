import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { script } from "../../src/session/script.ts";
import { type Bench, startBench, until } from "./bench.ts";
import { startProxy } from "./proxy.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.reset());
afterAll(() => bench.stop());

/** As in service: 250 ms of patience. */
const served = { patience: 250 };

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

test("killed: no answer at once, one report, and back after the restart", async () => {
  const line = await bench.line(served);
  await bench.server.kill();
  await until(() => line.state() !== "ok");
  const took = await milliseconds(async () => {
    for (let i = 0; i < 100; i++) {
      expect(await line.ask((client) => client.get("x"))).toBeUndefined();
    }
  });
  expect(took).toBeLessThan(2_000);
  // Long enough for several attempts to connect.
  await sleep(1_100);
  expect(bench.reports).toHaveLength(1);
  await bench.server.restart();
  await until(() => line.state() === "ok");
  expect(await line.ask((client) => client.get("x"))).toEqual({ value: null });
});

test("killed under a command: it ends without an answer", async () => {
  const line = await bench.line({ patience: 30_000 });
  bench.server.pause();
  const asked = line.ask((client) => client.get("x"));
  const took = milliseconds(async () => expect(await asked).toBeUndefined());
  await bench.server.kill();
  expect(await took).toBeLessThan(5_000);
  await bench.server.restart();
});

test("paused: it costs one patience, not one for each command", async () => {
  const line = await bench.line(served);
  bench.server.pause();
  const took = await milliseconds(async () => {
    for (let i = 0; i < 40; i++) {
      expect(await line.ask((client) => client.get("x"))).toBeUndefined();
    }
  });
  expect(took).toBeGreaterThan(200);
  expect(took).toBeLessThan(5_000);
  expect(line.state()).toContain("no answer within 250 ms");
  await sleep(1_100);
  expect(bench.reports).toHaveLength(1);
  bench.server.resume();
  await until(() => line.state() === "ok");
  expect(await line.ask((client) => client.get("x"))).toEqual({ value: null });
});

test("CLIENT PAUSE: as paused", async () => {
  const line = await bench.line(served);
  await bench.admin.call("CLIENT", "PAUSE", "700", "ALL");
  expect(await line.ask((client) => client.get("x"))).toBeUndefined();
  expect(line.state()).not.toBe("ok");
  await until(() => line.state() === "ok");
});

test("CLIENT KILL: it connects again", async () => {
  const line = await bench.line();
  await bench.admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await until(() => bench.reports.length > 0);
  await until(() => line.state() === "ok");
  expect(await line.ask((client) => client.ping())).toEqual({ value: "PONG" });
});

test("SCRIPT FLUSH: scripts are told again", async () => {
  const line = await bench.line();
  const twice = script("return ARGV[1] * 2");
  expect(await line.run(twice, "zhiwen:x", [4])).toEqual({ value: 8 });
  await bench.admin.script("FLUSH");
  expect(await line.run(twice, "zhiwen:x", [5])).toEqual({ value: 10 });
  expect(line.state()).toBe("ok");
});

test("full: refuses, says so, and serves again when there is room", async () => {
  const line = await bench.line();
  await bench.admin.config("SET", "maxmemory", "1");
  expect(await line.ask((client) => client.set("zhiwen:x", "1"))).toBeUndefined();
  expect(line.state()).toBe("Redis is full (OOM)");
  await sleep(1_100);
  expect(bench.reports).toHaveLength(1);
  expect(bench.reports[0]).toContain("maxmemory");
  await bench.admin.config("SET", "maxmemory", "0");
  await until(() => line.state() === "ok");
});

test("made a replica: refuses, and serves again as a master", async () => {
  const line = await bench.line();
  await bench.admin.replicaof("127.0.0.1", 1);
  expect(await line.ask((client) => client.set("zhiwen:x", "1"))).toBeUndefined();
  expect(line.state()).toBe("Redis is a replica (READONLY)");
  await bench.admin.replicaof("NO", "ONE");
  await until(() => line.state() === "ok");
});

test("another password while we run: said once, tried on", async () => {
  const line = await bench.line(served);
  await bench.admin.config("SET", "requirepass", "changed");
  await bench.admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await until(() => line.state().includes("password"));
  await sleep(1_100);
  const said = bench.reports.filter((report) => report.includes("password"));
  expect(said).toHaveLength(1);
  expect(bench.reports.length).toBeLessThanOrEqual(2);
  await bench.admin.config("SET", "requirepass", "");
  await until(() => line.state() === "ok");
});

test("a reply that is cut off: the command ran once and is not sent again", async () => {
  const proxy = await startProxy(bench.server.port);
  try {
    const line = await bench.line({}, proxy.url);
    proxy.cutNextReply();
    expect(await line.ask((client) => client.incr("count"))).toBeUndefined();
    await until(() => line.state() === "ok");
    expect(await bench.admin.get("count")).toBe("1");
    expect(await line.ask((client) => client.incr("count"))).toEqual({ value: 2 });
  } finally {
    await proxy.close();
  }
});

test("a key of somebody else's kind: one report, and Redis stays in use", async () => {
  const line = await bench.line();
  await bench.admin.rpush("zhiwen:list", "x");
  for (let i = 0; i < 3; i++) {
    expect(await line.ask((client) => client.get("zhiwen:list"))).toBeUndefined();
  }
  expect(line.state()).toBe("ok");
  expect(bench.reports).toHaveLength(1);
  expect(bench.reports[0]).toContain("WRONGTYPE");
});

test("a long computation here is not taken for silence there", async () => {
  const line = await bench.line(served);
  const asked = line.ask((client) => client.ping());
  for (const end = performance.now() + 600; performance.now() < end; ) Math.sqrt(end);
  expect(await asked).toEqual({ value: "PONG" });
  expect(line.state()).toBe("ok");
});

test("commands under way when it is closed end without an answer", async () => {
  const line = await bench.line();
  bench.server.pause();
  const asked = line.ask((client) => client.get("x"));
  await line.close();
  expect(await asked).toBeUndefined();
  expect(bench.reports).toEqual([]);
});

test("no report holds the password of the address", async () => {
  await bench.admin.config("SET", "requirepass", "canary-password");
  const url = `redis://:canary-password@127.0.0.1:${bench.server.port}`;
  const seen: unknown[] = [];
  const line = await bench.line({ ...served, report: (error) => void seen.push(error) }, url);
  expect(line.state()).toBe("ok");
  await bench.admin.config("SET", "requirepass", "other");
  await bench.admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await until(() => line.state().includes("password"));
  const all = seen.map((error) =>
    error instanceof Error ? [error.stack, JSON.stringify(error), String(error.cause)].join() : "",
  );
  expect(all.length).toBeGreaterThan(0);
  expect(all.join()).not.toContain("canary");
});
