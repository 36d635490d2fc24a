import { EventEmitter } from "node:events";
import type { Shared } from "../session/shared.ts";

/** Notices that something with an id changed, here and at the other instances. */
export interface Changes {
  tell(id: string): void;
  listen(listener: (id: string) => void): () => void;
  close(): void;
}

/** `desk`: conversations, as staff look at them. `staff`: accounts. */
export function createChanges({ wakes }: Pick<Shared, "wakes">, topic: "desk" | "staff"): Changes {
  const emitter = new EventEmitter().setMaxListeners(0);
  const close = wakes.subscribe(topic, (id) => void emitter.emit("change", id));
  return {
    tell(id) {
      emitter.emit("change", id);
      void wakes.publish(topic, id);
    },
    listen(listener) {
      emitter.on("change", listener);
      return () => void emitter.off("change", listener);
    },
    close,
  };
}
