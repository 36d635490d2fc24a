import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { later, readConfig, variables } from "../../src/config.ts";
import { difference, filesUnder, read, same } from "./tree.ts";

const reads =
  /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[\s*["']env|\bimport\.meta\.env\b|\benv\b[^=\n]*\}\s*=\s*process\b|from\s+["'](?:node:)?process["']/;

describe("the environment", () => {
  const files = ["src", "intents"].flatMap((folder) => filesUnder(folder, /\.(?:ts|js)$/));

  test("is read in src/config.ts only", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((path) => reads.test(read(path)))).toEqual(["src/config.ts"]);
  });
});

describe(".env.example", () => {
  const example = parseEnv(read(".env.example"));

  test("lists exactly the variables of src/config.ts", () => {
    expect(Object.keys(variables).length).toBeGreaterThan(5);
    expect(difference(Object.keys(example), Object.keys(variables))).toEqual(same);
  });

  test("says above each what the program says of it", () => {
    const lines = read(".env.example").split("\n");
    for (const [name, meaning] of Object.entries(variables)) {
      const at = lines.findIndex((line) => line.startsWith(`${name}=`));
      expect(lines[at - 1], name).toBe(`# ${meaning}`);
    }
  });

  test("is a usable environment as it stands", () => {
    expect(readConfig(example)).toEqual(readConfig({}));
  });

  test("offers nothing this version does not have", () => {
    expect(later.filter((name) => Object.hasOwn(example, name))).toEqual([]);
  });
});
