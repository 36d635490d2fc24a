import { ZhiwenError } from "../core/errors.ts";
import type { Ledger } from "../ledger/ledger.ts";

/** What waits to be handled, bounded: a message is taken only if it will be answered soon. */
export interface Backlog {
  /** @throws ZhiwenError when too much waits; platforms send again what was not taken. */
  admit(): void;
  added(messages: number): void;
  handled(): void;
  stop(): void;
}

/** Some ten seconds of work of one instance. */
const mostUnhandled = 4_000;
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
    admit() {
      if (waiting < most) return;
      throw new ZhiwenError(
        "overload",
        `${waiting} messages wait to be answered`,
        "platforms send again by themselves; start another instance if it lasts",
      );
    },
    added(messages) {
      waiting += messages;
    },
    handled() {
      waiting = Math.max(0, waiting - 1);
    },
    stop: () => clearInterval(timer),
  };
}
