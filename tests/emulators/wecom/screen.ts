import type { Shown } from "../surface.ts";

export type Choice = Shown["choices"][number];

export interface Drawing {
  readonly id: string;
  readonly from: Shown["from"];
  readonly text: string;
  readonly choices?: readonly Choice[];
  readonly complete?: boolean;
}

/** What one person sees of one conversation. */
export interface Screen {
  add(drawing: Drawing): void;
  /** Draws a message anew; one that is not there is left alone. */
  change(id: string, to: Partial<Omit<Drawing, "id" | "from">>): void;
  find(id: string): Shown | undefined;
  shown(): readonly Shown[];
  /** Something beside the messages has changed. */
  touch(): void;
  watch(listener: () => void): () => void;
}

export function screen(now: () => Date): Screen {
  const places = new Map<string, number>();
  const messages: Shown[] = [];
  const listeners = new Set<() => void>();
  let copy: readonly Shown[] | undefined;
  const changed = () => {
    copy = undefined;
    for (const listener of listeners) listener();
  };
  const find = (id: string) => messages[places.get(id) ?? -1];
  return {
    add: ({ id, from, text, choices = [], complete = true }) => {
      places.set(id, messages.length);
      messages.push({ id, from, text, choices, at: now(), complete });
      changed();
    },
    change: (id, to) => {
      const place = places.get(id);
      const old = find(id);
      if (place === undefined || old === undefined) return;
      messages[place] = { ...old, ...to };
      changed();
    },
    find,
    touch: changed,
    shown: () => {
      copy ??= [...messages];
      return copy;
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
