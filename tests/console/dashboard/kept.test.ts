import { expect, test } from "vitest";
import { keptFor } from "../../../src/console/dashboard/kept.ts";

test("an answer is kept for its time, by question; a failure is not", async () => {
  let time = 0;
  let asked = 0;
  const ask = keptFor(
    1_000,
    () => new Date(time),
    async (key) => {
      asked += 1;
      if (key === "bad" && asked < 3) throw new Error("the record is away");
      return `${key} ${asked}`;
    },
  );
  expect(await Promise.all([ask("a"), ask("a")])).toEqual(["a 1", "a 1"]);
  await expect(ask("bad")).rejects.toThrow("away");
  expect(await ask("bad")).toBe("bad 3");
  time = 999;
  expect(await ask("a")).toBe("a 1");
  time = 1_000;
  expect(await ask("a")).toBe("a 4");
});
