import { setTimeout as sleep } from "node:timers/promises";
import type { Trouble } from "./api.ts";

/** Pauses between tries that fail: each twice as long as the one before. */
export interface Pauses {
  /** Waits, no longer than until the signal. */
  rest(trouble: Trouble | undefined, signal: AbortSignal): Promise<void>;
  /** A try went well: the next pause is short again. */
  reset(): void;
}

export function pauses(first = 1_000, longest = 60_000): Pauses {
  let failures = 0;
  return {
    async rest(trouble, signal) {
      const own = Math.min(first * 2 ** failures, longest);
      failures++;
      // Spread, so that instances that failed together do not come back together.
      await restFor(Math.max(own * (0.75 + Math.random() / 2), askedFor(trouble)), signal);
    },
    reset() {
      failures = 0;
    },
  };
}

export async function restFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

function askedFor(trouble: Trouble | undefined): number {
  return trouble?.kind === "refused" ? (trouble.retryAfter ?? 0) * 1000 : 0;
}
