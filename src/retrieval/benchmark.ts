import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { z } from "zod";
import { buildIndex, type SearchDocument } from "./build.ts";
import { search } from "./search.ts";

const id = z.union([z.string(), z.number()]);
const benchmarkFile = z.object({
  name: z.string().min(1),
  docs: z
    .array(
      z.object({
        id,
        text: z.string(),
        title: z.string().nullish(),
        parent: id.nullish(),
      }),
    )
    .min(1),
  queries: z.array(z.object({ q: z.string(), rel: z.array(id).min(1) })).min(1),
});

/** A retrieval set: documents, and questions with the ids of the documents that answer them. */
export interface BenchmarkSet {
  readonly name: string;
  readonly documents: readonly SearchDocument[];
  readonly queries: readonly { readonly text: string; readonly relevant: ReadonlySet<string> }[];
}

/** One row of `zhiwen bench --json`: shares 0…1, times in milliseconds, memory in MB of 10⁶ bytes. */
export interface BenchmarkRow {
  readonly set: string;
  readonly docs: number;
  readonly queries: number;
  readonly "recall@1": number;
  readonly "recall@5": number;
  readonly "mrr@10": number;
  readonly p50ms: number;
  readonly p99ms: number;
  readonly buildMs: number;
  readonly rssMb: number;
}

/** Reads and checks a set; throws an Error that names the file, the place in it and what is wrong. */
export async function readBenchmark(path: string): Promise<BenchmarkSet> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (error) {
    throw new Error(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new Error(`${path}: not JSON: ${(error as Error).message}`);
  }
  const parsed = benchmarkFile.safeParse(json);
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join(".") || "file"}: ${issue.message}`);
    throw new Error(`${path}: not a benchmark set: ${issues.join("; ")}`);
  }
  const { name, docs, queries } = parsed.data;
  const documents = docs.map(({ id, text, title, parent }) => ({
    id: String(id),
    text,
    ...(title == null ? {} : { title }),
    ...(parent == null ? {} : { parent: String(parent) }),
  }));
  const ids = new Set(documents.map((document) => document.id));
  return {
    name,
    documents,
    queries: queries.map(({ q, rel }, i) => ({
      text: q,
      relevant: new Set(rel.map((entry) => relevantId(entry, `${path}: queries.${i}.rel`))),
    })),
  };

  /** Public sets give either an id or, where ids are texts, the place of the document in `docs`. */
  function relevantId(entry: string | number, where: string): string {
    if (ids.has(String(entry))) return String(entry);
    const document = typeof entry === "number" ? documents[entry] : undefined;
    if (document === undefined)
      throw new Error(`${where}: ${JSON.stringify(entry)} is neither an id nor a place in docs`);
    return document.id;
  }
}

/** Runs the set in the file at `path` through our index. Takes some seconds at most for small sets. */
export async function runBenchmark(path: string): Promise<BenchmarkRow> {
  return benchmark(await readBenchmark(path));
}

/** Builds an index over the set, asks all questions, and measures. */
export function benchmark(set: BenchmarkSet): BenchmarkRow {
  const collect = collector();
  collect();
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const index = buildIndex(set.documents);
  const buildMs = performance.now() - started;
  collect();
  const rss = process.memoryUsage.rss() - before;
  const find = (text: string) => search(index, text, { limit: 10 }).map((hit) => hit.id);
  return {
    set: set.name,
    docs: set.documents.length,
    queries: set.queries.length,
    ...quality(set, find),
    ...latency(set, find),
    buildMs: Math.round(buildMs),
    rssMb: Math.max(0, round(rss / 1e6, 1)),
  };
}

/** Recall at 1 and 5 (any relevant document among the first) and mean reciprocal rank. */
export function quality(
  set: BenchmarkSet,
  find: (text: string) => readonly string[],
): Pick<BenchmarkRow, "recall@1" | "recall@5" | "mrr@10"> {
  let first = 0;
  let five = 0;
  let reciprocal = 0;
  for (const { text, relevant } of set.queries) {
    const rank = find(text)
      .slice(0, 10)
      .findIndex((found) => relevant.has(found));
    if (rank < 0) continue;
    if (rank === 0) first++;
    if (rank < 5) five++;
    reciprocal += 1 / (rank + 1);
  }
  const share = (sum: number) => round(sum / set.queries.length, 4);
  return { "recall@1": share(first), "recall@5": share(five), "mrr@10": share(reciprocal) };
}

/** Time of single queries; the quality run before has warmed the code up. */
export function latency(
  set: BenchmarkSet,
  find: (text: string) => unknown,
  least = 2000,
): Pick<BenchmarkRow, "p50ms" | "p99ms"> {
  const times: number[] = [];
  while (times.length < least) {
    for (const { text } of set.queries) {
      const started = performance.now();
      find(text);
      times.push(performance.now() - started);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => round(times[Math.floor(times.length * share)] ?? 0, 4);
  return { p50ms: at(0.5), p99ms: at(0.99) };
}

/** Runs the garbage collector, so that resident memory is what is really held. */
export function collector(): () => void {
  if (globalThis.gc === undefined) setFlagsFromString("--expose-gc");
  const gc = (globalThis.gc ?? runInNewContext("gc")) as () => void;
  return () => {
    gc();
    gc();
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
