import { join } from "node:path";
import { environmentConfig } from "../config.ts";
import { ingestCommand } from "../knowledge/ingest/command.ts";

/** Drafts go to DATA_DIR/drafts, published ones to SEEDS_DIR. */
export async function ingestFiles(args: readonly string[]): Promise<number> {
  const config = environmentConfig();
  return ingestCommand(args, {
    drafts: join(config.dataDir, "drafts"),
    seeds: config.seedsDir,
    now: new Date(),
    stdout: process.stdout,
    stderr: process.stderr,
  });
}
