import { createConsole } from "../../src/console/console.ts";
import type { Route } from "../../src/console/route.ts";
import type { Visitor } from "../../src/console/visitor.ts";

export const now = new Date("2026-11-21T08:05:00Z");

/** Somebody of staff who has just proved who they are. */
export function visitor(parts: Partial<Visitor> = {}): Visitor {
  return {
    id: "li",
    name: "小李",
    role: "staff",
    language: "zh",
    csrf: "token",
    sessionHash: "hash",
    confirmedUntil: new Date(now.getTime() + 60_000),
    ...parts,
  };
}

/** The console with these rows; each call is made as somebody, and no error goes unseen. */
export function deskOf(routes: readonly Route[]) {
  let who: Visitor | undefined;
  const app = createConsole(
    {
      visitor: async () => who,
      now: () => now,
      report: (error) => {
        throw error;
      },
    },
    [routes],
  );
  return {
    async get(path: string, as: Visitor | undefined = visitor()): Promise<Response> {
      who = as;
      return await app.request(`/console${path}`, { headers: { Accept: "text/html" } });
    },
    async post(
      path: string,
      fields: Readonly<Record<string, string>>,
      as: Visitor | undefined = visitor(),
    ): Promise<Response> {
      who = as;
      return await app.request(`/console${path}`, {
        method: "POST",
        headers: { Accept: "text/html", "Sec-Fetch-Site": "same-origin" },
        body: new URLSearchParams({ csrf: "token", ...fields }),
      });
    },
  };
}
