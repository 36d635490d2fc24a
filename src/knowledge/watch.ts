import { statSync } from "node:fs";
import { yamlFiles } from "./read.ts";

/** How often the folders are looked at, in milliseconds. */
const everyMs = 1_000;

/**
 * Calls back once after the YAML files of the folders have changed and come to rest. It looks at
 * times and sizes: file notices lose a file that an editor replaces by another of the same name.
 * @returns what ends the watching
 */
export function watchFolders(folders: readonly string[], onChange: () => void): () => void {
  let settled = state(folders);
  let before = settled;
  const timer = setInterval(() => {
    const now = state(folders);
    // Changed, and the same as a moment ago: several files written together are one change.
    if (now !== settled && now === before) {
      settled = now;
      onChange();
    }
    before = now;
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function state(folders: readonly string[]): string {
  return folders
    .flatMap(yamlFiles)
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return `${file} ${found?.mtimeMs} ${found?.size} ${found?.ino}`;
    })
    .join("\n");
}
