import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { allRoutes, createConsole } from "../../src/console/console.ts";
import type { Route } from "../../src/console/route.ts";
import type { Visitor } from "../../src/console/visitor.ts";
import type { StaffRole } from "../../src/core/staff.ts";
import { filesUnder } from "../house/tree.ts";
import { Browser, type Stage, stage } from "./account/stage.ts";
import { everyTable } from "./everyRoute.ts";

const roles: readonly StaffRole[] = ["staff", "editor", "admin"];

/** A visible sign that the guard let a request through; the acts themselves have tests of their own. */
const through = 299;
const probed = (route: Route): Route =>
  ({ ...route, handle: () => new Response(null, { status: through }) }) as Route;

let rows: readonly Route[];
let on: Stage;
let actors: Readonly<Record<string, { browser: Browser; csrf: string; stale?: true }>>;
beforeAll(async () => {
  const tables = await everyTable();
  expect(tables.map(({ part }) => part)).toEqual(expect.arrayContaining(["account", "desk"]));
  rows = allRoutes(tables.map(({ routes }) => routes));
});

/** Every kind of person in front of the console whose rows all say whether they were reached. */
async function cast(): Promise<typeof actors> {
  on = await stage();
  const { accountPages } = await import("../../src/console/account/routes.ts");
  const { visitor } = accountPages(on.port);
  const app = createConsole({ visitor, now: on.now, report: () => undefined }, [
    rows.filter(({ path }) => path !== "/assets/:file").map(probed),
  ]);
  const facing = (cookie: string) => {
    const browser = new Browser((path, init) => app.request(path, init));
    browser.cookie = cookie;
    return browser;
  };
  const known = async (login: string, role: StaffRole) => {
    const { browser, csrf } = await on.signedIn(await on.person(login, role));
    return { browser: facing(browser.cookie), csrf };
  };
  const expired = await known("expired", "admin");
  on.pass(31);
  const gone = await known("gone", "admin");
  const demoted = await known("demoted", "admin");
  const rest = {
    staff: await known("staff", "staff"),
    editor: await known("editor", "editor"),
    admin: await known("admin", "admin"),
  };
  const account = async (login: string) => (await on.ledger.accounts.byLogin(login))?.id ?? "";
  const by = { actor: "t", address: "t" };
  await on.ledger.accounts.change(await account("gone"), { active: false }, by);
  await on.ledger.accounts.change(await account("demoted"), { role: "staff" }, by);
  const forged = { browser: facing(`__Host-zhiwen-desk=${"A".repeat(43)}`), csrf: "" };
  const nobody = { browser: facing(""), csrf: "" };
  return { nobody, forged, expired, gone, demoted, ...rest };
}

const address = ({ path }: Route) =>
  `/console${path === "/" ? "" : path.replace(/:\w+(?:\{[^}]*\})?/g, "x1")}`;

/** What the table says of an actor; the guard must say the same. */
function expected(route: Route, who: string): boolean {
  if (route.access === "anyone") return true;
  const role = roles.find((each) => each === who);
  if (role === undefined) return false;
  const wanted = route.access === "signed-in" ? "staff" : route.access;
  return roles.indexOf(role) >= roles.indexOf(wanted);
}

describe("the policy of every address", () => {
  test("each row has one, in words the guard knows", () => {
    const known = ["anyone", "signed-in", ...roles];
    expect(rows.length).toBeGreaterThan(25);
    expect(rows.filter(({ access }) => !known.includes(access))).toEqual([]);
    const open = rows
      .filter(({ access }) => access === "anyone")
      .map((row) => `${row.method} ${row.path}`);
    // Whoever opens another one to everybody writes it here too.
    expect(open.sort()).toEqual([
      "GET /assets/:file",
      "GET /login",
      "GET /login/code",
      "GET /set-up",
      "POST /login",
      "POST /login/code",
      "POST /set-up",
      "POST /set-up/finish",
    ]);
  });

  test("every row against everybody: nobody gets further than the table says", async () => {
    actors = await cast();
    const wrong: string[] = [];
    let cells = 0;
    const check = async (label: string, row: Route, wanted: boolean, sent: Promise<Response>) => {
      cells += 1;
      const passed = (await sent).status === through;
      if (passed !== wanted)
        wrong.push(`${row.method} ${row.path} ${label}: ${passed ? "let in" : "kept out"}`);
    };
    for (const row of rows.filter(({ path }) => path !== "/assets/:file")) {
      for (const [who, { browser, csrf }] of Object.entries(actors)) {
        const may = expected(row, who);
        const path = address(row);
        if (row.method === "GET") {
          await check(who, row, may, browser.get(path));
          continue;
        }
        const open = row.access === "anyone";
        await check(who, row, may, browser.post(path, { csrf }));
        await check(
          `${who} by header`,
          row,
          may,
          browser.send(path, { method: "POST", headers: { "X-CSRF": csrf } }),
        );
        const forms: Readonly<Record<string, string>> = {
          "no token": "",
          "wrong token": "B".repeat(43),
          "half a token": csrf.slice(0, 20),
          "another's token":
            actors["admin"]?.csrf === csrf
              ? (actors["staff"]?.csrf ?? "")
              : (actors["admin"]?.csrf ?? ""),
        };
        for (const [what, token] of Object.entries(forms)) {
          await check(
            `${who} with ${what}`,
            row,
            open,
            browser.post(path, token === "" ? {} : { csrf: token }),
          );
        }
        const abroad: readonly Record<string, string>[] = [
          { "Sec-Fetch-Site": "cross-site" },
          { "Sec-Fetch-Site": "same-site" },
          { "Sec-Fetch-Site": "none" },
        ];
        for (const headers of abroad) {
          await check(
            `${who} from ${JSON.stringify(headers)}`,
            row,
            false,
            browser.post(path, { csrf }, { headers }),
          );
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(cells).toBeGreaterThan(rows.length * 8);
  }, 120_000);

  test("without Sec-Fetch-Site the Origin decides", async () => {
    const { admin } = await cast();
    const app = admin?.browser ?? new Browser(() => new Response());
    const status = async (origin: string | undefined) => {
      const headers = { "Sec-Fetch-Site": "", ...(origin === undefined ? {} : { Origin: origin }) };
      const init = {
        headers,
        method: "POST",
        body: new URLSearchParams({ csrf: admin?.csrf ?? "" }),
      };
      return (await app.send("/console/sign-out", init)).status;
    };
    expect(await status("https://evil.example")).toBe(403);
    expect(await status("null")).toBe(403);
    expect(await status(undefined)).toBe(403);
    expect(await status("https://desk.example")).toBe(through);
  });

  test("rows that want a fresh proof are kept from who gave none for ten minutes", async () => {
    const proved = rows.filter((row) => row.access !== "anyone" && row.stepUp === true);
    expect(proved.length).toBeGreaterThan(5);
    const { admin } = await cast();
    for (const row of proved) {
      const send = () =>
        row.method === "GET"
          ? admin?.browser.get(address(row))
          : admin?.browser.post(address(row), { csrf: admin.csrf });
      expect((await send())?.status, row.path).toBe(through);
    }
    on.pass(10);
    for (const row of proved) {
      const answer =
        row.method === "GET"
          ? await admin?.browser.get(address(row))
          : await admin?.browser.post(address(row), { csrf: admin.csrf });
      expect([303, 403], row.path).toContain(answer?.status);
    }
  });

  test("nothing is mounted beside the table", () => {
    const app = createConsole(
      { visitor: async () => undefined, now: () => new Date(), report: () => undefined },
      [rows.filter(({ path }) => path !== "/assets/:file")],
    );
    const mounted = app.routes
      .filter(({ method, path }) => !(method === "ALL" && path === "/console/*"))
      .map(({ method, path }) => `${method} ${path}`);
    const table = rows.map((row) => `${row.method} /console${row.path === "/" ? "" : row.path}`);
    expect(mounted.sort()).toEqual([...table].sort());
    const others = filesUnder("src/console", /\.ts$/).filter(
      (path) =>
        !path.endsWith("/console.ts") &&
        /\bnew Hono\b|\.(?:route|mount)\(/.test(readFileSync(path, "utf8")),
    );
    expect(others).toEqual([]);
  });

  test("two rows of one address are refused at the start", () => {
    const row: Route = { method: "GET", path: "/a", access: "anyone", handle: (c) => c.text("") };
    expect(() => allRoutes([[row], [row]])).toThrow("two rows for GET /a");
  });

  test("a visitor who turns up with no role word the guard knows gets nothing", async () => {
    const visitor = {
      ...({} as Visitor),
      id: "x",
      name: "x",
      role: "owner" as StaffRole,
      csrf: "c",
      language: "zh",
      sessionHash: "h",
    } as Visitor;
    const app = createConsole(
      { visitor: async () => visitor, now: () => new Date(), report: () => undefined },
      [[{ method: "GET", path: "/a", access: "signed-in", handle: ({ c }) => c.text("in") }]],
    );
    expect((await app.request("/console/a")).status).toBe(403);
  });
});
