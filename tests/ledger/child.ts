import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Orders } from "./crashChild.ts";

const script = fileURLToPath(new URL("./crashChild.ts", import.meta.url));

/** Starts a {@link Orders | child}; the promise gives the signal that ended it, or its exit code. */
export function startChild(orders: Orders): {
  child: ChildProcess;
  ended: Promise<string | number>;
} {
  const child = spawn(process.execPath, [script, JSON.stringify(orders)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ended = new Promise<string | number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(signal ?? code ?? 0));
  });
  return { child, ended };
}

export async function linesOf(log: string): Promise<string[]> {
  const text = await readFile(log, "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}
