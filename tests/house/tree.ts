import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder, with a slash at its end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The documents the digests restate; they stand beside the repository on some machines only. */
export const sources = join(root, "../shared/seeds");

/** Files under a folder of the repository whose path fits, as paths from the root, in order. */
export function filesUnder(folder: string, fits: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => relative(root, join(file.parentPath, file.name)))
    .filter((path) => fits.test(path) && !path.includes("node_modules/"))
    .sort();
}

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** What is there and should not be, and the reverse: one comparison, both faults readable. */
export function difference(found: Iterable<string>, wanted: Iterable<string>) {
  const there = new Set(found);
  const due = new Set(wanted);
  return {
    unknown: [...there].filter((name) => !due.has(name)),
    missing: [...due].filter((name) => !there.has(name)),
  };
}

export const same = { unknown: [], missing: [] };
