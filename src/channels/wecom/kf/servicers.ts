import type { ApiRefused, ApiUnreached, WecomApi } from "../api.ts";
import { isId } from "./contact.ts";

/** A member who serves a KF account in the WeCom client. */
export interface Servicer {
  readonly userid: string;
  /** Takes sessions now (接待中). */
  readonly onDuty: boolean;
}

export interface Servicers {
  readonly kind: "servicers";
  readonly servicers: readonly Servicer[];
  /** Whole departments serve too: people who can take from the pool, and whom we cannot name. */
  readonly departments: boolean;
}

/** Who serves an account (WeCom doc 94645). */
export async function listServicers(
  api: WecomApi,
  openKfid: string,
): Promise<Servicers | ApiRefused | ApiUnreached> {
  const result = await api.call("kf/servicer/list", { query: { open_kfid: openKfid } });
  if (result.kind !== "ok") return result;
  const { servicer_list: list } = result.body;
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  const servicers = entries.flatMap(readServicer);
  return { kind: "servicers", servicers, departments: servicers.length < entries.length };
}

function readServicer(entry: unknown): Servicer[] {
  if (typeof entry !== "object" || entry === null) return [];
  const { userid, status } = entry as Record<string, unknown>;
  // 0 takes sessions here; the event of a change counts from 1.
  return isId(userid) ? [{ userid, onDuty: status === 0 }] : [];
}
