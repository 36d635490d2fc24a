import type { Account, StaffSession } from "../core/account.ts";
import { isPassword } from "./password.ts";
import { type Origin, over, type Refusal, type StaffPort, tooOften, wrong } from "./port.ts";
import { hashOfRecovery } from "./recovery.ts";
import { hashOfToken, newToken } from "./token.ts";
import { stepOf } from "./totp.ts";

/** A proof of who one is holds so long for acts that want a fresh one. */
export const confirmedMs = 10 * 60_000;

/** A log-in name as it is kept and compared. */
export function loginName(typed: string): string {
  return typed.normalize("NFKC").trim().toLowerCase();
}

/** First step; the token is good for the second only. */
export async function withPassword(
  port: StaffPort,
  typed: { readonly login: string; readonly password: string },
  origin: Origin,
): Promise<{ readonly token: string } | Refusal> {
  const login = loginName(typed.login);
  const wait = await tooOften(port, { login, address: origin.address });
  if (wait !== undefined) return wait;
  const account = await port.record.byLogin(login);
  const proofs = account?.active === true ? await port.record.credentials(account.id) : undefined;
  const right = await isPassword(typed.password, proofs?.password);
  if (account === undefined || !right) return await refused(port, origin, account);
  const token = await open(port, account, origin, { stage: "password" });
  return token === undefined ? wrong : { token };
}

/** Second step: a code of the telephone, or one of the recovery codes. */
export async function withCode(
  port: StaffPort,
  pending: string,
  code: string,
  origin: Origin,
): Promise<{ readonly token: string } | Refusal> {
  const hash = hashOfToken(pending);
  const begun = hash === undefined ? undefined : await port.record.session(hash);
  if (begun?.session.stage !== "password") return over;
  const { session, account } = begun;
  const wait = await tooOften(port, { login: account.login });
  if (wait !== undefined) return wait;
  const by = { actor: account.id, address: origin.address };
  const recovery = hashOfRecovery(code);
  const right =
    recovery === undefined
      ? await isCode(port, account.id, code)
      : await port.record.useRecovery(account.id, recovery, by);
  if (!right) return await refused(port, origin, account);
  const confirmedUntil = new Date(port.now().getTime() + confirmedMs);
  const token = await open(port, account, origin, { stage: "full", confirmedUntil }, session.hash);
  if (token === undefined) return over;
  await port.record.audit({ ...by, action: "sign-in", object: account.id });
  return { token };
}

/** Whether a code is right and was not used; it is used then. */
export async function isCode(port: StaffPort, id: string, code: string): Promise<boolean> {
  const proofs = await port.record.credentials(id);
  if (proofs?.totpSecret === undefined) return false;
  const step = stepOf(proofs.totpSecret, code, port.now());
  return step !== undefined && (await port.record.useStep(id, step));
}

/** Who did it is unknown; what was typed stays out of the log, as it may be a password. */
async function refused(
  { record }: StaffPort,
  { address }: Origin,
  account: Account | undefined,
): Promise<Refusal> {
  const object = account === undefined ? {} : { object: account.id };
  await record.audit({ actor: "nobody", address, action: "sign-in.refused", ...object });
  return wrong;
}

async function open(
  { record, now }: StaffPort,
  account: Account,
  { address, device }: Origin,
  kind: Pick<StaffSession, "stage" | "confirmedUntil">,
  replaces?: string,
): Promise<string | undefined> {
  const token = newToken();
  const session: StaffSession = {
    hash: hashOfToken(token) ?? "",
    account: account.id,
    csrf: newToken(),
    createdAt: now(),
    seenAt: now(),
    address,
    device,
    ...kind,
  };
  return (await record.openSession(session, replaces)) ? token : undefined;
}
