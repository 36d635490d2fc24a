import type { AccountRecord } from "../core/accountRecord.ts";
import {
  accountBy,
  accounts,
  addAccount,
  changeAccount,
  credentials,
  renewCredentials,
  useRecovery,
  useStep,
} from "./accounts.ts";
import { audit, auditRows, auditState } from "./auditLog.ts";
import { acceptInvitation, invitation, invite } from "./invitations.ts";
import { endSession, openSession, seen, session, sessions } from "./staffSessions.ts";
import type { Store } from "./store.ts";

export function accountRecord(store: Store): AccountRecord {
  return {
    accounts: () => accounts(store),
    account: (id) => accountBy(store, "id", id),
    byLogin: (login) => accountBy(store, "login", login),
    byTelegram: (telegramId) => accountBy(store, "telegram_id", telegramId, true),
    byWecom: (wecomUserid) => accountBy(store, "wecom_userid", wecomUserid, true),
    credentials: (id) => credentials(store, id),
    add: (account, by) => addAccount(store, account, by),
    change: (id, change, by) => changeAccount(store, id, change, by),
    invite: (made, by) => invite(store, made, by),
    invitation: (hash) => invitation(store, hash),
    accept: (hash, proofs, by) => acceptInvitation(store, hash, proofs, by),
    renew: (id, proofs, by, keep) => renewCredentials(store, id, proofs, by, keep),
    useStep: (id, step) => useStep(store, id, step),
    useRecovery: (id, hash, by) => useRecovery(store, id, hash, by),
    openSession: (opened, replaces) => openSession(store, opened, replaces),
    session: (hash) => session(store, hash),
    seen: (hash) => seen(store, hash),
    sessions: (account) => sessions(store, account),
    endSession: (account, hash) => endSession(store, account, hash),
    audit: (entry) => audit(store, entry),
    auditRows: (limit, before) => auditRows(store, limit, before),
    auditState: () => auditState(store),
  };
}
