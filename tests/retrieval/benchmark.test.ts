import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runBenchmark } from "../../src/retrieval/benchmark.ts";

const folder = mkdtempSync(join(tmpdir(), "zhiwen-benchmark-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, "set.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const docs = [
  { id: 0, text: "专利质押贷款", title: null },
  { id: 1, text: "商标续展" },
  { id: "x", text: "地理标志" },
];

it("gives the row of the contract", async () => {
  const queries = [
    { q: "质押贷款", rel: [0] },
    { q: "地理标志", rel: ["x"] },
    // Found second: 专利 is in the first document, 商标 in the relevant one.
    { q: "专利质押 商标", rel: [1] },
    { q: "著作权", rel: [1] },
  ];
  const row = await runBenchmark(file({ name: "tiny", docs, queries }));
  expect(Object.keys(row)).toEqual([
    "set",
    "docs",
    "queries",
    "recall@1",
    "recall@5",
    "mrr@10",
    "p50ms",
    "p99ms",
    "buildMs",
    "rssMb",
  ]);
  expect(row).toMatchObject({
    set: "tiny",
    docs: 3,
    queries: 4,
    "recall@1": 0.5,
    "recall@5": 0.75,
    "mrr@10": 0.625,
  });
  expect(row.p50ms).toBeGreaterThan(0);
  expect(row.p99ms).toBeGreaterThanOrEqual(row.p50ms);
});

it("takes a number that is no id as the place in docs", async () => {
  const row = await runBenchmark(
    file({ name: "tiny", docs, queries: [{ q: "地理标志", rel: [2] }] }),
  );
  expect(row["mrr@10"]).toBe(1);
});

it.each([
  ["{", /set\.json: not JSON/],
  [{ name: "n", docs: [{ id: 1 }], queries: [{ q: "a", rel: [1] }] }, /docs\.0\.text/],
  [{ name: "n", docs, queries: [] }, /queries/],
  [{ name: "n", docs, queries: [{ q: "a", rel: ["zz"] }] }, /queries\.0\.rel: "zz" is neither/],
  [{ name: "n", docs: [docs[0], docs[0]], queries: [{ q: "a", rel: [0] }] }, /document 2.*"0"/],
])("says what is wrong with %j", async (content, message) => {
  await expect(runBenchmark(file(content))).rejects.toThrow(message);
});

it("says which file cannot be read", async () => {
  await expect(runBenchmark(join(folder, "none.json"))).rejects.toThrow(
    /none\.json: cannot be read/,
  );
});
