import type { Lease } from "../../core/lease.ts";
import { restFor } from "./pauses.ts";
import type { TelegramPort } from "./port.ts";

/** Undefined while another instance has it, or the record does not answer. */
export async function taken(
  port: Pick<TelegramPort, "lease" | "report">,
  name: string,
  milliseconds: number,
): Promise<Lease | undefined> {
  try {
    return await port.lease(name, milliseconds);
  } catch (error) {
    port.report(error);
    return undefined;
  }
}

/**
 * Does the work while the lease is ours, renewing it; the work is told to end by its signal when
 * the lease is lost or `stop` says so. Gives the lease back. Never rejects on account of the lease.
 */
export async function holding(
  lease: Lease,
  milliseconds: number,
  stop: AbortSignal,
  work: (ended: AbortSignal) => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const ended = AbortSignal.any([over.signal, stop]);
  const done = new AbortController();
  const renewing = renew(lease, milliseconds, done.signal).then(() => over.abort());
  try {
    await work(ended);
  } finally {
    done.abort();
    await renewing;
    await lease.release().catch(() => undefined);
  }
}

/** Ends when the lease is lost: another has it, or it could not be renewed in time. */
async function renew(lease: Lease, milliseconds: number, done: AbortSignal): Promise<void> {
  let until = Date.now() + milliseconds;
  while (!done.aborted) {
    await restFor(milliseconds / 3, done);
    if (done.aborted) return;
    const asked = Date.now();
    const renewed = await lease.renew().catch(() => undefined);
    if (renewed === false) return;
    if (renewed === true) until = asked + milliseconds;
    else if (Date.now() + milliseconds / 3 > until) return;
  }
}
