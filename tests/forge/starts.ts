import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { variables } from "../../src/config.ts";
import { type Environment, openings, type Started, stopFault, whole } from "./boot.ts";
import { startChild } from "./child.ts";

export interface Start {
  readonly name: string;
  readonly environment: Environment;
}

/** The real program with each variable garbage, and with each of a whole set-up missing. */
export function realStarts(): readonly Start[] {
  const names = Object.keys(variables);
  const lacking = Object.keys(whole).map((name) => ({
    name: `without ${name}`,
    environment: Object.fromEntries(Object.entries(whole).filter(([each]) => each !== name)),
  }));
  const broken = names.map((name) => ({
    name: `${name} is garbage`,
    environment: { ...whole, [name]: "garbage ✗" },
  }));
  return [...lacking, ...broken];
}

/** Starts each as a process: it serves with the right doors shut, or says what to do and ends. */
export async function tryStarts(starts: readonly Start[], atOnce = 2): Promise<Started> {
  const waiting = [...starts];
  const faults: string[] = [];
  let [stopped, served] = [0, 0];
  const one = async ({ name, environment }: Start): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), "zhiwen-start-"));
    const own = { DATA_DIR: folder, ...environment };
    const child = await startChild({ ...own, PORT: environment["PORT"] ?? "0" });
    try {
      if (child.port === 0) {
        stopped += 1;
        const code = child.ended()?.code;
        if (code !== 1) faults.push(`${name}: ended with ${code}`);
        const fault = stopFault(child.log().replaceAll(/^\{.*\}$/gm, ""));
        if (fault !== undefined) faults.push(`${name}: ${fault}`);
        return;
      }
      served += 1;
      const root = `http://127.0.0.1:${child.port}`;
      const found = await openings(environment, (path, init) => fetch(`${root}${path}`, init));
      faults.push(...found.map((fault) => `${name}: ${fault}`));
    } finally {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await one(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { tried: starts.length, stopped, served, faults };
}
