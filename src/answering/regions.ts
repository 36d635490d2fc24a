/** Regions named in a text, and how they lie within each other. */
import type { Glossary } from "../knowledge/entry.ts";

export interface Regions {
  /** Regions the text names, by their main name, in order, each once. */
  named(text: string): string[];
  /** Whether `inner` is `outer` or lies within it. */
  within(inner: string, outer: string): boolean;
  /** Every name and alias. */
  readonly names: readonly string[];
}

export function createRegions(glossary: Glossary): Regions {
  const main = new Map<string, string>();
  const parent = new Map<string, string>();
  for (const { name, aliases, within } of glossary.regions) {
    main.set(name, name);
    for (const alias of aliases) main.set(alias, name);
    if (within !== undefined) parent.set(name, within);
  }
  const names = [...main.keys()].sort((a, b) => b.length - a.length);
  const pattern =
    names.length === 0 ? undefined : new RegExp(names.map(RegExp.escape).join("|"), "gu");
  return {
    names,
    named(text) {
      if (pattern === undefined) return [];
      return [...new Set([...text.matchAll(pattern)].map(([name]) => main.get(name) ?? name))];
    },
    within(inner, outer) {
      for (let at: string | undefined = inner; at !== undefined; at = parent.get(at)) {
        if (at === outer) return true;
      }
      return false;
    },
  };
}
