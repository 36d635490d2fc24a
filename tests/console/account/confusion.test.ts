import { expect, test } from "vitest";
import { accountPages } from "../../../src/console/account/routes.ts";
import { type Stage, stage } from "./stage.ts";

const text = "x";
/** The fields of every POST of the accounts' pages, each with a value our own page might send. */
const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/login": { login: "li", password: "wrong-password", next: "" },
  "/login/code": { code: "123456", next: "" },
  "/set-up": { token: "A".repeat(43) },
  "/set-up/finish": { token: "A".repeat(43), password: text, again: text, code: "123456" },
  "/confirm": { proof: "wrong", next: "" },
  "/account": { name: "小李", telegramId: "", wecomUserid: "" },
  "/account/password": { current: "wrong", password: text, again: text },
  "/account/authenticator": { secret: "A".repeat(32), code: "123456" },
  "/account/sessions/end": { session: text },
  "/language": { language: "zh" },
  "/staff": { login: "new", name: "小新", role: "staff" },
  "/staff/:id": {
    role: "admin",
    name: "小李",
    telegramId: "",
    wecomUserid: "",
    district: "",
    topic: "",
  },
};
/** Those that take nothing but the token. */
const bare = [
  "/sign-out",
  "/account/sessions/end-others",
  "/staff/:id/deactivate",
  "/staff/:id/activate",
  "/staff/:id/invite",
];

/** What no page sends: other types, too long, signs that no field holds. */
const hostile: readonly [string, (form: URLSearchParams, name: string) => void][] = [
  ["missing", (form, name) => form.delete(name)],
  ["twice", (form, name) => form.append(name, form.get(name) ?? "")],
  ["a list by name", (form, name) => renamed(form, name, `${name}[]`)],
  ["an object by name", (form, name) => renamed(form, name, `${name}.x`)],
  ["NUL", (form, name) => form.set(name, `${form.get(name)}\0`)],
  ["a control sign", (form, name) => form.set(name, `${form.get(name)}\u0007`)],
  ["a line break", (form, name) => form.set(name, `${form.get(name)}\r\nX: y`)],
  ["half a megabyte", (form, name) => form.set(name, "x".repeat(500_000))],
];

function renamed(form: URLSearchParams, name: string, to: string): void {
  form.set(to, form.get(name) ?? "");
  form.delete(name);
}

/** Sent as often as there are cases: limits would answer for the form otherwise. */
async function quiet(): Promise<Stage> {
  const on = await stage();
  const open = { take: async () => 0 };
  Object.assign(on.port.limits, { account: open, address: open });
  return on;
}

test("the list above has every POST", async () => {
  const { port } = await stage();
  const posts = accountPages(port).routes.filter(({ method }) => method === "POST");
  expect(posts.map(({ path }) => path).sort()).toEqual([...Object.keys(forms), ...bare].sort());
});

test("every field × what no page sends: refused, nothing reported, nothing changed", async () => {
  const on = await quiet();
  const boss = await on.person("boss", "admin");
  const other = await on.person("li", "staff");
  const { browser, csrf } = await on.signedIn(boss);
  const before = JSON.stringify(await on.ledger.accounts.accounts());
  const wrong: string[] = [];
  let cases = 0;
  for (const [path, fields] of Object.entries(forms)) {
    const url = `/console${path.replace(":id", other.id)}`;
    const check = async (label: string, init: RequestInit) => {
      cases += 1;
      const cookie = browser.cookie;
      const { status } = await browser.send(url, { method: "POST", ...init });
      browser.cookie = cookie;
      if (status < 400 || status > 499) wrong.push(`${path} ${label}: ${status}`);
    };
    for (const name of Object.keys(fields)) {
      for (const [what, spoil] of hostile) {
        // A row for each desk: these two fields come more than once, and are counted by the form.
        if (what === "twice" && /^(?:district|topic)$/.test(name)) continue;
        const body = new URLSearchParams({ ...fields, csrf });
        spoil(body, name);
        await check(`${name}: ${what}`, { body });
      }
      const file = new FormData();
      for (const [key, value] of Object.entries({ ...fields, csrf })) file.set(key, value);
      file.set(name, new File(["x"], "x.txt"));
      await check(`${name}: a file`, { body: file });
    }
    const headers = { "X-CSRF": csrf, "Content-Type": "application/json" };
    for (const json of ["{}", "[]", "null", "1", JSON.stringify({ ...fields, csrf }), "{"]) {
      await check(`JSON ${json}`, { headers, body: json });
    }
    await check("no body", { headers: { "X-CSRF": csrf } });
    const broken = { "X-CSRF": csrf, "Content-Type": "multipart/form-data; boundary=b" };
    await check("a broken form", { headers: broken, body: "--b\r\nContent-Disposition: x" });
  }
  expect(wrong).toEqual([]);
  expect(cases).toBeGreaterThan(300);
  expect(on.reported).toEqual([]);
  expect(JSON.stringify(await on.ledger.accounts.accounts())).toBe(before);
}, 60_000);
