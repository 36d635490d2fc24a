import type { Params } from "./params.ts";
import type { Answer } from "./types.ts";

/** One call of the bot, as it was answered. */
export interface Call {
  readonly at: Date;
  readonly method: string;
  readonly params: Params;
  /** Undefined when the connection was cut before the method ran. */
  readonly answer: Answer | undefined;
  /** The bot never saw the answer: a fault cut the connection. */
  readonly cut: boolean;
}

/** Keeps the last calls only, so that a load test does not fill the memory. */
export function callLog(most = 2000) {
  const ring: Call[] = [];
  let next = 0;
  return {
    add(call: Call): void {
      ring[next % most] = call;
      next += 1;
    },
    /** Oldest first. */
    all(): readonly Call[] {
      const from = next % most;
      return ring.length < most ? [...ring] : [...ring.slice(from), ...ring.slice(0, from)];
    },
  };
}
