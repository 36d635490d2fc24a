import { isPassword } from "./password.ts";
import { over, type Refusal, type StaffPort, tooOften, wrong } from "./port.ts";
import { confirmedMs, isCode } from "./signIn.ts";
import { hashOfToken, newToken } from "./token.ts";

/**
 * A fresh proof of who one is, by password or code. The session gets a new token and keeps its
 * form token, so that forms in other tabs can still be submitted.
 */
export async function confirm(
  port: StaffPort,
  sessionHash: string,
  proof: string,
): Promise<{ readonly token: string } | Refusal> {
  const found = await port.record.session(sessionHash);
  if (found?.session.stage !== "full") return over;
  const { session, account } = found;
  const wait = await tooOften(port, { login: account.login });
  if (wait !== undefined) return wait;
  const by = { actor: account.id, session: session.hash, address: session.address };
  if (!(await proves(port, account.id, proof))) {
    await port.record.audit({ ...by, action: "confirm.refused", object: account.id });
    return wrong;
  }
  const token = newToken();
  const confirmedUntil = new Date(port.now().getTime() + confirmedMs);
  const renewed = {
    ...session,
    hash: hashOfToken(token) ?? "",
    seenAt: port.now(),
    confirmedUntil,
  };
  return (await port.record.openSession(renewed, session.hash)) ? { token } : over;
}

async function proves(port: StaffPort, id: string, proof: string): Promise<boolean> {
  if (/^\s*\d{3}\s?\d{3}\s*$/.test(proof)) return await isCode(port, id, proof);
  return await isPassword(proof, (await port.record.credentials(id))?.password);
}
