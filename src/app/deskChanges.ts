import { EventEmitter } from "node:events";
import type { Shared } from "../session/shared.ts";

/** Notices that something of a conversation changed that staff look at, here and at the others. */
export interface DeskChanges {
  tell(conversation: string): void;
  listen(listener: (conversation: string) => void): () => void;
  close(): void;
}

const topic = "desk";

export function createDeskChanges({ wakes }: Pick<Shared, "wakes">): DeskChanges {
  const emitter = new EventEmitter().setMaxListeners(0);
  const close = wakes.subscribe(topic, (conversation) => void emitter.emit("change", conversation));
  return {
    tell(conversation) {
      emitter.emit("change", conversation);
      void wakes.publish(topic, conversation);
    },
    listen(listener) {
      emitter.on("change", listener);
      return () => void emitter.off("change", listener);
    },
    close,
  };
}
