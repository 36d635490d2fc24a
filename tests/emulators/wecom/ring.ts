/** Keeps the newest of what it is given. */
export interface Ring<T> {
  add(item: T): void;
  /** Oldest first. */
  all(): readonly T[];
  clear(): void;
}

export function ring<T>(most: number): Ring<T> {
  let items: T[] = [];
  let next = 0;
  return {
    add: (item) => {
      if (most <= 0) return;
      if (items.length < most) items.push(item);
      else {
        items[next] = item;
        next = (next + 1) % most;
      }
    },
    all: () => [...items.slice(next), ...items.slice(0, next)],
    clear: () => {
      items = [];
      next = 0;
    },
  };
}
