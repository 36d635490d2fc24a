import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { watchBacklog } from "../../src/app/backlog.ts";
import { ZhiwenError } from "../../src/core/errors.ts";

test("takes no more once too much waits, and takes again when some of it is done", () => {
  const backlog = watchBacklog({ backlog: async () => 0 }, 3);
  backlog.added(2);
  expect(() => backlog.admit()).not.toThrow();
  backlog.added(1);
  expect(() => backlog.admit()).toThrow(ZhiwenError);
  backlog.handled();
  expect(() => backlog.admit()).not.toThrow();
  backlog.stop();
});

test("begins with what an earlier run left", async () => {
  const backlog = watchBacklog({ backlog: async () => 3 }, 3);
  await sleep(5);
  expect(() => backlog.admit()).toThrow(/3 messages/);
  backlog.stop();
});

test("a record that cannot be read does not end it", async () => {
  const down = async () => {
    throw new Error("down");
  };
  const backlog = watchBacklog({ backlog: down }, 3);
  await sleep(5);
  expect(() => backlog.admit()).not.toThrow();
  backlog.stop();
});
