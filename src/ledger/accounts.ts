import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import { type Account, type Credentials, languages } from "../core/account.ts";
import type { AccountChange, ChangeRefused } from "../core/accountRecord.ts";
import type { Actor } from "../core/audit.ts";
import type { DeskKey } from "../core/handoff.ts";
import { type StaffRole, staffRoles } from "../core/staff.ts";
import { writeAudit } from "./auditLog.ts";
import type { StaffTables } from "./staffTables.ts";
import { storable } from "./storable.ts";
import type { Store, Tx } from "./store.ts";

type Row = Selectable<StaffTables["staff_accounts"]>;

export async function accounts(store: Store): Promise<Account[]> {
  const rows = await store.db
    .selectFrom("staff_accounts")
    .selectAll()
    .orderBy("active", "desc")
    .orderBy("login")
    .execute();
  return rows.map(toAccount);
}

/** By one of its names; only an active one where `active` asks for it. */
export async function accountBy(
  store: Pick<Store, "db">,
  name: "id" | "login" | "telegram_id" | "wecom_userid",
  value: string,
  active = false,
): Promise<Account | undefined> {
  const row = await store.db
    .selectFrom("staff_accounts")
    .selectAll()
    .where(name, "=", storable(value))
    .$if(active, (q) => q.where("active", "=", 1))
    .executeTakeFirst();
  return row === undefined ? undefined : toAccount(row);
}

export async function credentials(store: Store, id: string): Promise<Credentials | undefined> {
  const row = await store.db
    .selectFrom("staff_accounts")
    .select(["password", "totp_secret", "totp_step", "recovery"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    ...(row.password === null ? {} : { password: row.password }),
    ...(row.totp_secret === null ? {} : { totpSecret: row.totp_secret }),
    totpStep: row.totp_step,
    recovery: JSON.parse(row.recovery) as string[],
  };
}

export async function addAccount(
  store: Store,
  account: { readonly login: string; readonly name: string; readonly role: StaffRole },
  by: Actor,
): Promise<Account | undefined> {
  const row: Row = {
    id: randomBytes(8).toString("hex"),
    login: storable(account.login),
    name: storable(account.name),
    role: account.role,
    active: 1,
    desks: "[]",
    telegram_id: null,
    wecom_userid: null,
    language: "zh",
    password: null,
    totp_secret: null,
    totp_step: 0,
    recovery: "[]",
    created_at: store.now().toISOString(),
  };
  return await store.lane.write(async (tx) => {
    const { numInsertedOrUpdatedRows: added } = await tx
      .insertInto("staff_accounts")
      .values(row)
      .onConflict((c) => c.column("login").doNothing())
      .executeTakeFirstOrThrow();
    if (added !== 1n) return undefined;
    const detail = { role: row.role };
    await writeAudit(tx, { ...by, action: "account.add", object: row.id, detail }, store.now());
    return toAccount(row);
  }, "staff-audit");
}

export async function changeAccount(
  store: Store,
  id: string,
  change: AccountChange,
  by: Actor,
): Promise<Account | ChangeRefused> {
  return await store.lane.write(async (tx) => {
    // Written first, though it changes nothing: it holds back other changes of accounts until the end.
    await tx.updateTable("staff_audit_head").set({ id: 1 }).where("id", "=", 1).execute();
    const before = await tx
      .selectFrom("staff_accounts")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    if (before === undefined) return "missing";
    const values = columnsOf(change);
    const after = { ...before, ...values };
    if (isAdmin(before) && !isAdmin(after) && !(await otherAdmin(tx, id))) return "last-admin";
    if (await namesTaken(tx, after)) return "taken";
    const changed = Object.keys(values).filter(
      (key) => before[key as keyof Row] !== after[key as keyof Row],
    );
    if (changed.length === 0) return toAccount(before);
    await tx.updateTable("staff_accounts").set(values).where("id", "=", id).execute();
    // What somebody may do is decided at log-in: whoever's rights change logs in again.
    if (changed.includes("role") || after.active === 0) await endAll(tx, id);
    const action = !changed.includes("active")
      ? "account.change"
      : after.active === 1
        ? "account.activate"
        : "account.deactivate";
    const detail = { changed, ...(changed.includes("role") ? { role: after.role } : {}) };
    await writeAudit(tx, { ...by, action, object: id, detail }, store.now());
    return toAccount(after);
  }, "staff-audit");
}

/** New proofs of who somebody is; ends every session but the one kept. */
export async function setCredentials(
  tx: Tx,
  id: string,
  { password, totpSecret, totpStep, recovery }: Partial<Credentials>,
  keep?: string,
): Promise<void> {
  const values = {
    ...(password === undefined ? {} : { password }),
    ...(totpSecret === undefined ? {} : { totp_secret: totpSecret }),
    ...(totpStep === undefined ? {} : { totp_step: totpStep }),
    ...(recovery === undefined ? {} : { recovery: JSON.stringify(recovery) }),
  };
  await tx.updateTable("staff_accounts").set(values).where("id", "=", id).execute();
  await endAll(tx, id, keep);
}

export async function renewCredentials(
  store: Store,
  id: string,
  proofs: Partial<Credentials>,
  by: Actor,
  keep?: string,
): Promise<void> {
  await store.lane.write(async (tx) => {
    await setCredentials(tx, id, proofs, keep);
    const renewed = Object.keys(proofs).filter((name) => name !== "totpStep");
    await writeAudit(
      tx,
      { ...by, action: "account.renew", object: id, detail: { renewed } },
      store.now(),
    );
  }, "staff-audit");
}

export async function useStep(store: Store, id: string, step: number): Promise<boolean> {
  const { numUpdatedRows: used } = await store.lane.write((tx) =>
    tx
      .updateTable("staff_accounts")
      .set({ totp_step: step })
      .where("id", "=", id)
      .where("totp_step", "<", step)
      .executeTakeFirstOrThrow(),
  );
  return used === 1n;
}

export async function useRecovery(
  store: Store,
  id: string,
  hash: string,
  by: Actor,
): Promise<boolean> {
  return await store.lane.write(async (tx) => {
    const row = await tx
      .selectFrom("staff_accounts")
      .select("recovery")
      .where("id", "=", id)
      .executeTakeFirst();
    const codes = JSON.parse(row?.recovery ?? "[]") as string[];
    if (row === undefined || !codes.includes(hash)) return false;
    const left = codes.filter((each) => each !== hash);
    const { numUpdatedRows: used } = await tx
      .updateTable("staff_accounts")
      .set({ recovery: JSON.stringify(left) })
      .where("id", "=", id)
      .where("recovery", "=", row.recovery)
      .executeTakeFirstOrThrow();
    if (used !== 1n) return false;
    const detail = { left: left.length };
    await writeAudit(tx, { ...by, action: "account.recovery", object: id, detail }, store.now());
    return true;
  }, "staff-audit");
}

async function endAll(tx: Tx, account: string, keep?: string): Promise<void> {
  await tx
    .deleteFrom("staff_sessions")
    .where("account", "=", account)
    .$if(keep !== undefined, (q) => q.where("hash", "<>", keep ?? ""))
    .execute();
}

/** Who has no password yet can undo nothing. */
function isAdmin({ role, active, password }: Pick<Row, "role" | "active" | "password">): boolean {
  return role === "admin" && active === 1 && password !== null;
}

/** Whether anyone else could undo what is done to this admin. */
async function otherAdmin(tx: Tx, id: string): Promise<boolean> {
  const other = await tx
    .selectFrom("staff_accounts")
    .select("id")
    .where("id", "<>", id)
    .where("role", "=", "admin")
    .where("active", "=", 1)
    .where("password", "is not", null)
    .executeTakeFirst();
  return other !== undefined;
}

async function namesTaken(tx: Tx, row: Row): Promise<boolean> {
  const taken = await tx
    .selectFrom("staff_accounts")
    .select("id")
    .where("id", "<>", row.id)
    .where((e) =>
      e.or([e("telegram_id", "=", row.telegram_id), e("wecom_userid", "=", row.wecom_userid)]),
    )
    .executeTakeFirst();
  return taken !== undefined;
}

function columnsOf(change: AccountChange): Partial<Row> {
  const { name, role, active, desks, telegramId, wecomUserid, language } = change;
  return {
    ...(name === undefined ? {} : { name: storable(name) }),
    ...(role === undefined ? {} : { role }),
    ...(active === undefined ? {} : { active: active ? 1 : 0 }),
    ...(desks === undefined ? {} : { desks: storable(JSON.stringify(desks)) }),
    ...(telegramId === undefined ? {} : { telegram_id: telegramId }),
    ...(wecomUserid === undefined ? {} : { wecom_userid: wecomUserid }),
    ...(language === undefined ? {} : { language }),
  };
}

export function toAccount(row: Row): Account {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    // An unknown word gives the least.
    role: staffRoles.find((role) => role === row.role) ?? "staff",
    active: row.active === 1,
    desks: JSON.parse(row.desks) as DeskKey[],
    ...(row.telegram_id === null ? {} : { telegramId: row.telegram_id }),
    ...(row.wecom_userid === null ? {} : { wecomUserid: row.wecom_userid }),
    language: languages.find((language) => language === row.language) ?? "zh",
    ready: row.password !== null && row.totp_secret !== null,
    createdAt: new Date(row.created_at),
  };
}
