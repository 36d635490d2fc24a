import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentRoots, smallFiles } from "../answering/smallKnowledge.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Only what a shell always has: the machine's own settings must not decide a test. */
const bare = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };

/** Without a `.env`, which a developer's own folder may have. */
const emptyFolder = mkdtempSync(join(tmpdir(), "zhiwen-cli-"));

/** `zhiwen ARGS` in a folder, with the given environment and nothing else. */
export function zhiwen(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = "",
  folder = emptyFolder,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      env: { ...bare, ...environment },
      cwd: folder,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    // A command that does not read its input may be gone before all of it is written.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** Environment of the small knowledge, some of its files changed. */
export function smallEnvironment(
  changed: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  const { seeds, knowledge } = contentRoots({ ...smallFiles, ...changed });
  return { SEEDS_DIR: seeds, KNOWLEDGE_DIR: knowledge };
}
