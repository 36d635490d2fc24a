import type { ApiRefused, ApiResult, ApiUnreached, WecomApi } from "../api.ts";
import { isId, type KfContact } from "./contact.ts";

/**
 * `new`: the customer wrote and nobody serves yet; `assistant`: the API answers; `pool`: waiting
 * for a person; `person`: one serves; `ended`: or not begun (WeCom doc 94669).
 */
export type ServiceState = "new" | "assistant" | "pool" | "person" | "ended";

const states: readonly ServiceState[] = ["new", "assistant", "pool", "person", "ended"];

/** Where a customer's session stands. */
export interface Standing {
  readonly kind: "state";
  readonly state: ServiceState;
  /** For `person`: who. */
  readonly servicer?: string;
}

export async function readState(
  api: WecomApi,
  { openKfid, externalUserid }: KfContact,
): Promise<Standing | ApiRefused | ApiUnreached> {
  const body = { open_kfid: openKfid, external_userid: externalUserid };
  const result = await api.call("kf/service_state/get", { body });
  if (result.kind !== "ok") return result;
  const { service_state: number, servicer_userid: servicer } = result.body;
  const state = typeof number === "number" ? states[number] : undefined;
  if (state === undefined) {
    return { kind: "unreached", certain: true, why: "a session state we do not know" };
  }
  const known = state === "person" && isId(servicer);
  return { kind: "state", state, ...(known ? { servicer } : {}) };
}

/** Moves a session (WeCom doc 94669); refused with 95016 where it cannot go there. */
export async function change(
  api: WecomApi,
  { openKfid, externalUserid }: KfContact,
  to: Exclude<ServiceState, "new">,
  servicer?: string,
): Promise<ApiResult> {
  const body = {
    open_kfid: openKfid,
    external_userid: externalUserid,
    service_state: states.indexOf(to),
    ...(servicer === undefined ? {} : { servicer_userid: servicer }),
  };
  return await api.call("kf/service_state/trans", { body });
}
