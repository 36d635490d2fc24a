import { expect, test } from "vitest";
import { hashedModules } from "../../src/http/hashedModules.ts";

function hashed(files: Readonly<Record<string, string>>) {
  return hashedModules("page", (name) => {
    const text = files[name];
    if (text === undefined) throw new Error(`no file ${name}`);
    return text;
  });
}

const files = {
  page: 'import { a } from "./left.js";\nimport {\n  b,\n} from "./right.js";\nimport "./end.js";\n',
  left: 'export { a } from "./end.js";\n',
  right: 'export const b = 1;\n// as in "./left.js";\n',
  end: "export const a = 2;\n",
};
const nameOf = (url: string) => url.split(/[/.]/)[2];

test("each import names the hashed address of what it imports", () => {
  const { script, imported } = hashed(files);
  const urls = new Map(imported.map(({ url }) => [nameOf(url), url]));
  expect([...urls.keys()].sort()).toEqual(["end", "left", "right"]);
  expect(imported).toHaveLength(3);
  expect(script.url).toMatch(/^\/assets\/page\.[0-9a-f]{12}\.js$/);
  expect(script.content).toBe(
    `import { a } from "${urls.get("left")}";\nimport {\n  b,\n} from "${urls.get("right")}";\nimport "${urls.get("end")}";\n`,
  );
  expect(imported.find(({ url }) => nameOf(url) === "left")?.content).toBe(
    `export { a } from "${urls.get("end")}";\n`,
  );
});

test("text that only looks like a file's name stays as it is", () => {
  const right = hashed(files).imported.find(({ url }) => nameOf(url) === "right");
  expect(right?.content).toBe(files.right);
});

test("a change gives a new address to the module and to all that rest on it, to no other", () => {
  const addresses = (parts: typeof files) => {
    const { script, imported } = hashed(parts);
    return new Map([script, ...imported].map(({ url }) => [nameOf(url), url]));
  };
  const before = addresses(files);
  const after = addresses({ ...files, end: "export const a = 3;\n" });
  const changed = [...before].filter(([name, url]) => after.get(name) !== url);
  expect(changed.map(([name]) => name).sort()).toEqual(["end", "left", "page"]);
});

test("a circle is refused with the way round it", () => {
  const end = 'import { b } from "./left.js";\n';
  expect(() => hashed({ ...files, end })).toThrow(/circle \(page → left → end → left\): move/);
});

test("a file that is not there stops the start", () => {
  expect(() => hashed({ page: 'import "./nothing.js";\n' })).toThrow("no file nothing");
});
