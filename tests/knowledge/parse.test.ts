import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { parseEntries } from "../../src/knowledge/parse.ts";
import { freshFolder, removeFolders } from "../answering/smallKnowledge.ts";

afterAll(removeFolders);

const schema = z.strictObject({
  id: z.string(),
  title: z.string().min(1),
  parts: z.array(z.strictObject({ text: z.string(), period: z.string().optional() })).default([]),
});

function parse(content: string | Uint8Array) {
  const file = join(freshFolder(), "entry.yaml");
  writeFileSync(file, content);
  const { entries, problems } = parseEntries(file, schema);
  for (const problem of problems) expect(problem.file).toBe(file);
  return {
    entries,
    problems: problems.map(({ line, field, message }) => ({ line, field, message })),
  };
}

/** What is wrong, as `line field`. */
const places = (content: string) =>
  parse(content).problems.map(({ line, field }) => `${line} ${field}`);

describe("well-formed files", () => {
  test("one entry, a list of them, and nothing", () => {
    expect(parse("id: a\ntitle: b\n").entries).toEqual([{ id: "a", title: "b", parts: [] }]);
    expect(parse("- { id: a, title: b }\n- { id: c, title: d }\n").entries).toHaveLength(2);
    expect(parse("")).toEqual({ entries: [], problems: [] });
    expect(parse("# only a remark\n")).toEqual({ entries: [], problems: [] });
  });

  test("a byte order mark and Windows line ends change nothing", () => {
    expect(parse("\ufeffid: a\r\ntitle: b\r\n")).toMatchObject({
      entries: [{ id: "a", title: "b" }],
      problems: [],
    });
  });
});

describe("an error names its line and field", () => {
  test("a wrong value", () => expect(places("id: a\ntitle: ''\n")).toEqual(["2 title"]));
  test("a wrong value deep in a list", () => {
    expect(places("id: a\ntitle: b\nparts:\n  - text: x\n  - text: y\n    period: 2025\n")).toEqual(
      ["6 parts[1].period"],
    );
  });
  test("a field that is missing", () => expect(places("id: a\n")).toEqual(["1 title"]));
  test("a misspelt field", () => expect(places("id: a\ntitle: b\npart: []\n")).toEqual(["3 part"]));
  test("a misspelt field deep in a list", () => {
    expect(places("id: a\ntitle: b\nparts:\n  - text: x\n    perod: '2025'\n")).toEqual([
      "5 parts[0].perod",
    ]);
  });
  test("the second entry of a list; the first is kept", () => {
    const { entries, problems } = parse("- id: a\n  title: b\n- id: c\n  title: 3\n");
    expect(entries).toHaveLength(1);
    expect(problems).toMatchObject([{ line: 4, field: "[1].title" }]);
  });
  test("every error of an entry is told", () =>
    expect(places("id: 1\ntitle: 2\n")).toEqual(["1 id", "2 title"]));
});

describe("malformed files are told, never thrown", () => {
  test.each([
    ["an unclosed quote", 'id: a\ntitle: "b\n'],
    ["bad indentation", "id: a\n  title: b\n"],
    ["a tab", "id: a\n\ttitle: b\n"],
    ["a key given twice", "id: a\ntitle: b\ntitle: c\n"],
    ["two documents", "id: a\ntitle: b\n---\nid: c\ntitle: d\n"],
    ["an alias to nothing", "id: a\ntitle: *none\n"],
    ["a bare word", "nothing"],
    ["a number", "42"],
    ["a list of numbers", "- 1\n- 2\n"],
  ])("%s", (_, content) => {
    const { entries, problems } = parse(content);
    expect(entries).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    for (const { line, message } of problems) {
      expect(line).toBeGreaterThan(0);
      expect(message).not.toBe("");
    }
  });

  test("five megabytes", () => {
    const { entries, problems } = parse(`id: a\ntitle: ${"长".repeat(1_700_000)}\n`);
    expect(entries).toEqual([]);
    expect(problems).toMatchObject([{ line: 1, message: expect.stringMatching(/bytes.*split/) }]);
  });

  test("an alias bomb", () => {
    const rows = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (let at = 1; at < 9; at += 1) {
      const [name, inner] = ["abcdefghi"[at], "abcdefghi"[at - 1]];
      rows.push(`${name}: &${name} [${Array(9).fill(`*${inner}`).join(", ")}]`);
    }
    const { entries, problems } = parse(`${rows.join("\n")}\n`);
    expect(entries).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  });

  test("brackets nested a hundred thousand deep", () => {
    const { entries, problems } = parse(`id: ${"[".repeat(100_000)}`);
    expect(entries).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  });

  test("a file that is not UTF-8 says so", () => {
    // 「标题」 in GB18030.
    const bytes = Uint8Array.from([...Buffer.from("id: a\ntitle: "), 0xb1, 0xea, 0xcc, 0xe2, 0x0a]);
    const { entries, problems } = parse(bytes);
    expect(entries).toEqual([]);
    expect(problems).toMatchObject([{ message: expect.stringMatching(/UTF-8/i) }]);
  });

  test("any text at all", () => {
    const piece = fc.constantFrom(
      "id",
      ": ",
      "\n",
      "  ",
      "- ",
      "a",
      "'",
      '"',
      "[",
      "]",
      "{",
      "}",
      "&a",
      "*a",
      "!!set",
      "? ",
      "|",
      ">",
      "#",
      "%",
      "<<",
      "\t",
      "null",
      "2025-01-01",
      "💥",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const { entries, problems } = parse(pieces.join(""));
        for (const { line } of problems) expect(line).toBeGreaterThan(0);
        expect(entries.every(({ id }) => typeof id === "string")).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
