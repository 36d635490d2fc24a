import { type Answer, refuse } from "../answer.ts";
import { type Json, textOf } from "../json.ts";
import type { Account, KfState, Session } from "./state.ts";

export type Found<T> =
  | { readonly ok: true; readonly it: T }
  | { readonly ok: false; readonly answer: Answer };

/** The account a call names, where the API may use it. */
export function namedAccount(kf: KfState, openKfId: string | undefined): Found<Account> {
  if (!openKfId)
    return { ok: false, answer: refuse(40058, "invalid Request Parameter: open_kfid") };
  const it = kf.accounts.get(openKfId);
  if (it === undefined) return { ok: false, answer: refuse(95000, "invalid open_kfid") };
  if (!it.managed) return { ok: false, answer: refuse(95017, "not managed by API") };
  return { ok: true, it };
}

/** The account and the customer's session in it; a customer who never came by is no customer. */
export function namedSession(kf: KfState, body: Json, userField: string): Found<Session> {
  const account = namedAccount(kf, textOf(body, "open_kfid"));
  if (!account.ok) return account;
  const customer = textOf(body, userField);
  if (!customer)
    return { ok: false, answer: refuse(40058, `invalid Request Parameter: ${userField}`) };
  if (!kf.customers.has(customer)) {
    return { ok: false, answer: refuse(40096, "invalid external userid") };
  }
  const found = kf.find(account.it, customer);
  return { ok: true, it: found ?? kf.session(customer, account.it.id) };
}
