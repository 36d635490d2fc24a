import { type StaffRef, servicerRef } from "../core/staff.ts";
import { accountBy } from "./accounts.ts";
import type { Store, Tx } from "./store.ts";

/** A servicer as one of staff: by the active account that names them, else by what WeCom calls them. */
export async function servicerIn(tx: Tx, userid: string): Promise<StaffRef> {
  const db = tx as unknown as Store["db"];
  const account = await accountBy({ db }, "wecom_userid", userid, true);
  return account === undefined ? servicerRef(userid) : { id: account.id, name: account.name };
}
