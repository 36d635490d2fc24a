import { tick } from "../handoff/clock.ts";
import type { HandoffPort } from "../handoff/port.ts";
import type { Ledger } from "../ledger/ledger.ts";

export interface HandoffClock {
  /** Finishes the look under way. */
  stop(): Promise<void>;
}

const everyMs = 5_000;

/** Looks from time to time at what waits, one instance at a time. */
export function startHandoffClock(
  port: HandoffPort,
  ledger: Pick<Ledger, "lease">,
  report: (error: unknown) => void,
): HandoffClock {
  let looking = Promise.resolve();
  const look = async () => {
    // Never released: the others need not look again in that time.
    const right = await ledger.lease("handoff-clock", Math.round(everyMs * 0.9));
    if (right !== undefined) await tick(port);
  };
  const timer = setInterval(() => {
    looking = looking.then(look).catch(report);
  }, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
