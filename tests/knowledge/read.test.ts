import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { readKnowledge } from "../../src/knowledge/read.ts";
import { contentRoots, removeFolders, smallFiles } from "../answering/smallKnowledge.ts";

afterAll(removeFolders);

function read(changed: Readonly<Record<string, unknown>> = {}) {
  return readKnowledge(contentRoots({ ...smallFiles, ...changed }));
}

/** The file of the small knowledge as YAML text, edited. */
const edited = (path: string, change: (text: string) => string) => ({
  [path]: change(JSON.stringify(smallFiles[path], null, 2)),
});

/** The line a text stands in, counted from 1. */
const lineWith = (file: string, text: string) =>
  readFileSync(file, "utf8")
    .split("\n")
    .findIndex((line) => line.includes(text)) + 1;

test("a sound tree has no problem, and every passage is found by its id", () => {
  const { knowledge, problems } = read();
  expect(problems).toEqual([]);
  expect(knowledge.digests.map(({ id }) => id)).toEqual([
    "city-report",
    "east-plan",
    "old-rules",
    "west-plan",
  ]);
  expect(knowledge.passages.get("city-report/fee")?.passage.section).toBe("第三段");
  expect(knowledge.faqs).toHaveLength(1);
  expect(knowledge.programs[0]?.projects[0]?.oneOff).toEqual({ yuan: 500_000, qualifier: "固定" });
});

test("folders that are not there are an empty knowledge", () => {
  const { knowledge, problems } = readKnowledge({
    seeds: "/nowhere/seeds",
    knowledge: "/nowhere/knowledge",
  });
  expect(problems).toEqual([]);
  expect(knowledge.passages.size).toBe(0);
});

test("other files are no entries", () => {
  expect(read({ "seeds/README.md": "# not YAML: [", "seeds/.hidden.txt": "x" }).problems).toEqual(
    [],
  );
});

describe("an id taken twice", () => {
  const twice = [
    { ...(smallFiles["knowledge/faq/fees.yaml"] as object[])[0], id: "another" },
    { ...(smallFiles["knowledge/faq/fees.yaml"] as object[])[0] },
  ];

  test("is told at its own line, with the file that has it; the first stays", () => {
    const { knowledge, problems } = read({ "knowledge/faq/zz-later.yaml": twice });
    const [problem] = problems;
    expect(problems).toHaveLength(1);
    expect(problem?.file).toMatch(/zz-later\.yaml$/);
    expect(problem?.message).toMatch(/fees\.yaml/);
    expect(problem?.line).toBe(lineWith(problem?.file ?? "", '"fee-how-much"'));
    expect(knowledge.faqs.map(({ id }) => id)).toEqual(["fee-how-much", "another"]);
  });

  test("two passages of one digest with one id", () => {
    const { problems } = read(
      edited("seeds/city-report.yaml", (text) => text.replace('"id": "award"', '"id": "fee"')),
    );
    const [problem] = problems;
    expect(problem?.message).toMatch(/fee/);
    expect(problem?.file).toMatch(/seeds\/city-report\.yaml$/);
    expect(problem?.line).toBeGreaterThan(1);
  });
});

describe("an entry whose source is missing", () => {
  const missing = edited("knowledge/faq/fees.yaml", (text) =>
    text.replace('"passage": "fee"', '"passage": "gone"'),
  );

  test("is left out, because what has no source is never said", () => {
    expect(read(missing).knowledge.faqs).toEqual([]);
  });

  test("is told with file, line and what it cites", () => {
    const [problem] = read(missing).problems;
    expect(problem?.message).toMatch(/city-report\/gone/);
    expect(problem?.field).toMatch(/fee-how-much/);
    expect(problem?.file).toMatch(/faq\/fees\.yaml$/);
    expect(problem?.line).toBe(lineWith(problem?.file ?? "", '"gone"'));
  });

  test("so is a program one condition of which cites nothing", () => {
    const { knowledge, problems } = read(
      edited("knowledge/programs/lab.yaml", (text) =>
        text.replace(
          /("ask": "已经建成运行了吗？",\s*"source": \{\s*"document": ")city-report/,
          "$1nowhere",
        ),
      ),
    );
    expect(knowledge.programs).toEqual([]);
    expect(problems).toMatchObject([{ message: expect.stringMatching(/nowhere\/award/) }]);
  });
});

describe("a shape that is wrong", () => {
  test.each([
    [
      "a date that is none",
      "seeds/city-report.yaml",
      '"date": "2026-03-02"',
      '"date": "2026-02-31"',
      "date",
    ],
    [
      "a date in another form",
      "seeds/city-report.yaml",
      '"date": "2026-03-02"',
      '"date": "2026年3月2日"',
      "date",
    ],
    [
      "a kind there is not",
      "seeds/city-report.yaml",
      '"kind": "report"',
      '"kind": "rumour"',
      "kind",
    ],
    [
      "an id with spaces",
      "seeds/city-report.yaml",
      '"id": "city-report"',
      '"id": "City Report"',
      "id",
    ],
    [
      "a period that is none",
      "seeds/city-report.yaml",
      '"period": "2025"',
      '"period": "last year"',
      "passages[0].period",
    ],
    [
      "a month that is none",
      "seeds/city-report.yaml",
      '"period": "2025"',
      '"period": "2025-13"',
      "passages[0].period",
    ],
    [
      "a hash that is none",
      "seeds/city-report.yaml",
      '"sha256": "00',
      '"sha256": "zz',
      "source.sha256",
    ],
    [
      "a negative amount",
      "knowledge/programs/lab.yaml",
      '"yuan": 500000',
      '"yuan": -5',
      "projects[0].oneOff.yuan",
    ],
    [
      "a qualifier there is not",
      "knowledge/programs/lab.yaml",
      '"qualifier": "固定"',
      '"qualifier": "大概"',
      "projects[0].oneOff.qualifier",
    ],
    [
      "a region in the glossary without a name",
      "knowledge/glossary.yaml",
      '"name": "东岸区"',
      '"name": ""',
      "regions[1].name",
    ],
  ])("%s", (_, path, from, to, field) => {
    const { problems } = read(edited(path, (text) => text.replace(from, to)));
    const own = problems.filter(({ file }) => file.endsWith(path));
    expect(own.map((problem) => problem.field)).toContain(field);
    expect(own.every(({ line }) => line > 1)).toBe(true);
  });

  test("a region that no region list has is told", () => {
    const { problems } = read(
      edited("seeds/east-plan.yaml", (text) =>
        text.replaceAll('"region": "东岸区"', '"region": "北岸区"'),
      ),
    );
    expect(problems.length).toBeGreaterThan(0);
  });

  test("regions that lie within each other are told: the tree would have no end", () => {
    const { problems } = read(
      edited("knowledge/glossary.yaml", (text) =>
        text.replace('"name": "鹏城市",', '"name": "鹏城市", "within": "东岸区",'),
      ),
    );
    expect(problems.length).toBeGreaterThan(0);
  });

  test("one malformed file does not take the others with it", () => {
    const { knowledge, problems } = read({ "seeds/broken.yaml": "id: [" });
    expect(problems.length).toBeGreaterThan(0);
    expect(knowledge.digests).toHaveLength(4);
    expect(knowledge.faqs).toHaveLength(1);
  });
});
