import type { Credentials } from "../core/account.ts";
import type { Invitation } from "../core/accountRecord.ts";
import type { Actor } from "../core/audit.ts";
import { setCredentials } from "./accounts.ts";
import { writeAudit } from "./auditLog.ts";
import type { Store } from "./store.ts";

export async function invite(
  store: Store,
  { hash, account, totpSecret, until }: Invitation,
  by: Actor,
): Promise<void> {
  await store.lane.write(async (tx) => {
    await tx.deleteFrom("staff_invitations").where("account", "=", account).execute();
    await tx
      .insertInto("staff_invitations")
      .values({ hash, account, totp_secret: totpSecret, until: until.toISOString() })
      .execute();
    await writeAudit(tx, { ...by, action: "account.invite", object: account }, store.now());
  }, "staff-audit");
}

/** Good while its time has not run out and its account is active. */
export async function invitation(store: Store, hash: string): Promise<Invitation | undefined> {
  const row = await store.db
    .selectFrom("staff_invitations")
    .innerJoin("staff_accounts", "staff_accounts.id", "staff_invitations.account")
    .selectAll("staff_invitations")
    .where("hash", "=", hash)
    .where("until", ">", store.now().toISOString())
    .where("active", "=", 1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { account, totp_secret: totpSecret, until } = row;
  return { hash, account, totpSecret, until: new Date(until) };
}

export async function acceptInvitation(
  store: Store,
  hash: string,
  credentials: Required<Credentials>,
  by: Omit<Actor, "actor">,
): Promise<boolean> {
  return await store.lane.write(async (tx) => {
    const used = await tx
      .deleteFrom("staff_invitations")
      .where("hash", "=", hash)
      .where("until", ">", store.now().toISOString())
      .returning("account")
      .executeTakeFirst();
    if (used === undefined) return false;
    await setCredentials(tx, used.account, credentials);
    const entry = { ...by, actor: used.account, action: "account.set-up", object: used.account };
    await writeAudit(tx, entry, store.now());
    return true;
  }, "staff-audit");
}
