import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { watchBacklog, within } from "../../src/app/backlog.ts";
import { reporter } from "../../src/app/reporter.ts";
import { Overload, ZhiwenError } from "../../src/core/errors.ts";
import type { Log } from "../../src/log.ts";

describe("the backlog", () => {
  test("takes no more once too much waits, and takes again when some of it is done", () => {
    const backlog = watchBacklog({ backlog: async () => 0 }, 3);
    backlog.admit(2);
    backlog.admit();
    expect(backlog.full()).toBe(true);
    expect(() => backlog.admit()).toThrow(Overload);
    backlog.release();
    expect(backlog.full()).toBe(false);
    backlog.stop();
  });

  test("counts a message from before it is stored; one refused or repeated gives its place back", async () => {
    const backlog = watchBacklog({ backlog: async () => 0 }, 1);
    const slow = within(backlog, async () => {
      await sleep(5);
      return { repeat: true };
    });
    await expect(within(backlog, async () => ({ repeat: false }))).rejects.toThrow(Overload);
    await slow;
    const failing = within(backlog, async () => {
      throw new Error("disk");
    });
    await expect(failing).rejects.toThrow("disk");
    await within(backlog, async () => ({ repeat: false }));
    expect(backlog.full()).toBe(true);
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
});

test("overload is told once in a while with how often, every other error at once", () => {
  const lines: [string, object][] = [];
  const log = {
    warn: (fields: object) => lines.push(["warn", fields]),
    error: (fields: object) => lines.push(["error", fields]),
  } as unknown as Log;
  const report = reporter(log);
  const refusal = () => new Error("not stored", { cause: new Overload("p", "q", "r") });
  for (let n = 0; n < 100; n++) report(refusal(), "web");
  report(new ZhiwenError("p", "q", "r"), "web");
  report(new Error("other"), "web");
  expect(lines.map(([level]) => level)).toEqual(["warn", "error", "error"]);
  expect(lines[0]?.[1]).toMatchObject({ refused: 1 });
});
