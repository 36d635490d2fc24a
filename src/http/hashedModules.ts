import { hashedUrl } from "./hashedUrl.ts";

export interface HashedModule {
  readonly url: string;
  /** The module's text, importing others by their hashed addresses. */
  readonly content: string;
}

const specifier = /^((?:import|export)\b[^;"]*")\.\/(\w+)\.js(?=";$)/gm;

/**
 * A module and all it imports, each once, under hashed addresses. What is imported is hashed first:
 * its address is part of the importer's text, so a change gives all that rests on it a new address.
 *
 * @param read Gives the text of a module by its name, without `.js`.
 * @param base Where the modules are served; `/assets/` unless told.
 * @throws when modules import each other in a circle, which leaves none to hash first.
 */
export function hashedModules(
  entry: string,
  read: (name: string) => string,
  base?: string,
): { readonly script: HashedModule; readonly imported: readonly HashedModule[] } {
  const done = new Map<string, HashedModule>();
  const hash = (name: string, importers: readonly string[]): HashedModule => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const path = [...importers, name];
    if (importers.includes(name)) {
      throw new Error(
        `[assets] script modules import each other in a circle (${path.join(" → ")}): move what both need into a module of its own`,
      );
    }
    const content = read(name).replaceAll(
      specifier,
      (_, before: string, imported: string) => before + hash(imported, path).url,
    );
    const made = { url: hashedUrl(name, "js", content, base), content };
    done.set(name, made);
    return made;
  };
  const script = hash(entry, []);
  done.delete(entry);
  return { script, imported: [...done.values()] };
}
