import type { Account } from "../core/account.ts";
import type { Actor } from "../core/audit.ts";
import { hashPassword } from "./password.ts";
import { type PasswordFault, passwordFault } from "./passwordRules.ts";
import { type Origin, over, type Refusal, type StaffPort, tooOften, wrong } from "./port.ts";
import { hashOfRecovery, newRecoveryCodes } from "./recovery.ts";
import { hashOfToken, newToken } from "./token.ts";
import { newTotpSecret, stepOf } from "./totp.ts";

const goodMs = 24 * 60 * 60_000;

/** A token for a link that is good once, within a day; earlier ones of the account are void. */
export async function invite(
  { record, now }: Pick<StaffPort, "record" | "now">,
  account: string,
  by: Actor,
): Promise<{ readonly token: string; readonly until: Date }> {
  const token = newToken();
  const until = new Date(now().getTime() + goodMs);
  const hash = hashOfToken(token) ?? "";
  await record.invite({ hash, account, until, totpSecret: newTotpSecret() }, by);
  return { token, until };
}

/** Whose invitation it is, and the key to put into their telephone. */
export async function invited(
  { record }: StaffPort,
  token: string,
): Promise<{ readonly account: Account; readonly secret: string } | undefined> {
  const hash = hashOfToken(token);
  const found = hash === undefined ? undefined : await record.invitation(hash);
  const account = found === undefined ? undefined : await record.account(found.account);
  return found === undefined || account === undefined
    ? undefined
    : { account, secret: found.totpSecret };
}

/** Password and one-time codes are on together or not at all; gives the recovery codes, once. */
export async function setUp(
  port: StaffPort,
  typed: { readonly token: string; readonly password: string; readonly code: string },
  { address }: Origin,
): Promise<{ readonly codes: readonly string[] } | Refusal | { readonly fault: PasswordFault }> {
  const hash = hashOfToken(typed.token);
  const found = await invited(port, typed.token);
  if (hash === undefined || found === undefined) return over;
  const { account, secret } = found;
  const fault = passwordFault(typed.password, account.login);
  if (fault !== undefined) return { fault };
  const wait = await tooOften(port, { login: account.login });
  if (wait !== undefined) return wait;
  const totpStep = stepOf(secret, typed.code, port.now());
  if (totpStep === undefined) return wrong;
  const password = await hashPassword(typed.password);
  const { codes, recovery } = freshCodes();
  const proofs = { password, totpSecret: secret, totpStep, recovery };
  return (await port.record.accept(hash, proofs, { address })) ? { codes } : over;
}

/** Recovery codes for their owner, and what the record keeps of them. */
export function freshCodes() {
  const codes = newRecoveryCodes();
  return { codes, recovery: codes.map((code) => hashOfRecovery(code) ?? "") };
}
