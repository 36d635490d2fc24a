import type { Shown, Surface } from "../surface.ts";

/** A conversation without a platform behind it: what the test draws is what is shown. */
export interface MemorySurface extends Surface {
  draw(shown: Shown): void;
  /** What the person did, oldest first. */
  deeds(): readonly (readonly string[])[];
}

export function memorySurface(name: Surface["name"]): MemorySurface {
  const messages = new Map<string, Shown>();
  const listeners = new Set<() => void>();
  const deeds: string[][] = [];
  const draw = (shown: Shown) => {
    messages.set(shown.id, shown);
    for (const listener of listeners) listener();
  };
  const say = async (...deed: string[]) => {
    deeds.push(deed);
    const text = deed.at(-1) ?? "";
    if (text === "拒收") throw new Error("对方拒收");
    const at = new Date("2026-11-21T02:00:00Z");
    draw({ id: `own${deeds.length}`, from: "person", text, choices: [], at, complete: true });
  };
  return {
    name,
    title: name,
    arrive: () => say("arrive", "来了"),
    write: (text) => say("write", text),
    send: (kind) => say("send", kind),
    press: (message, choice) => say("press", message, choice),
    shown: () => [...messages.values()],
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    draw,
    deeds: () => deeds,
  };
}
