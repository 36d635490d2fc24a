import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CrashPoint } from "../../src/ledger/ledger.ts";
import type { Orders, Ready } from "./child.ts";

const program = fileURLToPath(new URL("child.ts", import.meta.url));

/** How a process ended. */
export type Gone =
  /** By SIGKILL: at the point it was told, or from outside at any time. */
  | { readonly kind: "killed"; readonly at: CrashPoint | "random" }
  /** After SIGTERM, or by itself. */
  | { readonly kind: "exited"; readonly code: number | undefined };

/** One process of the program. */
export interface Instance {
  /** Its port once it takes requests; undefined when it ended before. */
  readonly ready: Promise<number | undefined>;
  readonly gone: Promise<Gone>;
  /** SIGKILL: nothing is finished, nothing is flushed. */
  kill(): void;
  /** SIGTERM: it finishes what is under way. */
  stop(): void;
}

/** @param log an open file that takes what it says */
export function launch(
  environment: Readonly<Record<string, string>>,
  orders: Orders | undefined,
  log: number,
): Instance {
  const args = orders === undefined ? [program] : [program, JSON.stringify(orders)];
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", log, log, "ipc"],
  });
  let killed = false;
  // A run that is ended before its clean-up leaves no process behind.
  const atExit = () => child.kill("SIGKILL");
  process.once("exit", atExit);
  const gone = new Promise<Gone>((resolve) => {
    child.once("exit", (code, signal) => {
      process.off("exit", atExit);
      const at = killed ? "random" : (orders?.point ?? "random");
      if (signal === "SIGKILL") resolve({ kind: "killed", at });
      else resolve({ kind: "exited", code: code ?? undefined });
    });
  });
  const ready = new Promise<number | undefined>((resolve) => {
    child.once("message", (told) => resolve((told as Ready).port));
    child.once("exit", () => resolve(undefined));
  });
  return {
    ready,
    gone,
    kill() {
      killed = true;
      child.kill("SIGKILL");
    },
    stop: () => void child.kill("SIGTERM"),
  };
}
