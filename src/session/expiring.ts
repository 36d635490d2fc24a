/** Values kept in this process until their time is over. */
export interface Expiring<T> {
  get(key: string): T | undefined;
  /** `until` in milliseconds since 1970. */
  set(key: string, value: T, until: number): void;
  delete(key: string): void;
  entries(): [string, T][];
}

/** At most `most` are kept; the one written longest ago goes first. */
export function expiring<T>(most = 10_000): Expiring<T> {
  const kept = new Map<string, { readonly value: T; readonly until: number }>();
  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      if (found.until > Date.now()) return found.value;
      kept.delete(key);
      return undefined;
    },
    set(key, value, until) {
      // Set again at the end: a Map keeps insertion order, so the first key is the oldest.
      kept.delete(key);
      if (until <= Date.now()) return;
      kept.set(key, { value, until });
      if (kept.size > most) kept.delete(kept.keys().next().value ?? key);
    },
    delete(key) {
      kept.delete(key);
    },
    entries() {
      const now = Date.now();
      return [...kept].flatMap(([key, { value, until }]): [string, T][] =>
        until > now ? [[key, value]] : [],
      );
    },
  };
}
