import type { Context } from "hono";

/**
 * Whether our own page made the request. A browser says so in `Sec-Fetch-Site` (HTTPS and
 * localhost) or, for a POST, in `Origin`; a request with neither comes from no browser we serve.
 */
export function fromOwnPage(c: Context): boolean {
  const site = c.req.header("Sec-Fetch-Site");
  if (site !== undefined) return site === "same-origin";
  const origin = c.req.header("Origin");
  if (origin === undefined || !URL.canParse(origin)) return false;
  // Hosts only: behind a proxy that ends TLS, our own scheme is not the browser's.
  const host = c.req.header("Host") ?? new URL(c.req.url).host;
  return new URL(origin).host === host.toLowerCase();
}

/** Whether a browser says that another site made the request; for reading, where Origin is not sent. */
export function fromElsewhere(c: Context): boolean {
  const site = c.req.header("Sec-Fetch-Site");
  return site !== undefined && site !== "same-origin" && site !== "none";
}
