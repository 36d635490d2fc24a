import { existsSync, watch } from "node:fs";

/** Editors and `ingest --publish` write several files; they are taken as one change. */
const settleMs = 400;

/**
 * Calls back once after the files of the folders have changed and come to rest.
 * @returns what ends the watching
 */
export function watchFolders(folders: readonly string[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = folders
    .filter((folder) => existsSync(folder))
    .map((folder) =>
      watch(folder, { recursive: true, persistent: false }, (_, file) => {
        if (file !== null && !/\.ya?ml$/.test(file)) return;
        clearTimeout(timer);
        timer = setTimeout(onChange, settleMs);
        timer.unref();
      }),
    );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
