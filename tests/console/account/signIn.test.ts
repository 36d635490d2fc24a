import { Hono } from "hono";
import { expect, test } from "vitest";
import { sessionCookie } from "../../../src/console/account/sessionCookie.ts";
import { password, recoveryCode, stage } from "./stage.ts";

test("password, then code: a cookie that only our pages can use, and the page one came for", async () => {
  const { person, browser, code, ledger } = await stage();
  const li = await person("li", "staff");
  const mine = browser();
  const sent = await mine.get("/console/account");
  expect([sent.status, sent.headers.get("Location")]).toEqual([
    303,
    "/console/login?next=%2Fconsole%2Faccount",
  ]);
  const first = await mine.post("/console/login", {
    login: " LI ",
    password,
    next: "/console/account",
  });
  expect(first.status).toBe(303);
  expect(first.headers.get("Set-Cookie")).toMatch(
    /^__Host-zhiwen-desk=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  const half = mine.cookie;
  expect((await mine.get("/console/account")).status).toBe(303);
  const second = await mine.post("/console/login/code", { code: code(), next: "/console/account" });
  expect([second.status, second.headers.get("Location")]).toEqual([303, "/console/account"]);
  expect(mine.cookie).not.toBe(half);
  const page = await mine.get("/console/account");
  expect(page.status).toBe(200);
  expect(page.headers.get("Cache-Control")).toBe("no-store");
  expect(page.headers.get("Content-Security-Policy")).not.toMatch(/unsafe/);
  expect(await page.text()).toContain("小li");
  // The half-way token is worth nothing now.
  mine.cookie = half;
  expect((await mine.get("/console/account")).status).toBe(303);
  expect((await ledger.accounts.auditRows(1))[0]).toMatchObject({
    action: "sign-in",
    actor: li.id,
  });
});

test("a code works once, a recovery code once, and a code without the password never", async () => {
  const { person, browser, code, pass } = await stage();
  await person("li", "staff");
  const enter = async (typed: string) => {
    const mine = browser();
    await mine.post("/console/login", { login: "li", password, next: "" });
    return (await mine.post("/console/login/code", { code: typed, next: "" })).status;
  };
  const used = code();
  expect(await enter(used)).toBe(303);
  expect(await enter(used)).toBe(422);
  pass(30);
  expect(await enter(recoveryCode.toUpperCase())).toBe(303);
  expect(await enter(recoveryCode)).toBe(422);
  pass(30);
  expect((await browser().post("/console/login/code", { code: code(), next: "" })).status).toBe(
    422,
  );
});

test("wrong passwords, unknown and deactivated accounts look the same", async () => {
  const { person, browser, ledger } = await stage();
  await person("boss", "admin");
  const gone = await person("gone", "staff");
  await ledger.accounts.change(gone.id, { active: false }, { actor: "t", address: "t" });
  const answers = new Set<string>();
  for (const [login, typed] of [
    ["boss", "wrong"],
    ["stranger", password],
    ["gone", password],
  ] as const) {
    const answer = await browser().post("/console/login", { login, password: typed, next: "" });
    expect(answer.headers.get("Set-Cookie")).toBeNull();
    answers.add(`${answer.status} ${(await answer.text()).replaceAll(login, "LOGIN")}`);
  }
  expect(answers.size).toBe(1);
  const rows = await ledger.accounts.auditRows(3);
  expect(rows.map(({ action, object }) => [action, object])).toEqual([
    ["sign-in.refused", gone.id],
    ["sign-in.refused", undefined],
    ["sign-in.refused", expect.any(String)],
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/stranger|wrong/);
});

test("at most ten tries for an account in any quarter of an hour, and it is told how long", async () => {
  const { person, browser, pass } = await stage();
  await person("li", "staff");
  const tried: number[] = [];
  for (let minute = 0; minute < 45; minute += 1) {
    for (let at = 0; at < 3; at += 1) {
      const headers = { "X-Test-Address": `10.0.${minute}.${at}` };
      const answer = await browser().post(
        "/console/login",
        { login: "li", password: "wrong", next: "" },
        { headers },
      );
      if (answer.status === 422) tried.push(minute);
      else {
        expect(answer.status).toBe(429);
        expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
        expect(await answer.text()).toMatch(/请 \d+ 分钟后再试/);
      }
    }
    pass(1);
  }
  const most = Math.max(
    ...tried.map((from) => tried.filter((at) => at >= from && at < from + 15).length),
  );
  expect(most).toBeLessThanOrEqual(10);
  expect(tried.length).toBeGreaterThan(15);
}, 60_000);

test("one address does not try many accounts", async () => {
  const { browser } = await stage();
  const statuses: number[] = [];
  for (let at = 0; at < 14; at += 1) {
    const typed = { login: `person${at}`, password: "wrong", next: "" };
    statuses.push((await browser().post("/console/login", typed)).status);
  }
  expect(statuses.filter((status) => status === 422)).toHaveLength(10);
  expect(statuses.slice(10)).toEqual([429, 429, 429, 429]);
}, 30_000);

test.each([
  "https://evil.example/",
  "//evil.example",
  "/console/../x\\y",
  "/consolefoo",
  "/other",
  "javascript:alert(1)",
])("「%s」 is nowhere to go after the log-in", async (next) => {
  const { person, browser, code } = await stage();
  await person("li", "staff");
  const mine = browser();
  await mine.post("/console/login", { login: "li", password, next });
  const answer = await mine.post("/console/login/code", { code: code(), next });
  expect(answer.headers.get("Location")).toBe("/console");
});

test("signing out ends the session, not only the cookie", async () => {
  const { person, signedIn } = await stage();
  const { browser, csrf } = await signedIn(await person("li", "staff"));
  const before = browser.cookie;
  expect((await browser.post("/console/sign-out", { csrf })).status).toBe(303);
  expect(browser.cookie).toBe("");
  browser.cookie = before;
  expect((await browser.get("/console/account")).status).toBe(303);
});

test("a page that asks by itself keeps no session alive; a person does", async () => {
  const { person, signedIn, pass } = await stage();
  const { browser } = await signedIn(await person("li", "staff"));
  pass(20);
  expect((await browser.get("/console/account")).status).toBe(200);
  pass(20);
  const background = { headers: { "X-Background": "1" } };
  expect((await browser.send("/console/account", background)).status).toBe(200);
  const stream = { headers: { Accept: "text/event-stream" } };
  expect((await browser.send("/console/account", stream)).status).toBe(200);
  pass(11);
  expect((await browser.send("/console/account", background)).status).toBe(303);
});

test("over plain HTTP the cookie has no name that browsers would refuse there", async () => {
  const cookie = sessionCookie(false);
  const app = new Hono().get("/", (c) => {
    cookie.write(c, "token");
    return c.text(cookie.read(c) ?? "none");
  });
  const answer = await app.request("/", { headers: { Cookie: "zhiwen-desk=other" } });
  expect(answer.headers.get("Set-Cookie")).toBe(
    "zhiwen-desk=token; Path=/; HttpOnly; SameSite=Strict",
  );
  expect(await answer.text()).toBe("other");
});
