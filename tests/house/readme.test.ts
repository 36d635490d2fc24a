import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { difference, read, root, same } from "./tree.ts";

const commands = [...read("src/cli.ts").matchAll(/^ {2}(\w+): \{\n\s+usage: "/gm)].map(
  ([, name = ""]) => name,
);
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

/** Names behind `npm` that are npm's own. */
const builtIn = new Set(["ci", "install", "run", "exec", "rebuild", "update"]);

test("the README is there", () => {
  expect(existsSync(join(root, "README.md"))).toBe(true);
});

describe.skipIf(!existsSync(join(root, "README.md")))("the README", () => {
  const readme = existsSync(join(root, "README.md")) ? read("README.md") : "";
  /** Commands stand in code: inline or in a block. */
  const code = [...readme.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(([text]) => text).join("\n");

  test("names every command of zhiwen, and no other", () => {
    expect(commands.length).toBeGreaterThan(5);
    const told = [...code.matchAll(/\bzhiwen(?: --)? ([a-z]+)\b/g)].map(([, name = ""]) => name);
    expect(difference(told, commands)).toEqual(same);
  });

  test("names every npm script, and no other", () => {
    expect(Object.keys(scripts).length).toBeGreaterThan(5);
    const told = [...code.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].map(([, name = ""]) => name);
    // npm runs `pretest` by itself; nobody types it.
    const typed = Object.keys(scripts).filter((name) => !/^(?:pre|post)/.test(name));
    expect(
      difference(
        told.filter((name) => !builtIn.has(name)),
        typed,
      ),
    ).toEqual(same);
  });

  test("gives the two commands a newcomer needs", () => {
    expect(code).toContain("npm ci && npm start");
    expect(code).toContain("npm ci && npm test");
  });

  test("links to files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
      ([, path = ""]) => path,
    );
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test("CONTRIBUTING.md names scripts and files that exist", () => {
  const code = [...read("CONTRIBUTING.md").matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(
    ([text]) => text,
  );
  const told = code.flatMap((text) => text.match(/(?<=\bnpm run )[\w:-]+/g) ?? []);
  expect(told.length).toBeGreaterThan(3);
  expect(told.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  const paths = code.flatMap(
    (text) =>
      text.match(/(?<![\w./<])(?:src|tests|intents|knowledge|seeds)\/[\w./-]+(?![\w<|*-])/g) ?? [],
  );
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !path.endsWith("/") && !existsSync(join(root, path)))).toEqual([]);
});

test(".ci/run calls the README's test command", () => {
  const lines = read(".ci/run").split("\n");
  expect(lines).toContain("set -euo pipefail");
  expect(lines.filter((line) => line.startsWith("npm "))).toEqual(["npm ci", "npm test"]);
});
