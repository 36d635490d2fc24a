import { generateSync } from "otplib";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import type { Account } from "../../../src/core/account.ts";
import type { StaffRole } from "../../../src/core/staff.ts";
import { hashPassword } from "../../../src/staff/password.ts";
import { hashOfRecovery, newRecoveryCodes } from "../../../src/staff/recovery.ts";
import { invite } from "../../../src/staff/setUp.ts";
import { hashOfToken, newToken } from "../../../src/staff/token.ts";
import { newTotpSecret } from "../../../src/staff/totp.ts";
import type { Office } from "./office.ts";

export const terminal = { actor: "terminal", address: "terminal" };
export const password = "trotz-mauer-78-kiwi";
let hashed: Promise<string> | undefined;

/** Of the browser: what no page of the desk may ever cause. */
export const troubles: string[] = [];

export function noTroubles(): void {
  expect(troubles.splice(0)).toEqual([]);
}

export const desktop = { viewport: { width: 1280, height: 800 } };
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** The code a telephone shows now, or some steps of half a minute from now. */
export function code({ now }: Pick<Office, "now">, secret: string, steps = 0): string {
  return generateSync({ secret, epoch: Math.floor(now().getTime() / 1_000) + steps * 30 });
}

/** Somebody of staff; who is not `ready` still has pages of it before them. */
export async function hire(
  { ledger, now }: Pick<Office, "ledger" | "now">,
  login: string,
  name: string,
  role: StaffRole,
  ready = true,
): Promise<Account> {
  hashed ??= hashPassword(password);
  const record = ledger.accounts;
  const added = await record.add({ login, name, role }, terminal);
  if (added === undefined) throw new Error(`${login} is taken`);
  if (!ready) return added;
  const { token } = await invite({ record, now }, added.id, terminal);
  const proofs = {
    password: await hashed,
    totpSecret: newTotpSecret(),
    totpStep: 0,
    recovery: newRecoveryCodes().map((code) => hashOfRecovery(code) ?? ""),
  };
  await record.accept(hashOfToken(token) ?? "", proofs, { address: "10.0.0.9" });
  return added;
}

/** A browser in which somebody has logged in, and proven who they are. */
export async function seated(
  browser: Browser,
  office: Office,
  account: Pick<Account, "id">,
  options: BrowserContextOptions = desktop,
): Promise<BrowserContext> {
  const token = newToken();
  const at = office.now();
  await office.ledger.accounts.openSession({
    hash: hashOfToken(token) ?? "",
    account: account.id,
    stage: "full",
    csrf: newToken(),
    createdAt: at,
    seenAt: at,
    confirmedUntil: new Date(at.getTime() + 600_000),
    address: "10.0.0.9",
    device: "Firefox · Linux",
  });
  const context = await entered(browser, options);
  await context.addCookies([{ name: "zhiwen-desk", value: token, url: office.origin }]);
  return context;
}

/** A browser nobody has logged in to; all that goes wrong in it is written down. */
export async function entered(
  browser: Browser,
  options: BrowserContextOptions = desktop,
): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "zh-CN", ...options });
  context.setDefaultTimeout(8_000);
  await context.addInitScript(listening);
  context.on("page", watch);
  return context;
}

/** Before any script of a page: what the policy refuses is said aloud, where it can be heard. */
const listening = `document.addEventListener("securitypolicyviolation", (event) =>
  console.error("Content Security Policy: " + event.violatedDirective + " " + event.blockedURI));`;

function watch(page: Page): void {
  const here = () => new URL(page.url(), "http://none").pathname;
  page.on("pageerror", (error) => troubles.push(`${here()} script: ${error.message}`));
  page.on("console", (line) => {
    if (/Content Security Policy|Trusted/.test(line.text())) {
      troubles.push(`${here()} ${line.text()}`);
    }
  });
  page.on("dialog", async (dialog) => {
    troubles.push(`${here()} dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
}
