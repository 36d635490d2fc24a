/**
 * The same function, which remembers what it gave for what it was asked most recently. For pure
 * functions whose results nobody changes: customers ask the same questions again and again.
 *
 * @param keyOf what the result depends on; where it is not given, the first thing asked
 */
export function remember<A extends readonly unknown[], V>(
  work: (...asked: A) => V,
  most: number,
  keyOf: (...asked: A) => string = (...asked) => String(asked[0]),
): (...asked: A) => V {
  const known = new Map<string, V>();
  return (...asked) => {
    const key = keyOf(...asked);
    const before = known.get(key);
    const value = before === undefined && !known.has(key) ? work(...asked) : (before as V);
    // Set again at the end: a Map keeps insertion order, so the first key is the one asked longest ago.
    known.delete(key);
    known.set(key, value);
    if (known.size > most) known.delete(known.keys().next().value ?? key);
    return value;
  };
}
