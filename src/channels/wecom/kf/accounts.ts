import type { ApiRefused, ApiUnreached, WecomApi } from "../api.ts";
import { isId } from "./contact.ts";

export interface KfAccount {
  readonly openKfid: string;
  /** False when another app manages it: then it can neither be pulled nor answered. */
  readonly managed: boolean;
}

/** Entries of one answer of `kf/account/list`, at most. */
const limit = 100;
const mostPages = 50;

/** All KF accounts of the corp. */
export async function listAccounts(
  api: WecomApi,
): Promise<
  { readonly kind: "accounts"; readonly accounts: readonly KfAccount[] } | ApiRefused | ApiUnreached
> {
  const accounts: KfAccount[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const body = { offset: page * limit, limit };
    const result = await api.call("kf/account/list", { body });
    if (result.kind !== "ok") return result;
    const { account_list: list } = result.body;
    if (!Array.isArray(list)) break;
    for (const entry of list as readonly unknown[]) {
      const account = readAccount(entry);
      if (account !== undefined) accounts.push(account);
    }
    if (list.length < limit) break;
  }
  return { kind: "accounts", accounts };
}

function readAccount(entry: unknown): KfAccount | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { open_kfid: openKfid, manage_privilege: managed } = entry as Record<string, unknown>;
  return isId(openKfid) ? { openKfid, managed: managed !== false } : undefined;
}
