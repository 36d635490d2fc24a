import { Overload } from "../core/errors.ts";
import type { Log } from "../log.ts";

const restMs = 10_000;

/**
 * Logs what went wrong and where. Overload is told once in ten seconds, with how often: a line for
 * each refusal would be a load of its own.
 */
export function reporter(log: Log): (error: unknown, where: string) => void {
  let refused = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  return (error, where) => {
    if (!isOverload(error)) return log.error({ err: error, where }, "failed");
    refused += 1;
    const now = Date.now();
    if (now - toldAt < restMs) return;
    toldAt = now;
    log.warn({ refused, where }, "overloaded: messages are refused for now");
    refused = 0;
  };
}

function isOverload(error: unknown): boolean {
  if (error instanceof Overload) return true;
  return error instanceof Error && error.cause !== undefined && isOverload(error.cause);
}
