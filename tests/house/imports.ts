import { dirname, join, normalize } from "node:path";
import { filesUnder, read } from "./tree.ts";

export interface Import {
  /** The file that imports, from the root. */
  readonly file: string;
  /** As written: `node:fs`, `hono/cookie`, `../core/fold.ts`. */
  readonly specifier: string;
  /** The file imported, from the root; undefined for a package. */
  readonly target: string | undefined;
  /** Erased before the program runs. */
  readonly typeOnly: boolean;
}

const statement =
  /^(?:import|export)\s(type\s)?(?:[^"';]*?\sfrom\s*)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|\bimport\.meta\.resolve\("([^"]+)"\)/gm;
const inComment = /^\s*(?:\*|\/\/)/;

/** Every import of the TypeScript files of these folders: static, type-only, re-exporting, dynamic. */
export function importsOf(folders: readonly string[]): {
  files: readonly string[];
  imports: readonly Import[];
} {
  const files = folders.flatMap((folder) => filesUnder(folder, /\.ts$/));
  const imports = files.flatMap((file) => {
    const text = read(file)
      .split("\n")
      .filter((line) => !inComment.test(line))
      .join("\n");
    return [...text.matchAll(statement)].map(([, type, fixed, dynamic, resolved]) => {
      const specifier = fixed ?? dynamic ?? resolved ?? "";
      return { file, specifier, target: targetOf(file, specifier), typeOnly: type !== undefined };
    });
  });
  return { files, imports };
}

/** The `import` lines of a file, counted without reading them: none may escape {@link importsOf}. */
export function importLines(file: string): number {
  return read(file).match(/^import[\s{"]|^export\s[^;"']*\sfrom\s"/gm)?.length ?? 0;
}

/** `hono/cookie` → `hono`, `@langchain/core/messages` → `@langchain/core`, `node:fs` as it is. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function targetOf(file: string, specifier: string): string | undefined {
  if (specifier === "#kit") return "src/kit.ts";
  return specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : undefined;
}
