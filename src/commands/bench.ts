import { parseArgs } from "node:util";
import { ZhiwenError } from "../core/errors.ts";
import { runBenchmark } from "../retrieval/benchmark.ts";

/** `bench --data FILE.json [--json]`: one row of retrieval figures. */
export async function bench(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: "string" }, json: { type: "boolean" } },
  });
  if (values.data === undefined)
    throw new ZhiwenError("bench", "no data given", "write: zhiwen bench --data FILE.json");
  const row = await runBenchmark(values.data);
  if (values.json === true) process.stdout.write(`${JSON.stringify(row)}\n`);
  else
    for (const [name, value] of Object.entries(row))
      process.stdout.write(`${name.padEnd(10)} ${value}\n`);
  return 0;
}
