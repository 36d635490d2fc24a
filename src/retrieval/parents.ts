import type { SearchDocument } from "./build.ts";

/** The order in which an index holds its documents: all passages of one parent side by side. */
export interface Grouping {
  /** Ordinal (place in the input) of each inner number. */
  readonly ordinals: Int32Array;
  /** Parent number of each inner number. */
  readonly parentOf: Int32Array;
  /** First inner number of each parent; one more entry: the end. */
  readonly parentStarts: Int32Array;
}

/** Groups documents by parent, parents and passages in order of appearance; without one, alone. */
export function groupByParent(documents: readonly SearchDocument[]): Grouping {
  const numbers = new Map<string, number>();
  const sizes: number[] = [];
  const own = new Int32Array(documents.length);
  for (const [ordinal, { parent }] of documents.entries()) {
    let number = parent === undefined ? undefined : numbers.get(parent);
    if (number === undefined) {
      number = sizes.length;
      sizes.push(0);
      if (parent !== undefined) numbers.set(parent, number);
    }
    own[ordinal] = number;
    sizes[number] = (sizes[number] as number) + 1;
  }
  const parentStarts = new Int32Array(sizes.length + 1);
  for (const [number, size] of sizes.entries())
    parentStarts[number + 1] = (parentStarts[number] as number) + size;
  const cursors = parentStarts.slice();
  const ordinals = new Int32Array(documents.length);
  const parentOf = new Int32Array(documents.length);
  for (let ordinal = 0; ordinal < documents.length; ordinal++) {
    const parent = own[ordinal] as number;
    const inner = cursors[parent] as number;
    cursors[parent] = inner + 1;
    ordinals[inner] = ordinal;
    parentOf[inner] = parent;
  }
  return { ordinals, parentOf, parentStarts };
}
