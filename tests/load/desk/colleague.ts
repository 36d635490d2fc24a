import { generateSync } from "otplib";
import { type Ledger, openLedger } from "../../../src/ledger/ledger.ts";
import { hashPassword } from "../../../src/staff/password.ts";
import { invite } from "../../../src/staff/setUp.ts";
import { hashOfToken } from "../../../src/staff/token.ts";
import { newTotpSecret } from "../../../src/staff/totp.ts";

/** Somebody of the service team whose browser is logged in. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  /** `name=value`, as the browser sends it. */
  readonly cookie: string;
  readonly headers: Readonly<Record<string, string>>;
  get(path: string): Promise<string>;
  /** Throws when it was refused. */
  post(path: string, fields?: Readonly<Record<string, string>>): Promise<void>;
}

const password = "trotz-mauer-78-kiwi";
const terminal = { actor: "terminal", address: "terminal" };

/** Makes accounts in the record, and logs each in over HTTP: password, one-time code, session. */
export async function colleagues(
  url: string,
  record: string,
  count: number,
): Promise<readonly Colleague[]> {
  const ledger = await openLedger(record);
  try {
    const hash = await hashPassword(password);
    const entered: Colleague[] = [];
    for (let number = 1; number <= count; number += 1) {
      const account = await added(ledger, number, hash);
      entered.push(await logIn(url, account, `10.1.0.${number}`));
    }
    return entered;
  } finally {
    await ledger.close();
  }
}

interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly secret: string;
}

async function added({ accounts }: Ledger, number: number, hash: string): Promise<Account> {
  const login = `desk${number}`;
  const name = `小${"赵钱孙李周吴郑王冯陈"[(number - 1) % 10]}`;
  const account = await accounts.add({ login, name, role: "staff" }, terminal);
  if (account === undefined) throw new Error(`[load] ${login} is taken`);
  const port = { record: accounts, now: () => new Date() };
  const { token } = await invite(port, account.id, terminal);
  const secret = newTotpSecret();
  const proofs = { password: hash, totpSecret: secret, totpStep: 0, recovery: [] };
  await accounts.accept(hashOfToken(token) ?? "", proofs, { address: "10.1.0.1" });
  return { id: account.id, login, name, secret };
}

async function logIn(url: string, account: Account, address: string): Promise<Colleague> {
  let cookie = "";
  const own = () => ({
    Cookie: cookie,
    "Sec-Fetch-Site": "same-origin",
    "X-Forwarded-For": address,
    Accept: "application/json",
  });
  const step = async (path: string, fields: Readonly<Record<string, string>>) => {
    const answer = await fetch(url + path, {
      method: "POST",
      redirect: "manual",
      headers: own(),
      body: new URLSearchParams({ ...fields, next: "/console" }),
    });
    const given = answer.headers.get("Set-Cookie")?.split(";")[0];
    if (answer.status !== 303 || given === undefined) {
      throw new Error(`[load] ${path} answered ${answer.status}`);
    }
    cookie = given;
  };
  await step("/console/login", { login: account.login, password });
  await step("/console/login/code", { code: generateSync({ secret: account.secret }) });
  const get = async (path: string) => {
    const answer = await fetch(url + path, { headers: own() });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`[load] ${path} answered ${answer.status}`);
    return text;
  };
  const { csrf } = JSON.parse(await get("/console/desk/session")) as { readonly csrf: string };
  return {
    id: account.id,
    name: account.name,
    cookie,
    headers: own(),
    get,
    async post(path, fields = {}) {
      const answer = await fetch(url + path, {
        method: "POST",
        redirect: "manual",
        headers: { ...own(), "X-CSRF": csrf },
        body: new URLSearchParams(fields),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`[load] ${path} answered ${answer.status}: ${text}`);
    },
  };
}
