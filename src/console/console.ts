import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { assetRoutes } from "./assets.ts";
import { type GuardPort, guard } from "./guard.ts";
import { refuse } from "./refuse.ts";
import type { Route } from "./route.ts";
import { securityPolicy } from "./securityPolicy.ts";

export interface ConsolePort extends GuardPort {
  /** Told of every error behind a 5xx; `where` is method and the row's path, without values. */
  report(error: unknown, where: string): void;
}

/** On every response, unless its row has set its own. */
const headers: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": securityPolicy,
  // Our own pages may know where a form was sent from; nobody else learns an address of ours.
  "Referrer-Policy": "same-origin",
  "X-Robots-Tag": "noindex",
};

/** Every row there is, the console's own files among them. */
export function allRoutes(tables: readonly (readonly Route[])[]): readonly Route[] {
  const routes = [...assetRoutes(), ...tables.flat()];
  const seen = new Set<string>();
  for (const { method, path } of routes) {
    const row = `${method} ${path}`;
    if (seen.has(row)) throw new Error(`[console] two rows for ${row}`);
    seen.add(row);
  }
  return routes;
}

/**
 * The staff desk under `/console`: the rows of the tables behind one guard, and nothing else.
 *
 * @example
 * const app = createConsole(port, [accountRoutes(accounts), inboxRoutes(inbox)]);
 * const page = await app.request("/console");
 */
export function createConsole(port: ConsolePort, tables: readonly (readonly Route[])[]): Hono {
  const app = new Hono().basePath("/console");
  app.use(async function consoleHeaders(c, next) {
    await next();
    for (const [name, value] of Object.entries(headers)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  });
  for (const route of allRoutes(tables)) {
    app.on(route.method, [route.path], (c) => guard(route, c, port));
  }
  const lost = async (c: Context) => await refuse(c, "not-found", await port.visitor(c));
  app.all("*", lost);
  app.notFound(lost);
  app.onError(async (error, c) => {
    if (error instanceof HTTPException && error.status < 500) {
      return error.res === undefined ? await refuse(c, "malformed") : error.getResponse();
    }
    port.report(error, `${c.req.method} ${c.req.routePath}`);
    return await refuse(c, "failed");
  });
  return app;
}
