import type { ApiRefused, ApiResult, ApiUnreached, WecomApi } from "../api.ts";
import { type KfContact, readContact } from "./contact.ts";
import { channel } from "./item.ts";
import type { KfPort } from "./port.ts";

/**
 * `new`: the customer wrote and nobody serves yet; `assistant`: the API answers; `pool`: waiting
 * for a person; `person`: one serves; `ended`: or not begun (WeCom doc 94669).
 */
export type ServiceState = "new" | "assistant" | "pool" | "person" | "ended";

const states: readonly ServiceState[] = ["new", "assistant", "pool", "person", "ended"];

export async function readState(
  api: WecomApi,
  { openKfid, externalUserid }: KfContact,
): Promise<{ readonly kind: "state"; readonly state: ServiceState } | ApiRefused | ApiUnreached> {
  const body = { open_kfid: openKfid, external_userid: externalUserid };
  const result = await api.call("kf/service_state/get", { body });
  if (result.kind !== "ok") return result;
  const { service_state: number } = result.body;
  const state = typeof number === "number" ? states[number] : undefined;
  return state === undefined
    ? { kind: "unreached", certain: true, why: "a session state we do not know" }
    : { kind: "state", state };
}

/** Gives the session to the API; refused with 95016 where it cannot go there. */
export async function toAssistant(
  api: WecomApi,
  { openKfid, externalUserid }: KfContact,
): Promise<ApiResult> {
  const body = { open_kfid: openKfid, external_userid: externalUserid, service_state: 1 };
  return await api.call("kf/service_state/trans", { body });
}

export interface TakeBackParts {
  readonly api: WecomApi;
  readonly port: KfPort;
  readonly now: () => Date;
  /** Milliseconds between two looks at one session; 10 minutes unless told. */
  readonly everyMs?: number;
}

/** Looks at once; the others have their turn at the next. */
const mostLooks = 20;

/**
 * Gives back to the bot what staff have no longer: the event that says so can be lost, and a
 * session that lapses may send none. To be called while the account is not pulled, so that no
 * newer event is overruled.
 */
export function takeBack(
  parts: TakeBackParts,
): (openKfid: string, signal: AbortSignal) => Promise<void> {
  const { api, port, now, everyMs = 10 * 60_000 } = parts;
  const lookedAt = new Map<string, number>();

  return async (openKfid, signal) => {
    const served = new Set(await port.servedByStaff(channel));
    const own = [...served].filter((contact) => readContact(contact)?.openKfid === openKfid);
    const known = [...lookedAt.keys()].filter((contact) => !served.has(contact));
    for (const contact of known) lookedAt.delete(contact);

    let looks = 0;
    for (const contact of own) {
      if (signal.aborted || looks === mostLooks) return;
      const customer = readContact(contact);
      const time = now().getTime();
      const last = lookedAt.get(contact) ?? Number.NEGATIVE_INFINITY;
      if (customer === undefined || time - last < everyMs) continue;
      looks += 1;
      lookedAt.set(contact, time);
      const read = await readState(api, customer);
      if (read.kind === "unreached") return;
      if (read.kind === "refused") {
        if (read.action === "permanent") continue;
        return;
      }
      if (read.state === "pool" || read.state === "person") continue;
      await port.setOwner(channel, contact, "bot");
      port.count(channel, "taken-back");
    }
  };
}
