/** The open event streams, bounded for each contact and in all. */
export interface StreamSlots {
  /**
   * Takes a slot; `push` is called when a newer stream of the same contact takes it over.
   * Gives the function that frees the slot, or undefined when the program has no more in all.
   */
  take(contact: string, push: () => void): (() => void) | undefined;
}

export function streamSlots({ perContact = 4, inAll = 2_000 } = {}): StreamSlots {
  const open = new Map<string, Set<() => void>>();
  let count = 0;
  return {
    take(contact, push) {
      const mine = open.get(contact) ?? new Set();
      const free = (which: () => void) => {
        if (!mine.delete(which)) return;
        count -= 1;
        if (mine.size === 0) open.delete(contact);
      };
      // The oldest gives way rather than the newest being refused: people look at the tab they opened last.
      if (mine.size >= perContact) {
        const [oldest] = mine;
        if (oldest !== undefined) {
          free(oldest);
          oldest();
        }
      }
      if (count >= inAll) return undefined;
      // A function of its own: the same `push` may be handed in twice.
      const slot = () => push();
      mine.add(slot);
      open.set(contact, mine);
      count += 1;
      return () => free(slot);
    },
  };
}
