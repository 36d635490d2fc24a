import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];

/** A folder that goes when the test file ends. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "zhiwen-ledger-"));
  folders.push(folder);
  return folder;
}

/** Where a record can be made. */
export async function freshPath(): Promise<string> {
  return join(await freshFolder(), "data", "zhiwen.db");
}

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
