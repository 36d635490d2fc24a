import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { filesUnder, read, root } from "./tree.ts";

const program = [...filesUnder("src", /\.(?:ts|js)$/), ...filesUnder("intents", /\.ts$/)];

test("there is a program", () => {
  expect(program.length).toBeGreaterThan(100);
});

describe("the top level", () => {
  const folders = ["src", "intents", "knowledge", "seeds", "tests"];
  const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"];
  const settings = [
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "biome.json",
    "vitest.config.ts",
    "Dockerfile",
    "compose.yaml",
  ];
  /** Made by running it; .gitignore names them. */
  const made = ["node_modules", "data", "coverage"];
  const names = readdirSync(root).filter((name) => !name.startsWith(".") && !name.endsWith(".log"));

  test("holds nothing but what the design allows", () => {
    const allowed = new Set([...folders, ...documents, ...settings, ...made]);
    expect(names.filter((name) => !allowed.has(name))).toEqual([]);
  });

  test.each([...folders, ...documents, ...settings])("has %s", (name) => {
    expect(names).toContain(name);
  });

  test("what running makes is kept out of git", () => {
    const ignored = read(".gitignore").split("\n");
    for (const name of made) expect(ignored).toContain(`${name}/`);
    expect(ignored).toContain(".env");
  });
});

describe("names", () => {
  const every = [...program, ...filesUnder("tests", /\.ts$/)];

  test("nothing is called utils, helpers or manager", () => {
    const vague = every.filter((path) =>
      path
        .replace(/([a-z])([A-Z])/g, "$1-$2")
        .toLowerCase()
        .split(/[/.-]/)
        .some((word) => /^(?:utils?|utilit(?:y|ies)|helpers?|managers?|misc|common)$/.test(word)),
    );
    expect(vague).toEqual([]);
  });

  test("a file name starts with a small letter", () => {
    expect(every.filter((path) => !/^[a-z]/.test(basename(path)))).toEqual([]);
  });
});

test("every file of the program is under 400 lines", () => {
  const long = program
    .map((path) => ({ path, lines: read(path).split("\n").length - 1 }))
    .filter(({ lines }) => lines >= 400);
  expect(long).toEqual([]);
});
