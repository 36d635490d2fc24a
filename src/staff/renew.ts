import type { Account } from "../core/account.ts";
import type { Actor } from "../core/audit.ts";
import { hashPassword, isPassword } from "./password.ts";
import { type PasswordFault, passwordFault } from "./passwordRules.ts";
import { type Refusal, type StaffPort, tooOften, wrong } from "./port.ts";
import { freshCodes } from "./setUp.ts";
import { stepOf } from "./totp.ts";

/** Ends every session of theirs but the one it is done in. */
export async function renewPassword(
  port: StaffPort,
  account: Account,
  typed: { readonly current: string; readonly password: string },
  by: Actor & { readonly session: string },
): Promise<"done" | Refusal | { readonly fault: PasswordFault }> {
  const fault = passwordFault(typed.password, account.login);
  if (fault !== undefined) return { fault };
  const wait = await tooOften(port, { login: account.login });
  if (wait !== undefined) return wait;
  const proofs = await port.record.credentials(account.id);
  if (!(await isPassword(typed.current, proofs?.password))) return wrong;
  const password = await hashPassword(typed.password);
  await port.record.renew(account.id, { password }, by, by.session);
  return "done";
}

/** A new key for one-time codes, once a code of it shows that the telephone has it. */
export async function renewTotp(
  port: StaffPort,
  account: Account,
  typed: { readonly secret: string; readonly code: string },
  by: Actor & { readonly session: string },
): Promise<{ readonly codes: readonly string[] } | Refusal> {
  const wait = await tooOften(port, { login: account.login });
  if (wait !== undefined) return wait;
  const totpStep = stepOf(typed.secret, typed.code, port.now());
  if (totpStep === undefined) return wrong;
  const { codes, recovery } = freshCodes();
  const proofs = { totpSecret: typed.secret, totpStep, recovery };
  await port.record.renew(account.id, proofs, by, by.session);
  return { codes };
}
