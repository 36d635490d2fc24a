import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { freshSession } from "../../src/core/session.ts";
import { sessions } from "../../src/session/sessions.ts";
import { type Bench, type Options, startBench, until } from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.reset());
afterAll(() => bench.stop());

async function hot(options?: Options) {
  const line = await bench.line(options);
  return { line, ...sessions(line) };
}

const canary = { ...freshSession, region: "涪陵区", pending: "canary 13800138000" };

test("what one instance wrote another reads, in exactly that version", async () => {
  const [a, b] = [await hot(), await hot()];
  await a.write("c1", 7, canary);
  expect(await b.read("c1", 7)).toEqual(canary);
  expect(await b.read("c1", 6)).toBeUndefined();
  expect(await b.read("c1", 8)).toBeUndefined();
  expect(await b.read("c1", 70)).toBeUndefined();
  expect(await b.read("c2", 7)).toBeUndefined();
});

test("a newer version is never replaced by an older one", async () => {
  const [a, b] = [await hot(), await hot()];
  await a.write("c1", 10, { n: 10 });
  await b.write("c1", 9, { n: 9 });
  expect(await a.read("c1", 10)).toEqual({ n: 10 });
  expect(await a.read("c1", 9)).toBeUndefined();
  await b.write("c1", 11, { n: 11 });
  expect(await a.read("c1", 11)).toEqual({ n: 11 });
});

test("it ends half an hour after the last write", async () => {
  const { write } = await hot();
  await write("c1", 1, {});
  const [key = ""] = await bench.admin.keys("*session*");
  expect(await bench.admin.pttl(key)).toBeGreaterThan(29 * 60_000);
  await bench.admin.pexpire(key, 1_000);
  await write("c1", 2, {});
  expect(await bench.admin.pttl(key)).toBeGreaterThan(29 * 60_000);
});

test("dropped, it is gone from Redis, and no late write brings it back", async () => {
  const [a, b] = [await hot(), await hot()];
  await a.write("c1", 4, canary);
  expect(await bench.held()).toContain("canary");
  await a.drop("c1");
  expect(await bench.held()).not.toContain("canary");
  for (const version of [3, 4, 5]) await b.write("c1", version, canary);
  expect(await bench.held()).not.toContain("canary");
  for (const version of [3, 4, 5]) expect(await a.read("c1", version)).toBeUndefined();
});

test("a drop while Redis is paused is made up for, a write of that time notwithstanding", async () => {
  const [a, b] = [await hot({ patience: 250 }), await hot({ patience: 250 })];
  await a.write("c1", 4, canary);
  bench.server.pause();
  await Promise.all([a.drop("c1"), b.write("c1", 5, canary)]);
  expect(await a.read("c1", 4)).toBeUndefined();
  bench.server.resume();
  await until(() => a.line.state() === "ok" && b.line.state() === "ok");
  await until(async () => !(await bench.held()).includes("canary"));
  await b.write("c1", 5, canary);
  expect(await b.read("c1", 5)).toBeUndefined();
  expect(await bench.held()).not.toContain("canary");
});

test("a drop while Redis is unreachable reaches it when it is back", async () => {
  const a = await hot({ patience: 250 });
  await a.write("c1", 4, canary);
  await bench.admin.config("SET", "requirepass", "changed");
  await bench.admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await until(() => a.line.state().includes("password"));
  await a.drop("c1");
  expect(await bench.held()).toContain("canary");
  await bench.admin.config("SET", "requirepass", "");
  await until(async () => !(await bench.held()).includes("canary"));
});

test("a full Redis still drops", async () => {
  const a = await hot();
  await a.write("c1", 4, canary);
  await bench.admin.config("SET", "maxmemory", "1");
  await a.write("c1", 5, canary);
  expect(a.line.state()).toContain("full");
  await a.drop("c1");
  expect(await bench.held()).not.toContain("canary");
});

test("FLUSHALL and a restart lose it and change nothing", async () => {
  const a = await hot();
  await a.write("c1", 1, canary);
  await bench.admin.flushall();
  expect(await a.read("c1", 1)).toBeUndefined();
  await a.write("c1", 1, canary);
  expect(await a.read("c1", 1)).toEqual(canary);
  await bench.server.restart();
  await until(() => bench.reports.length > 0 && a.line.state() === "ok");
  expect(await a.read("c1", 1)).toBeUndefined();
});

test("what is no session of ours reads as none", async () => {
  const a = await hot();
  for (const value of ["", "1", "1 ", "1 {", "x {}", "-", " {}", "01 {}", "1\n{}"]) {
    await bench.admin.set(a.line.name("session", "c1"), value);
    expect(await a.read("c1", 1), value).toBeUndefined();
  }
  await a.write("c2", 1, undefined);
  expect(await a.read("c2", 1)).toBeUndefined();
});

test("with a secret Redis holds no word of it, and nobody without the secret reads it", async () => {
  const [a, b] = [await hot({ secret: "one" }), await hot({ secret: "two" })];
  await a.write("c1", 1, canary);
  expect(await a.read("c1", 1)).toEqual(canary);
  expect(await bench.held()).not.toMatch(/canary|1380013|涪陵|c1/);
  // Even where it is put under the name the other would give it.
  const sealed = await bench.admin.get(a.line.name("session", "c1"));
  await bench.admin.set(b.line.name("session", "c1"), sealed ?? "");
  expect(await b.read("c1", 1)).toBeUndefined();
  await bench.admin.set(a.line.name("session", "c2"), sealed ?? "");
  expect(await a.read("c2", 1)).toBeUndefined();
});

test("namespaces do not see each other", async () => {
  const [a, b] = [await hot({ namespace: "test" }), await hot({ namespace: "live" })];
  await a.write("c1", 1, { n: 1 });
  expect(await b.read("c1", 1)).toBeUndefined();
  expect(await bench.admin.keys("zhiwen:test:*")).not.toEqual([]);
});

test("whatever the order of writes and drops, a read gives that version or nothing", async () => {
  const [a, b] = [await hot(), await hot()];
  const step = fc.record({
    kind: fc.constantFrom("write", "write", "write", "read", "drop"),
    by: fc.boolean(),
    version: fc.integer({ min: 0, max: 12 }),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const conversation = `c${run++}`;
      let newest = -1;
      let dropped = false;
      for (const { kind, by, version } of steps) {
        const one = by ? a : b;
        if (kind === "write") {
          await one.write(conversation, version, { version });
          newest = Math.max(newest, version);
        } else if (kind === "drop") {
          await one.drop(conversation);
          dropped = true;
        }
        const expected = !dropped && version === newest ? { version } : undefined;
        expect(await one.read(conversation, version)).toEqual(expected);
      }
    }),
    { numRuns: 60 },
  );
  expect(bench.reports).toEqual([]);
});

test("in a storm nothing rejects, nothing hangs, nothing wrong is read", async () => {
  const two = [await hot({ patience: 250 }), await hot({ patience: 250 })];
  const newest = new Map<string, number>();
  let slowest = 0;
  let hits = 0;
  let on = true;
  const client = async (n: number) => {
    for (let i = 0; on; i++) {
      const conversation = `c${n}-${i % 5}`;
      const version = (newest.get(conversation) ?? 0) + 1;
      const started = performance.now();
      await two[i % 2]?.write(conversation, version, { conversation, version });
      newest.set(conversation, version);
      const read = await two[(i + 1) % 2]?.read(conversation, version);
      slowest = Math.max(slowest, performance.now() - started);
      if (read !== undefined) {
        expect(read).toEqual({ conversation, version });
        hits++;
      }
      await sleep(20);
    }
  };
  const clients = Array.from({ length: 8 }, (_, n) => client(n));
  await sleep(100);
  await bench.admin.flushall();
  bench.server.pause();
  await sleep(700);
  bench.server.resume();
  await until(() => two.every(({ line }) => line.state() === "ok"));
  await bench.server.kill();
  await sleep(300);
  await bench.server.restart();
  await until(() => two.every(({ line }) => line.state() === "ok"));
  const before = hits;
  await until(() => hits > before + 20);
  on = false;
  await Promise.all(clients);
  // A write and a read, each 250 ms at most, on a machine that may be busy.
  expect(slowest).toBeLessThan(3_000);
  expect(bench.reports.length).toBeLessThanOrEqual(20);
});
