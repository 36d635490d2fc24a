import { expect, test } from "vitest";
import { password, stage } from "./stage.ts";

test("the profile is saved; an id that is a colleague's is refused", async () => {
  const { person, signedIn, ledger } = await stage();
  const li = await person("li", "staff");
  const wu = await person("wu", "staff");
  await ledger.accounts.change(wu.id, { telegramId: "5550002" }, { actor: "t", address: "t" });
  const { browser, csrf } = await signedIn(li);
  const save = (fields: Readonly<Record<string, string>>) =>
    browser.post("/console/account", {
      csrf,
      name: "小李",
      telegramId: "",
      wecomUserid: "",
      ...fields,
    });
  const saved = await save({ telegramId: "5550001", wecomUserid: "LiLei" });
  expect(saved.status).toBe(200);
  expect(await ledger.accounts.byTelegram("5550001")).toMatchObject({ id: li.id, name: "小李" });
  expect(await ledger.accounts.byWecom("LiLei")).toMatchObject({ id: li.id });
  const taken = await save({ telegramId: "5550002" });
  expect(taken.status).toBe(409);
  expect(await taken.text()).toContain("属于另一位同事");
  expect((await save({ telegramId: "-100123" })).status).toBe(400);
  expect((await save({ name: "小李\u202e" })).status).toBe(400);
  expect((await save({ telegramId: "" })).status).toBe(200);
  expect(await ledger.accounts.byTelegram("5550001")).toBeUndefined();
});

test("a new password needs the present one, and ends the log-ins elsewhere", async () => {
  const { person, signedIn, browser, pass, code } = await stage();
  const li = await person("li", "staff");
  const [here, elsewhere] = [await signedIn(li), await signedIn(li)];
  const next = "neun-lampen-am-fluss";
  const change = async (current: string, again = next) =>
    (
      await here.browser.post("/console/account/password", {
        csrf: here.csrf,
        current,
        password: next,
        again,
      })
    ).status;
  expect(await change("wrong")).toBe(422);
  expect(await change(password, "other")).toBe(422);
  expect(await change(password)).toBe(200);
  expect((await here.browser.get("/console/account")).status).toBe(200);
  expect((await elsewhere.browser.get("/console/account")).status).toBe(303);
  pass(15);
  const fresh = browser();
  const old = await fresh.post("/console/login", { login: "li", password, next: "" });
  expect(old.status).toBe(422);
  await fresh.post("/console/login", { login: "li", password: next, next: "" });
  expect((await fresh.post("/console/login/code", { code: code(), next: "" })).status).toBe(303);
});

test("a new key for codes is on once a code of it is given; the old one is void then", async () => {
  const { person, signedIn, ledger, code } = await stage();
  const li = await person("li", "staff");
  const { browser, csrf } = await signedIn(li);
  const page = await (await browser.get("/console/account/authenticator")).text();
  const secret = /name="secret" value="([A-Z2-7]{32})"/.exec(page)?.[1] ?? "";
  const renew = (typed: string) =>
    browser.post("/console/account/authenticator", { csrf, secret, code: typed });
  expect((await renew(code())).status).toBe(422);
  const before = await ledger.accounts.credentials(li.id);
  const done = await renew(code(secret));
  expect(done.status).toBe(200);
  const after = await ledger.accounts.credentials(li.id);
  expect(after).toMatchObject({ totpSecret: secret, password: before?.password });
  expect(after?.recovery).toHaveLength(10);
});

test("sessions are listed and ended one by one or all but this one, never another's", async () => {
  const { person, signedIn, changed } = await stage();
  const [li, wu] = [await person("li", "staff"), await person("wu", "staff")];
  const [here, there, third] = [await signedIn(li), await signedIn(li), await signedIn(li)];
  const foreign = await signedIn(wu);
  const lives = async ({ browser }: typeof here) =>
    (await browser.get("/console/account")).status === 200;
  const end = (session: string) =>
    here.browser.post("/console/account/sessions/end", { csrf: here.csrf, session });
  expect(
    (await (await here.browser.get("/console/account")).text()).match(/Firefox · Linux/g)?.length,
  ).toBeGreaterThan(2);
  await end(foreign.hash);
  expect(await lives(foreign)).toBe(true);
  await end(there.hash);
  expect([await lives(there), await lives(third)]).toEqual([false, true]);
  await here.browser.post("/console/account/sessions/end-others", { csrf: here.csrf });
  expect([await lives(third), await lives(here)]).toEqual([false, true]);
  expect(changed).toContain(li.id);
});

test("the other language is kept with the account, and one stays on the page", async () => {
  const { person, signedIn } = await stage();
  const { browser, csrf } = await signedIn(await person("li", "staff"));
  const headers = { Referer: "https://desk.example/console/account?x=1" };
  const switched = await browser.post("/console/language", { csrf, language: "en" }, { headers });
  expect([switched.status, switched.headers.get("Location")]).toEqual([
    303,
    "/console/account?x=1",
  ]);
  const page = await (await browser.get("/console/account")).text();
  expect(page).toContain('<html lang="en">');
  expect(page).toContain("My account");
});

test("an act that matters wants a fresh proof; the new session carries on with the old forms", async () => {
  const { person, signedIn, pass, browser: anyone } = await stage();
  const li = await person("li", "staff");
  const { browser, csrf, hash } = await signedIn(li);
  pass(11);
  const save = () =>
    browser.post("/console/account", { csrf, name: "小李", telegramId: "", wecomUserid: "" });
  const refused = await save();
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain("/console/confirm");
  const sent = await browser.get("/console/account/authenticator");
  expect(sent.headers.get("Location")).toBe(
    "/console/confirm?next=%2Fconsole%2Faccount%2Fauthenticator",
  );
  const old = browser.cookie;
  expect((await browser.post("/console/confirm", { csrf, proof: "wrong", next: "" })).status).toBe(
    422,
  );
  const done = await browser.post("/console/confirm", {
    csrf,
    proof: password,
    next: "/console/account",
  });
  expect([done.status, done.headers.get("Location")]).toEqual([303, "/console/account"]);
  expect(browser.cookie).not.toBe(old);
  expect((await save()).status).toBe(200);
  const stolen = anyone();
  stolen.cookie = old;
  expect((await stolen.get("/console/account")).status).toBe(303);
  expect(hash).not.toBe("");
});
