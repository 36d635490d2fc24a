import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

export interface Child {
  /** Of its HTTP server; 0 when it ended without one. */
  readonly port: number;
  /** All it wrote so far. */
  log(): string;
  /** Undefined while it runs. */
  ended(): { readonly code: number | null; readonly signal: string | null } | undefined;
  /** Resident memory, in MB. */
  memory(): number;
  /** SIGTERM, then SIGKILL after some seconds; the exit code. */
  stop(): Promise<number | null>;
}

/** The real program with exactly these variables; resolves when it serves or has ended. */
export async function startChild(environment: Readonly<Record<string, string>>): Promise<Child> {
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.stdout === null || child.stderr === null) throw new Error("[forge] no output");
  const written: string[] = [];
  let ended: ReturnType<Child["ended"]>;
  const gone = once(child, "exit").then(([code, signal]: unknown[]) => {
    ended = { code: code as number | null, signal: signal as string | null };
  });
  child.stderr.on("data", (chunk: Buffer) => written.push(chunk.toString("utf8")));
  const port = await new Promise<number>((resolve) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on("line", (line) => {
      written.push(`${line}\n`);
      const [, found] = /"url":"http:\/\/localhost:(\d+)\//.exec(line) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    void gone.then(() => resolve(0));
  });
  return {
    port,
    log: () => written.join(""),
    ended: () => ended,
    memory: () => residentOf(child.pid),
    async stop() {
      if (ended === undefined) {
        child.kill("SIGTERM");
        const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
        await gone;
        clearTimeout(late);
      }
      return ended?.code ?? null;
    },
  };
}

function residentOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
