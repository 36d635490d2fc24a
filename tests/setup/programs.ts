import { accessSync, constants, globSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** Where `initdb` and `postgres` are; Debian keeps them out of the PATH. */
export function postgresPrograms(): string | undefined {
  const debians = globSync("/usr/lib/postgresql/*/bin/initdb").toSorted((a, b) =>
    b.localeCompare(a, "en", { numeric: true }),
  );
  const initdb = onPath("initdb") ?? debians.find(executable);
  return initdb === undefined ? undefined : dirname(initdb);
}

export function redisProgram(): string | undefined {
  return onPath("redis-server");
}

export function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(executable);
}
