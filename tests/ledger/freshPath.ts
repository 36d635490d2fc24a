import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];

/** Where a record can be made; its folder goes when the test file ends. */
export async function freshPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "zhiwen-ledger-"));
  folders.push(folder);
  return join(folder, "data", "zhiwen.db");
}

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
