import type { Selectable } from "kysely";
import type { Account, StaffSession } from "../core/account.ts";
import { toAccount } from "./accounts.ts";
import type { StaffTables } from "./staffTables.ts";
import { storable } from "./storable.ts";
import type { Store } from "./store.ts";

/** Without a request for so long a session is over. */
export const idleMs = 30 * 60_000;
/** However busy, a session is over so long after its log-in. */
export const longestMs = 12 * 60 * 60_000;
/** So long after the password the code may follow. */
export const pendingMs = 5 * 60_000;

/** False when the account has been deactivated meanwhile. */
export async function openSession(
  store: Store,
  session: StaffSession,
  replaces?: string,
): Promise<boolean> {
  return await store.lane.write(async (tx) => {
    const before = new Date(store.now().getTime() - longestMs).toISOString();
    await tx.deleteFrom("staff_sessions").where("created_at", "<", before).execute();
    if (replaces !== undefined) {
      const { numDeletedRows: ended } = await tx
        .deleteFrom("staff_sessions")
        .where("hash", "=", replaces)
        .executeTakeFirstOrThrow();
      // Two answers to one question: the second finds the session gone.
      if (ended === 0n) return false;
    }
    // Deactivation ends sessions: the two must not pass each other, so this writes the same row.
    const active = await tx
      .updateTable("staff_accounts")
      .set({ active: 1 })
      .where("id", "=", session.account)
      .where("active", "=", 1)
      .executeTakeFirstOrThrow();
    if (active.numUpdatedRows !== 1n) return false;
    await tx
      .insertInto("staff_sessions")
      .values({
        hash: session.hash,
        account: session.account,
        stage: session.stage,
        csrf: session.csrf,
        created_at: session.createdAt.toISOString(),
        seen_at: session.seenAt.toISOString(),
        confirmed_until: session.confirmedUntil?.toISOString() ?? null,
        address: storable(session.address),
        device: storable(session.device),
      })
      .execute();
    return true;
  });
}

export async function session(
  store: Store,
  hash: string,
): Promise<{ session: StaffSession; account: Account } | undefined> {
  const row = await store.db
    .selectFrom("staff_sessions")
    .selectAll()
    .where("hash", "=", hash)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const found = toSession(row);
  if (!lives(found, store.now())) return undefined;
  const account = await store.db
    .selectFrom("staff_accounts")
    .selectAll()
    .where("id", "=", row.account)
    .where("active", "=", 1)
    .executeTakeFirst();
  return account === undefined ? undefined : { session: found, account: toAccount(account) };
}

export async function seen(store: Store, hash: string): Promise<void> {
  await store.lane.write(async (tx) => {
    await tx
      .updateTable("staff_sessions")
      .set({ seen_at: store.now().toISOString() })
      .where("hash", "=", hash)
      .execute();
  });
}

export async function sessions(store: Store, account: string): Promise<StaffSession[]> {
  const rows = await store.db
    .selectFrom("staff_sessions")
    .selectAll()
    .where("account", "=", account)
    .where("stage", "=", "full")
    .orderBy("created_at", "desc")
    .execute();
  return rows.map(toSession).filter((each) => lives(each, store.now()));
}

export async function endSession(store: Store, account: string, hash: string): Promise<boolean> {
  const { numDeletedRows: ended } = await store.lane.write((tx) =>
    tx
      .deleteFrom("staff_sessions")
      .where("hash", "=", hash)
      .where("account", "=", account)
      .executeTakeFirstOrThrow(),
  );
  return ended === 1n;
}

function lives({ stage, createdAt, seenAt }: StaffSession, now: Date): boolean {
  const age = now.getTime() - createdAt.getTime();
  if (stage === "password") return age < pendingMs;
  return age < longestMs && now.getTime() - seenAt.getTime() < idleMs;
}

function toSession(row: Selectable<StaffTables["staff_sessions"]>): StaffSession {
  return {
    hash: row.hash,
    account: row.account,
    stage: row.stage === "full" ? "full" : "password",
    csrf: row.csrf,
    createdAt: new Date(row.created_at),
    seenAt: new Date(row.seen_at),
    ...(row.confirmed_until === null ? {} : { confirmedUntil: new Date(row.confirmed_until) }),
    address: row.address,
    device: row.device,
  };
}
