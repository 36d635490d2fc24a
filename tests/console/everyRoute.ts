import { readdirSync } from "node:fs";
import type { Route } from "../../src/console/route.ts";

const folder = new URL("../../src/console/", import.meta.url);

/** Stands for any part of any port; a policy test calls none of it. */
const unused: unknown = new Proxy(() => unused, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => "" : name === "then" ? undefined : unused),
  apply: () => unused,
});

export interface Table {
  /** The folder of `src/console` whose `routes.ts` gives it. */
  readonly part: string;
  readonly routes: readonly Route[];
}

/** The table of every part of the console there is: whoever adds a folder is in here. */
export async function everyTable(): Promise<readonly Table[]> {
  const parts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => readdirSync(new URL(name, folder)).includes("routes.ts"));
  return await Promise.all(
    parts.map(async (part) => {
      const made: unknown[] = [];
      const module = (await import(new URL(`${part}/routes.ts`, folder).href)) as object;
      for (const [name, value] of Object.entries(module)) {
        if (/(?:Routes|Pages)$/.test(name) && typeof value === "function") {
          made.push((value as (port: unknown) => unknown)(portOf(part)));
        }
      }
      const routes = made.flatMap((each) => (Array.isArray(each) ? each : routesIn(each)));
      if (routes.length === 0) throw new Error(`src/console/${part}/routes.ts gives no rows`);
      return { part, routes: routes as readonly Route[] };
    }),
  );
}

function routesIn(made: unknown): readonly unknown[] {
  const { routes } = made as { routes?: unknown };
  return Array.isArray(routes) ? routes : [];
}

/** Lists of a port that are read when its table is made. */
function portOf(part: string): unknown {
  return part === "account" ? { topics: [], districts: [], secureCookies: true } : unused;
}
