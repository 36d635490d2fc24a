import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import type { Digest } from "../entry.ts";
import type { IngestResult } from "./ingest.ts";

/**
 * Writes each digest as `ID.yaml` into `dir`; a file is there whole or not at all. A draft of the
 * same source that is there already is kept as it stands: an operator may have corrected it.
 */
export async function writeDrafts(
  { digests }: Pick<IngestResult, "digests">,
  dir: string,
): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const written: string[] = [];
  for (const digest of digests) {
    const path = join(dir, `${digest.id}.yaml`);
    if (!(await holdsSource(path, digest))) await writeWhole(path, draftText(digest));
    written.push(path);
  }
  await syncDirectory(dir);
  return written;
}

/** What putting digests live came to: where each is now, and which were live before. */
export interface Published {
  readonly paths: string[];
  /** Left as they were, because they may have been corrected there. */
  readonly kept: string[];
}

/**
 * Puts digests into the seeds directory, where the bot reads them: the draft in `drafts` where
 * there is one, else a new one, except that one live from the same source is left as it is.
 * Digests of the same source that the newer reading no longer has are taken out of seeds.
 */
export async function publishDrafts(
  { digests }: Pick<IngestResult, "digests">,
  drafts: string,
  seeds: string,
): Promise<Published> {
  await mkdir(seeds, { recursive: true });
  const published: Published = { paths: [], kept: [] };
  for (const digest of digests) {
    const draft = join(drafts, `${digest.id}.yaml`);
    const target = join(seeds, `${digest.id}.yaml`);
    published.paths.push(target);
    if (await holdsSource(draft, digest)) await move(draft, target);
    else if (await holdsSource(target, digest)) published.kept.push(target);
    else await writeWhole(target, draftText(digest));
  }
  await removeLeftovers(published.paths, seeds);
  await syncDirectory(seeds);
  return published;
}

/** Whether the file was made from the same bytes, whatever has been edited in it since. */
async function holdsSource(path: string, { source }: Digest): Promise<boolean> {
  try {
    return (await readFile(path, "utf8")).includes(source.sha256);
  } catch {
    return false;
  }
}

function draftText(digest: Digest): string {
  const note = `# Draft made by \`zhiwen ingest\` from ${digest.source.file}; check it before it goes live.\n`;
  return note + stringify(digest, { lineWidth: 0 });
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    const file = await open(partial, "w");
    try {
      await file.writeFile(content);
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

/** Rename, or over the border of a file system a whole copy. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
    await writeWhole(to, await readFile(from));
    await rm(from, { force: true });
  }
}

async function removeLeftovers(published: readonly string[], seeds: string): Promise<void> {
  const names = new Set(published.map((path) => basename(path)));
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
