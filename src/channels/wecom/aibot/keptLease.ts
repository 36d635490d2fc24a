import type { Lease } from "../../../core/lease.ts";

export interface KeptLease {
  /** Aborts once another may have it: what it allowed must stop then. */
  readonly lost: AbortSignal;
  /** Asks the record; true while it is surely ours. */
  sure(): Promise<boolean>;
  /** Gives it back. Never rejects. */
  end(): Promise<void>;
}

/** Prolongs a lease for as long as it is wanted. One that cannot be prolonged in time counts as lost. */
export function keptLease(
  lease: Lease,
  milliseconds: number,
  report: (error: unknown) => void,
): KeptLease {
  const lost = new AbortController();
  let renewedAt = performance.now();
  const sure = async () => {
    const asked = performance.now();
    try {
      if (!(await lease.renew())) lost.abort();
      else renewedAt = Math.max(renewedAt, asked);
    } catch (error) {
      report(error);
      return false;
    }
    return !lost.signal.aborted;
  };
  const timer = setInterval(() => {
    // A renewal may hang as well as fail; either way it is over before another can take it.
    if (performance.now() - renewedAt > milliseconds * 0.7) lost.abort();
    else void sure();
  }, milliseconds / 5);
  lost.signal.addEventListener("abort", () => clearInterval(timer));
  return {
    lost: lost.signal,
    sure,
    async end() {
      clearInterval(timer);
      lost.abort();
      try {
        await lease.release();
      } catch (error) {
        report(error);
      }
    },
  };
}
