/**
 * The same function, which remembers what it gave for the keys asked most recently. For pure
 * functions whose results nobody changes: customers ask the same questions again and again.
 */
export function remember<V>(work: (key: string) => V, most: number): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    const before = known.get(key);
    const value = before === undefined && !known.has(key) ? work(key) : (before as V);
    // Set again at the end: a Map keeps insertion order, so the first key is the one asked longest ago.
    known.delete(key);
    known.set(key, value);
    if (known.size > most) known.delete(known.keys().next().value ?? key);
    return value;
  };
}
