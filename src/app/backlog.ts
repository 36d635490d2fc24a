import { Overload } from "../core/errors.ts";
import type { Ledger } from "../ledger/ledger.ts";

/** What waits to be handled, bounded: a message is taken only if it will be answered soon. */
export interface Backlog {
  /**
   * Makes room for messages about to be stored; a refused or repeated one gives it back.
   * @throws Overload when too much waits; platforms send again what was not taken.
   */
  admit(messages?: number): void;
  /** So many have been handled, or were not stored after all. */
  release(messages?: number): void;
  /** True while nothing more is admitted. */
  full(): boolean;
  stop(): void;
}

/** Some five seconds of work of one instance. */
const mostUnhandled = 2_000;
/** Others work on the same record: what they took and gave is read from it. */
const readEveryMs = 5_000;

export function watchBacklog(ledger: Pick<Ledger, "backlog">, most = mostUnhandled): Backlog {
  let waiting = 0;
  const read = async () => {
    waiting = await ledger.backlog();
  };
  // A record that cannot be read refuses messages by itself.
  const again = () => void read().catch(() => undefined);
  again();
  const timer = setInterval(again, readEveryMs).unref();
  return {
    admit(messages = 1) {
      if (waiting >= most) {
        throw new Overload(
          "overload",
          `${waiting} messages wait to be answered`,
          "platforms send again by themselves; start another instance if it lasts",
        );
      }
      waiting += messages;
    },
    release(messages = 1) {
      waiting = Math.max(0, waiting - messages);
    },
    full: () => waiting >= most,
    stop: () => clearInterval(timer),
  };
}

/** Stores a message within the bound. */
export async function within<T extends { readonly repeat: boolean }>(
  backlog: Backlog,
  store: () => Promise<T>,
): Promise<T> {
  backlog.admit();
  let kept = false;
  try {
    const stored = await store();
    kept = !stored.repeat;
    return stored;
  } finally {
    if (!kept) backlog.release();
  }
}
