import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deskRoutes } from "../../../src/console/desk/routes.ts";
import type { Route } from "../../../src/console/route.ts";
import { type Stage, sends, stage, wang } from "./stage.ts";

let desk: Stage;
let routes: readonly Route[];
beforeAll(async () => {
  desk = await stage();
  routes = deskRoutes(desk.port);
});
afterAll(async () => {
  await desk.close();
});

test("every row is for staff, and what speaks for a holder says so", () => {
  expect(routes.length).toBeGreaterThan(14);
  expect(routes.filter(({ access }) => access !== "staff")).toEqual([]);
  expect(
    routes
      .filter(({ holder }) => holder === true)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(
    ["close", "resend", "return", "say", "transfer"].map((act) => `/conversations/:id/${act}`),
  );
});

test("nobody is let in without a log-in, and no form without its token", async () => {
  const id = await desk.asks();
  for (const { method, path } of routes) {
    const address = `/console${path === "/" ? "" : path.replace(":id", id).replace(":seq", "1")}`;
    const headers = { Accept: "application/json", "Sec-Fetch-Site": "same-origin" };
    const stranger = await desk.app.request(address, { method, headers });
    expect(stranger.status, `${method} ${path}`).toBe(401);
    if (method === "GET") continue;
    const forged = await sends(desk, address, {}, wang, { "X-CSRF": "another" });
    expect(forged.status, `${method} ${path}`).toBe(403);
    const foreign = await sends(desk, address, {}, wang, { "Sec-Fetch-Site": "cross-site" });
    expect(foreign.status, `${method} ${path}`).toBe(403);
  }
  expect(await desk.ledger.desk.newestHandoff(id)).toMatchObject({ state: "waiting" });
});

describe("a conversation that is not there", () => {
  test.each(["claim", "return", "close", "say", "resend", "notes", "read"])(
    "%s: 404",
    async (act) => {
      const fields = { key: "0123456789abcdef", text: "x", note: "x", seq: "1" };
      const response = await sends(desk, `/console/conversations/none/${act}`, fields);
      expect(response.status).toBe(404);
    },
  );
});
