import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openShared } from "../../src/session/shared.ts";
import { sharedWakes, type Wakes } from "../../src/session/wakes.ts";
import { type Bench, type Options, startBench, until } from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.reset());
afterAll(() => bench.stop());

async function instance(options?: Options) {
  const line = await bench.line(options);
  return { line, ...sharedWakes(line) };
}

/** Publishes until it is heard: subscribing takes a moment. */
async function heard(from: Wakes, topic: string, all: readonly string[], text: string) {
  await until(async () => {
    await from.publish(topic, text);
    return all.includes(text);
  });
}

test("the others hear it, whoever said it does not", async () => {
  const [a, b, c] = [await instance(), await instance(), await instance()];
  const [atA, atB, atC]: [string[], string[], string[]] = [[], [], []];
  a.subscribe("work", (text) => atA.push(text));
  b.subscribe("work", (text) => atB.push(text));
  c.subscribe("contact", (text) => atC.push(text));
  await heard(a, "work", atB, "ready");
  await heard(b, "work", atA, "from b");
  await a.publish("work", "会话 1\n2");
  await until(() => atB.includes("会话 1\n2"));
  expect(atA.every((text) => text === "from b")).toBe(true);
  expect(atC).toEqual([]);
});

test("two listeners of one topic, one of which ends and one of which throws", async () => {
  const [a, b] = [await instance(), await instance()];
  const [first, second]: [string[], string[]] = [[], []];
  const end = b.subscribe("work", (text) => first.push(text));
  b.subscribe("work", () => {
    throw new Error("a listener's own fault");
  });
  b.subscribe("work", (text) => second.push(text));
  await heard(a, "work", second, "one");
  end();
  end();
  await heard(a, "work", second, "two");
  expect(first).not.toContain("two");
  expect(bench.reports.some((report) => report.includes("own fault"))).toBe(true);
});

test("a topic can be left and taken up again", async () => {
  const [a, b] = [await instance(), await instance()];
  const all: string[] = [];
  const end = b.subscribe("work", (text) => all.push(text));
  await heard(a, "work", all, "one");
  end();
  b.subscribe("work", (text) => all.push(`again ${text}`));
  await until(async () => {
    await a.publish("work", "two");
    return all.includes("again two");
  });
});

test.each([
  ["its connections are killed", () => bench.admin.call("CLIENT", "KILL", "TYPE", "pubsub")],
  ["Redis is restarted", () => bench.server.restart()],
])("it hears again after %s", async (_, trouble) => {
  const [a, b] = [await instance({ patience: 250 }), await instance({ patience: 250 })];
  const all: string[] = [];
  b.subscribe("work", (text) => all.push(text));
  await heard(a, "work", all, "before");
  await trouble();
  await heard(a, "work", all, "after");
});

test("subscribed while Redis is away, it hears when it is there", async () => {
  const [a, b] = [await instance({ patience: 250 }), await instance({ patience: 250 })];
  await bench.server.kill();
  const all: string[] = [];
  b.subscribe("work", (text) => all.push(text));
  await a.publish("work", "nobody hears this");
  await bench.server.restart();
  await heard(a, "work", all, "this");
  expect(all).not.toContain("nobody hears this");
});

test("strangers on the channel are not heard, nor can they read along", async () => {
  const [a, b] = [await instance({ secret: "s" }), await instance({ secret: "s" })];
  const [all, seen]: [string[], string[]] = [[], []];
  b.subscribe("work", (text) => all.push(text));
  const spy = bench.admin.duplicate();
  spy.on("message", (_, text) => seen.push(text));
  await spy.subscribe(a.line.name("wake:work"));
  await heard(a, "work", all, "canary");
  for (const text of ["", "x", "x y", '{"a":1}']) {
    await bench.admin.publish(a.line.name("wake:work"), text);
  }
  await heard(a, "work", all, "last");
  expect(new Set(all)).toEqual(new Set(["canary", "last"]));
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.join()).not.toContain("canary");
  spy.disconnect();
});

test("without Redis there is nobody to tell", async () => {
  const shared = await openShared(undefined, { report: () => undefined });
  const all: string[] = [];
  const end = shared.wakes.subscribe("work", (text) => all.push(text));
  await shared.wakes.publish("work", "x");
  end();
  expect(all).toEqual([]);
});
