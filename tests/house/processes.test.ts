import { matchesGlob } from "node:path";
import { expect, test } from "vitest";
import { busy, waiting } from "../setup/processes.ts";
import { importsOf } from "./imports.ts";

const { files, imports } = importsOf(["tests"]);

test("exactly the tests that start a process run after the others", () => {
  expect(files.length).toBeGreaterThan(20);
  const direct = imports
    .filter(({ specifier }) => ["node:child_process", "playwright-core"].includes(specifier))
    .map(({ file }) => file);
  const starting = new Set(direct);
  // A test that starts one through a file beside it starts one all the same.
  for (const file of starting) {
    for (const { file: importer } of imports.filter(({ target }) => target === file))
      starting.add(importer);
  }
  const tests = [...starting].filter((file) => file.endsWith(".test.ts"));
  expect(tests.length).toBeGreaterThan(0);
  const listed = (file: string) => [...waiting, ...busy].some((glob) => matchesGlob(file, glob));
  expect(tests.filter((file) => !listed(file))).toEqual([]);
  expect(
    files.filter((file) => file.endsWith(".test.ts") && listed(file) && !starting.has(file)),
  ).toEqual([]);
});
