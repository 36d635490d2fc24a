import { readFileSync } from "node:fs";
import { type BenchmarkSet, collector, readBenchmark } from "../../src/retrieval/benchmark.ts";
import { search } from "../../src/retrieval/search.ts";
import { load } from "../../src/retrieval/snapshot.ts";
import { ENGINES, type Find } from "./peers.ts";
import { perturbedCopies } from "./perturb.ts";

/*
 * One engine with one set-up in a process of its own, so that memory is its own. Told what to do by
 * messages: build once, then as many rounds of all questions as asked for.
 */
export type Order =
  | { readonly do: "build"; engine: string; setup: string; file: string; copies: number }
  | { readonly do: "round"; budgetMs: number }
  | { readonly do: "start"; file: string; question: string };

export interface Built {
  readonly buildMs: number;
  readonly rssMb: number;
  readonly recall1: number;
  readonly recall5: number;
  readonly mrr: number;
}

let set: BenchmarkSet;
let find: Find;

async function build(order: Extract<Order, { do: "build" }>): Promise<Built> {
  set = await readBenchmark(order.file);
  if (order.copies > 0) set = { ...set, documents: perturbedCopies(set.documents, order.copies) };
  const collect = collector();
  collect();
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const builder = ENGINES[order.engine]?.[order.setup];
  if (builder === undefined) throw new Error(`no set-up ${order.engine} ${order.setup}`);
  find = await builder(set.documents);
  const buildMs = performance.now() - started;
  collect();
  const rssMb = (process.memoryUsage.rss() - before) / 1e6;
  let recall1 = 0;
  let recall5 = 0;
  let mrr = 0;
  for (const { text, relevant } of set.queries) {
    const place = (await find(text)).findIndex((id) => relevant.has(id));
    if (place < 0) continue;
    if (place === 0) recall1++;
    if (place < 5) recall5++;
    mrr += 1 / (place + 1);
  }
  const count = set.queries.length;
  return { buildMs, rssMb, recall1: recall1 / count, recall5: recall5 / count, mrr: mrr / count };
}

/** Times of single questions in milliseconds, until all were asked or the budget is used. */
async function round(budgetMs: number): Promise<number[]> {
  const times: number[] = [];
  const begun = performance.now();
  for (const { text } of set.queries) {
    const started = performance.now();
    const found = find(text);
    if (found instanceof Promise) await found;
    times.push(performance.now() - started);
    if (performance.now() - begun > budgetMs) break;
  }
  return times;
}

/** Reads a snapshot and answers one question: what a process start costs beyond Node itself. */
function start(file: string, question: string): number {
  const started = performance.now();
  const index = load(readFileSync(file));
  search(index, question);
  return performance.now() - started;
}

process.on("message", async (order: Order) => {
  try {
    if (order.do === "build") process.send?.({ ok: await build(order) });
    else if (order.do === "round") process.send?.({ ok: await round(order.budgetMs) });
    else process.send?.({ ok: start(order.file, order.question) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
