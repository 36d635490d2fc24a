import { expect, test } from "vitest";
import { remember } from "../../src/core/remember.ts";

test("works once for each key, also where the result is undefined", () => {
  const asked: string[] = [];
  const upper = remember((key: string) => {
    asked.push(key);
    return key === "" ? undefined : key.toUpperCase();
  }, 9);
  expect(["a", "a", "", "", "b"].map(upper)).toEqual(["A", "A", undefined, undefined, "B"]);
  expect(asked).toEqual(["a", "", "b"]);
});

test("forgets what was asked longest ago", () => {
  const asked: string[] = [];
  const same = remember((key: string) => asked.push(key), 2);
  for (const key of ["a", "b", "a", "c", "a", "b"]) same(key);
  expect(asked).toEqual(["a", "b", "c", "b"]);
});

test("of several things asked only those of the key matter", () => {
  let worked = 0;
  const first = remember(
    (text: string, _more: Date) => {
      worked += 1;
      return text;
    },
    9,
    (text) => text,
  );
  expect([first("a", new Date(0)), first("a", new Date(1))]).toEqual(["a", "a"]);
  expect(worked).toBe(1);
});
