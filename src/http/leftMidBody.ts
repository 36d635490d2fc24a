import type { IncomingMessage } from "node:http";
import type { Context } from "hono";

/**
 * True when the error is only that the connection ended before the request's body did: the customer
 * closed the page or lost the network, or the body came too slowly. Nothing of ours failed.
 *
 * A body that came whole and a client that then left is something else: what fails after that is
 * a fault of the program, whoever is still there to hear of it.
 */
export function leftMidBody(error: unknown, c: Context): boolean {
  const incoming = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming;
  if (incoming === undefined || incoming.complete || !incoming.readableAborted) return false;
  return error instanceof Error && "code" in error && error.code === "ECONNRESET";
}
