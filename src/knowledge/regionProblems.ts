import type { Glossary } from "./entry.ts";
import { problemIn } from "./place.ts";
import type { Problem } from "./problem.ts";

/** An entry and the fields of it that name a region. */
export interface Placed {
  readonly entry: object & { readonly id: string };
  readonly regions: readonly {
    readonly path: readonly PropertyKey[];
    readonly name: string | undefined;
  }[];
}

/**
 * Regions the glossary does not have, and regions that lie within each other. Answers are scoped by
 * the glossary's tree: a region outside it is in no scope, and a loop in it has no end.
 */
export function regionProblems(glossary: Glossary, entries: readonly Placed[]): Problem[] {
  const names = new Set(glossary.regions.map(({ name }) => name));
  const known = new Set(glossary.regions.flatMap(({ name, aliases }) => [name, ...aliases]));
  const unknown = entries.flatMap(({ entry, regions }) =>
    regions.flatMap(({ path, name }) =>
      name === undefined || known.has(name)
        ? []
        : [{ ...problemIn(entry, entry.id, path, strange(name)), bearable: true as const }],
    ),
  );
  const parent = new Map(glossary.regions.map(({ name, within }) => [name, within]));
  const tree = glossary.regions.flatMap(({ name, within }, at) => {
    if (within === undefined) return [];
    const path = ["regions", at, "within"];
    if (!names.has(within)) return [problemIn(glossary, "", path, strange(within))];
    return loops(name, parent)
      ? [problemIn(glossary, "", path, `${name} lies within itself: remove one "within"`)]
      : [];
  });
  return [...unknown, ...tree];
}

function strange(name: string): string {
  return `the glossary has no region ${name}: correct it, or add the region there`;
}

function loops(name: string, parent: ReadonlyMap<string, string | undefined>): boolean {
  const met = new Set<string>();
  for (let at = parent.get(name); at !== undefined && !met.has(at); at = parent.get(at)) {
    if (at === name) return true;
    met.add(at);
  }
  return false;
}
