/** Which bound is reached: that of the address, or that of the program. */
export type NoSlot = "address" | "program";

/** The open event streams, bounded for each contact, for each address and in all. */
export interface StreamSlots {
  /**
   * Takes a slot; `push` is called when a newer stream of the same contact takes it over.
   * Gives the function that frees the slot, or says where none is left.
   */
  take(contact: string, address: string, push: () => void): (() => void) | NoSlot;
}

interface Slot {
  readonly address: string;
  push(): void;
}

/**
 * A contact is a cookie and costs nothing to invent, an address does: without a bound on addresses
 * one computer could take every slot. An office behind one address stays far below it.
 */
export function streamSlots({ perContact = 4, perAddress = 64, inAll = 2_000 } = {}): StreamSlots {
  const open = new Map<string, Set<Slot>>();
  const addresses = new Map<string, number>();
  let count = 0;
  const change = (address: string, by: 1 | -1) => {
    const left = (addresses.get(address) ?? 0) + by;
    if (left === 0) addresses.delete(address);
    else addresses.set(address, left);
    count += by;
  };
  return {
    take(contact, address, push) {
      const mine = open.get(contact) ?? new Set();
      const free = (slot: Slot) => {
        if (!mine.delete(slot)) return;
        change(slot.address, -1);
        if (mine.size === 0) open.delete(contact);
      };
      // The oldest gives way rather than the newest being refused: people look at the tab they opened last.
      const oldest = mine.size >= perContact ? [...mine][0] : undefined;
      // Of an address the newest is refused: its others are other people's.
      const there = (addresses.get(address) ?? 0) - (oldest?.address === address ? 1 : 0);
      if (there >= perAddress) return "address";
      if (count - (oldest === undefined ? 0 : 1) >= inAll) return "program";
      if (oldest !== undefined) {
        free(oldest);
        oldest.push();
      }
      const slot: Slot = { address, push };
      // Anew: the map forgets a contact whose only stream has just given way.
      open.set(contact, mine.add(slot));
      change(address, 1);
      return () => free(slot);
    },
  };
}
