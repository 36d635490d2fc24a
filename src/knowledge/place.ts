import type { Problem } from "./problem.ts";

/** Where an entry stands on disk. */
export interface Place {
  readonly file: string;
  /** The line of a field, counted from 1; of the nearest part around it where it is not there. */
  lineOf(path: readonly PropertyKey[]): number;
}

/**
 * Beside the entries, not in them: an entry is what its schema says and nothing more, and what is
 * wrong between entries is found long after their files were read.
 */
const places = new WeakMap<object, Place>();

export function keepPlace(entry: object, place: Place): void {
  places.set(entry, place);
}

export function placeOf(entry: object): Place | undefined {
  return places.get(entry);
}

/**
 * What is wrong with one field of an entry, told with its file and line; `name` is the entry's id.
 * An entry that no file holds, as a test may make one, is told with `otherwise` in its place.
 */
export function problemIn(
  entry: object,
  name: string,
  path: readonly PropertyKey[],
  message: string,
  otherwise = "",
): Problem {
  const place = placeOf(entry);
  return {
    file: place?.file ?? otherwise,
    line: place?.lineOf(path) ?? 1,
    field: fieldName(name === "" ? path : [name, ...path]),
    message,
  };
}

/** `["passages", 2, "period"]` → `passages[2].period`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}
