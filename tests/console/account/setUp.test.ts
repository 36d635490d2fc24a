import { expect, test } from "vitest";
import { invite } from "../../../src/staff/setUp.ts";
import { password, type Stage, stage, terminal } from "./stage.ts";

async function invited(on: Stage, login = "new") {
  const account = await on.ledger.accounts.add({ login, name: "小新", role: "editor" }, terminal);
  if (account === undefined) throw new Error("taken");
  const { token } = await invite(on.port, account.id, terminal);
  return { account, token };
}

const keyIn = (page: string) =>
  /<span class="code">([A-Z2-7 ]{39})<\/span>/.exec(page)?.[1]?.replaceAll(" ", "") ?? "";

test("the link leads to a key, a password and codes; after that one logs in with them", async () => {
  const on = await stage();
  const { account, token } = await invited(on);
  const mine = on.browser();
  expect((await mine.get("/console/set-up")).status).toBe(200);
  // The whole link does as well as the token alone.
  const link = `https://desk.example/console/set-up#${token}`;
  const page = await (await mine.post("/console/set-up", { token: link })).text();
  const secret = keyIn(page);
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(page).toMatch(/<svg class="key" role="img" aria-label="[^"]+" viewBox="0 0 (\d+) \1"/);
  expect(page).not.toMatch(/style=|<script(?![^>]* src=)/);
  const fields = { token, password, again: password, code: on.code(secret) };
  const done = await mine.post("/console/set-up/finish", fields);
  expect(done.status).toBe(200);
  const codes = (await done.text()).match(/[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}/g) ?? [];
  expect(codes).toHaveLength(10);
  expect(await on.ledger.accounts.account(account.id)).toMatchObject({ ready: true });
  const stored = JSON.stringify(await on.ledger.accounts.credentials(account.id));
  expect(stored).not.toContain(password);
  for (const code of codes) expect(stored).not.toContain(code.replaceAll("-", ""));
  // The code just shown is spent.
  on.pass(1);
  await mine.post("/console/login", { login: "new", password, next: "" });
  const again = await mine.post("/console/login/code", { code: on.code(secret), next: "" });
  expect(again.status).toBe(303);
  expect(await (await mine.get("/console/account")).text()).toContain("还剩 10 个恢复码");
});

test("what is not right is said, and nothing is set until all of it is", async () => {
  const on = await stage();
  const { account, token } = await invited(on);
  const page = await (await on.browser().post("/console/set-up", { token })).text();
  const right = { token, password, again: password, code: on.code(keyIn(page)) };
  const attempts: [Partial<typeof right>, RegExp][] = [
    [{ again: `${password}x` }, /两次输入的密码不一样/],
    [{ password: "short", again: "short" }, /密码太短/],
    [{ password: "Password1234!", again: "Password1234!" }, /太常见/],
    [{ code: "000000" }, /验证码不对/],
  ];
  for (const [wrong, said] of attempts) {
    const answer = await on.browser().post("/console/set-up/finish", { ...right, ...wrong });
    expect(answer.status).toBe(422);
    const text = await answer.text();
    expect(text).toMatch(said);
    // The same key again: a telephone that has scanned it need not do so twice.
    expect(keyIn(text)).toBe(keyIn(page));
  }
  expect(await on.ledger.accounts.account(account.id)).toMatchObject({ ready: false });
  expect((await on.browser().post("/console/set-up/finish", right)).status).toBe(200);
});

test("a link is void once used, after a day, when a newer one is made, and when made up", async () => {
  const on = await stage();
  const { account, token } = await invited(on);
  const opens = async (typed: string) =>
    (await on.browser().post("/console/set-up", { token: typed })).status;
  expect(await opens("x".repeat(43))).toBe(422);
  expect(await opens("")).toBe(422);
  expect(await opens(token)).toBe(200);
  const { token: newer } = await invite(on.port, account.id, terminal);
  expect(await opens(token)).toBe(422);
  on.pass(24 * 60 - 1);
  expect(await opens(newer)).toBe(200);
  on.pass(2);
  expect(await opens(newer)).toBe(422);
});
