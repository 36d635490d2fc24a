import { generateSync } from "otplib";
import { afterEach } from "vitest";
import type { AccountPort } from "../../../src/console/account/port.ts";
import { accountPages } from "../../../src/console/account/routes.ts";
import { createConsole } from "../../../src/console/console.ts";
import type { Route } from "../../../src/console/route.ts";
import type { Account } from "../../../src/core/account.ts";
import type { StaffRole } from "../../../src/core/staff.ts";
import { type Ledger, openLedger } from "../../../src/ledger/ledger.ts";
import { memoryRateLimit } from "../../../src/session/rateLimit.ts";
import { hashPassword } from "../../../src/staff/password.ts";
import { staffRates } from "../../../src/staff/port.ts";
import { hashOfRecovery } from "../../../src/staff/recovery.ts";
import { invite } from "../../../src/staff/setUp.ts";
import { hashOfToken, newToken } from "../../../src/staff/token.ts";

export const password = "trotz-mauer-78-kiwi";
let hashed: Promise<string> | undefined;
/** `12345678901234567890` in base32. */
export const totpSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
export const recoveryCode = "abcd-efgh-jkmn";

export const terminal = { actor: "terminal", address: "terminal" };

/** A browser: it keeps the cookie, and sends what browsers send. */
export class Browser {
  cookie = "";
  private readonly request: (path: string, init: RequestInit) => Response | Promise<Response>;
  constructor(request: (path: string, init: RequestInit) => Response | Promise<Response>) {
    this.request = request;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ Accept: "text/html", "Sec-Fetch-Site": "same-origin" });
    headers.set("Host", "desk.example");
    if (this.cookie !== "") headers.set("Cookie", this.cookie);
    for (const [name, value] of new Headers(init.headers)) {
      // An empty one takes away what browsers send.
      if (value === "") headers.delete(name);
      else headers.set(name, value);
    }
    const response = await this.request(path, { redirect: "manual", ...init, headers });
    const set = response.headers.get("Set-Cookie");
    if (set !== null) this.cookie = /Max-Age=0/.test(set) ? "" : (set.split(";")[0] ?? "");
    return response;
  }

  get(path: string): Promise<Response> {
    return this.send(path);
  }

  post(path: string, fields: Readonly<Record<string, string>>, init: RequestInit = {}) {
    return this.send(path, { ...init, method: "POST", body: new URLSearchParams(fields) });
  }
}

export interface Stage {
  readonly ledger: Ledger;
  readonly port: AccountPort;
  readonly now: () => Date;
  pass(minutes: number): void;
  browser(): Browser;
  /** The code a telephone shows now. */
  code(secret?: string): string;
  /** An account that has been set up. */
  person(login: string, role: StaffRole): Promise<Account>;
  /** Somebody logged in, with the token of their forms. */
  signedIn(account: Account): Promise<{ browser: Browser; csrf: string; hash: string }>;
  readonly reported: unknown[];
  readonly changed: string[];
}

/** The console with accounts on a record in memory, and a clock that stands still. */
export async function stage(more: readonly Route[] = []): Promise<Stage> {
  let now = new Date("2026-11-20T01:00:00Z");
  const clock = () => now;
  const ledger = await openLedger(":memory:", { now: clock });
  opened.push(ledger);
  const reported: unknown[] = [];
  const changed: string[] = [];
  const port: AccountPort = {
    record: ledger.accounts,
    limits: {
      account: memoryRateLimit(staffRates.account),
      address: memoryRateLimit(staffRates.address),
    },
    now: clock,
    secureCookies: true,
    address: (c) => c.req.header("X-Test-Address") ?? "10.0.0.9",
    topics: [{ name: "financing", title: "知识产权融资" }],
    districts: ["渝北区", "江北区"],
    onChange: (account) => void changed.push(account),
  };
  const { routes, visitor } = accountPages(port);
  const app = createConsole({ visitor, now: clock, report: (error) => void reported.push(error) }, [
    routes,
    more,
  ]);
  const browser = () => new Browser((path, init) => app.request(path, init));
  return {
    ledger,
    port,
    now: clock,
    reported,
    changed,
    pass: (minutes) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    browser,
    code: (secret = totpSecret) =>
      generateSync({ secret, epoch: Math.floor(now.getTime() / 1_000) }),
    async person(login, role) {
      hashed ??= hashPassword(password);
      const added = await ledger.accounts.add({ login, name: `小${login}`, role }, terminal);
      if (added === undefined) throw new Error(`${login} is taken`);
      const { token } = await invite(port, added.id, terminal);
      const recovery = [hashOfRecovery(recoveryCode) ?? ""];
      const proofs = { password: await hashed, totpSecret, totpStep: 0, recovery };
      await ledger.accounts.accept(hashOfToken(token) ?? "", proofs, { address: "a" });
      return (await ledger.accounts.account(added.id)) ?? added;
    },
    async signedIn(account) {
      const token = newToken();
      const hash = hashOfToken(token) ?? "";
      const csrf = newToken();
      await ledger.accounts.openSession({
        hash,
        account: account.id,
        stage: "full",
        csrf,
        createdAt: now,
        seenAt: now,
        confirmedUntil: new Date(now.getTime() + 10 * 60_000),
        address: "10.0.0.9",
        device: "Firefox · Linux",
      });
      const used = browser();
      used.cookie = `__Host-zhiwen-desk=${token}`;
      return { browser: used, csrf, hash };
    },
  };
}

const opened: Ledger[] = [];
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
});
