import { copyFile, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Digest } from "../entry.ts";
import type { IngestResult } from "./ingest.ts";

/** Writes each digest as `ID.yaml` into `dir`; a file is there whole or not at all. */
export async function writeDrafts(
  result: Pick<IngestResult, "digests">,
  dir: string,
): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const written: string[] = [];
  for (const digest of result.digests) {
    const path = join(dir, `${digest.id}.yaml`);
    await writeWhole(path, draftText(digest));
    written.push(path);
  }
  await syncDirectory(dir);
  return written;
}

/**
 * Moves drafts to the seeds directory, where the bot reads its digests. Drafts of the same source
 * that the newer reading no longer has (it found fewer articles) are taken out of seeds.
 * @returns the paths they have now
 */
export async function publishDrafts(paths: readonly string[], seeds: string): Promise<string[]> {
  await mkdir(seeds, { recursive: true });
  const published: string[] = [];
  for (const path of paths) {
    const target = join(seeds, path.slice(path.lastIndexOf("/") + 1));
    await move(path, target);
    published.push(target);
  }
  await removeLeftovers(published, seeds);
  await syncDirectory(seeds);
  return published;
}

function draftText(digest: Digest): string {
  const note = `# Draft made by \`zhiwen ingest\` from ${digest.source.file}; check it before it goes live.\n`;
  return note + stringify(digest, { lineWidth: 0 });
}

async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    const file = await open(partial, "w");
    try {
      await file.writeFile(text, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Rename, or over the border of a file system a copy that is renamed into place. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
    const partial = `${to}.${process.pid}.partial`;
    await copyFile(from, partial);
    await rename(partial, to);
    await rm(from, { force: true });
  }
}

async function removeLeftovers(published: readonly string[], seeds: string): Promise<void> {
  const names = new Set(published.map((path) => path.slice(path.lastIndexOf("/") + 1)));
  const stems = new Set([...names].map((name) => name.replace(/-\d+\.yaml$/, "")));
  for (const name of await readdir(seeds)) {
    const stem = name.match(/^(.*)-\d+\.yaml$/)?.[1];
    if (stem !== undefined && stems.has(stem) && !names.has(name)) await rm(join(seeds, name));
  }
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
