/** The open streams, bounded for each session and in all. */
export interface StreamSlots {
  /**
   * Takes a slot and gives the function that frees it; undefined where none is left. `push` is
   * called when a newer stream of the same session takes it over.
   */
  take(session: string, push: () => void): (() => void) | undefined;
}

/** A browser opens six connections to one place: four streams leave two for everything else. */
export function streamSlots({ perSession = 4, inAll = 500 } = {}): StreamSlots {
  const open = new Map<string, Set<() => void>>();
  let count = 0;
  return {
    take(session, push) {
      const mine = open.get(session) ?? new Set();
      const slot = () => push();
      const free = (one: () => void) => {
        if (!mine.delete(one)) return;
        count -= 1;
        if (mine.size === 0) open.delete(session);
      };
      // The oldest gives way: people look at the tab they opened last.
      const oldest = mine.size >= perSession ? [...mine][0] : undefined;
      if (oldest === undefined && count >= inAll) return undefined;
      if (oldest !== undefined) {
        free(oldest);
        oldest();
      }
      open.set(session, mine.add(slot));
      count += 1;
      return () => free(slot);
    },
  };
}
