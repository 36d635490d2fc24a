import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf, packageOf } from "./imports.ts";
import { filesUnder, read, root } from "./tree.ts";

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const { scripts, dependencies, devDependencies } = JSON.parse(read("package.json")) as Package;

const packages = (folders: readonly string[]) =>
  new Set(
    importsOf(folders).imports.flatMap(({ specifier, target }) =>
      target === undefined ? [packageOf(specifier)] : [],
    ),
  );
const program = packages(["src", "intents"]);
/** Packages that no import names, and who loads them. */
const loadedByName: Readonly<Record<string, string>> = {
  "@langchain/openai": "langchain's initChatModel imports the provider by its name",
};
const settings = filesUnder(".", /^[^/]+\.config\.ts$/)
  .map(read)
  .join("\n");
const tests = packages(["tests"]);
const testSources = filesUnder("tests", /\.ts$/).map(read);

describe("package.json", () => {
  test("the program's imports were seen", () => {
    expect(program.size).toBeGreaterThan(10);
    expect(Object.keys(dependencies).length).toBeGreaterThan(10);
  });

  test("a dependency is imported by the program", () => {
    const unused = Object.keys(dependencies).filter((name) => !program.has(name));
    expect(unused).toEqual(Object.keys(loadedByName));
  });

  test("what the program imports is a dependency", () => {
    const outer = [...program].filter((name) => !name.startsWith("node:"));
    expect(outer.filter((name) => !Object.hasOwn(dependencies, name))).toEqual([]);
  });

  test("a development dependency is used by a test, a script or a setting", () => {
    expect(Object.keys(devDependencies).length).toBeGreaterThan(5);
    expect(Object.keys(devDependencies).filter((name) => !used(name))).toEqual([]);
  });

  test("what the tests import is a dependency", () => {
    const outer = [...tests].filter((name) => !name.startsWith("node:"));
    const known = { ...dependencies, ...devDependencies };
    expect(outer.filter((name) => !Object.hasOwn(known, name))).toEqual([]);
  });

  test("versions are exact", () => {
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test("the files its scripts run exist", () => {
    const run = Object.values(scripts).flatMap(
      (line) => line.match(/[\w./-]+\.(?:ts|js|sh)\b/g) ?? [],
    );
    expect(run.length).toBeGreaterThan(2);
    expect(run.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

function used(name: string): boolean {
  if (tests.has(name) || settings.includes(`"${name}`)) return true;
  // A file of the package, resolved and read.
  if (testSources.some((text) => text.includes(`resolve("${name}/`))) return true;
  // Types: of Node itself, or of a package that is imported.
  if (name.startsWith("@types/")) {
    const of = name.slice("@types/".length);
    return of === "node" || program.has(of) || tests.has(of);
  }
  const { bin = {} } = JSON.parse(read(`node_modules/${name}/package.json`)) as {
    bin?: string | Record<string, string>;
  };
  const programs = typeof bin === "string" ? [name.split("/").at(-1) ?? name] : Object.keys(bin);
  const words = Object.values(scripts).flatMap((line) => line.split(/\s+/));
  return programs.some((each) => words.includes(each));
}
