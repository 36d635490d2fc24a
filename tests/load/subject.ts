import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Inside } from "./probe.ts";
import { bot } from "./update.ts";

export const subjects = ["bare", "durable", "zhiwen"] as const;
/** (a) a bare grammY echo, (b) an echo over our channel and ledger, (c) the whole program. */
export type SubjectName = (typeof subjects)[number];

const scripts: Readonly<Record<SubjectName, string>> = {
  bare: here("bareEcho.ts"),
  durable: here("durableEcho.ts"),
  zhiwen: here("../../src/main.ts"),
};

export interface Subject {
  readonly name: SubjectName;
  readonly url: string;
  readonly pid: number;
  readonly folder: string;
  /** Bytes of memory the process holds. */
  rss(): number;
  inside(options?: { readonly collect?: boolean }): Promise<Inside>;
  /** Ends it as an operator would, and removes its record. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly apiRoot: string;
  /** Keeps the pace of Telegram: 30 messages a second. */
  readonly paced?: boolean;
  /** A program to run it under, such as strace and its options. */
  readonly under?: readonly string[];
  /** Further variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further options of Node, such as `--cpu-prof`. */
  readonly node?: readonly string[];
}

const startWithin = 60_000;

/** Starts a subject in a process and a folder of its own and waits until it listens. */
export async function start(name: SubjectName, options: StartOptions): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), `zhiwen-load-${name}-`));
  const log = join(folder, "log");
  const fd = openSync(log, "w");
  const [command = "", ...args] = [
    ...(options.under ?? []),
    process.execPath,
    "--expose-gc",
    ...(options.node ?? []),
    ...["--import", here("probe.ts")],
    ...(options.paced === true ? [] : ["--import", here("unpaced.ts")]),
    scripts[name],
  ];
  const child = spawn(command, args, {
    // A file, as a container's log is one: a pipe would have us read along.
    stdio: ["ignore", fd, fd, "ipc"],
    env: {
      PATH: process.env["PATH"],
      PORT: "0",
      DATA_DIR: join(folder, "data"),
      PUBLIC_URL: "https://bot.example",
      TELEGRAM_BOT_TOKEN: bot.token,
      TELEGRAM_WEBHOOK_SECRET: bot.secret,
      TELEGRAM_API_ROOT: options.apiRoot,
      ...options.env,
    },
  });
  closeSync(fd);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const url = await listening(child, log);
    return {
      name,
      url,
      pid: child.pid ?? 0,
      folder,
      rss: () => rssOf(child.pid ?? 0),
      inside: (asked = {}) => ask(child, asked.collect === true),
      async stop() {
        await end(child);
        remove();
      },
    };
  } catch (error) {
    await end(child, "SIGKILL");
    remove();
    throw error;
  }
}

/** The address that the log names once it listens. */
async function listening(child: ChildProcess, log: string): Promise<string> {
  const until = Date.now() + startWithin;
  while (Date.now() < until) {
    const text = readFileSync(log, "utf8");
    const port = /"url":"http:\/\/localhost:(\d+)\//.exec(text)?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}`;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`[load] the subject ended:\n${text.slice(-2_000)}`);
    }
    await sleep(50);
  }
  throw new Error(`[load] the subject did not listen within ${startWithin} ms`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  // Its own closing takes 10 s at most, and the turns under way.
  const late = setTimeout(() => child.kill("SIGKILL"), 30_000);
  await gone;
  clearTimeout(late);
}

async function ask(child: ChildProcess, collect: boolean): Promise<Inside> {
  const answered = once(child, "message", { signal: AbortSignal.timeout(60_000) });
  child.send({ collect });
  const [inside] = (await answered) as [Inside];
  return inside;
}

function rssOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes ?? Number.NaN) * 1_024;
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
