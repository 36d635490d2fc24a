import { readContact } from "./contact.ts";
import { type HandOverParts, handOvers } from "./handOver.ts";
import type { HandedOver } from "./refusal.ts";
import { listServicers, type Servicer } from "./servicers.ts";

export type { HandedOver } from "./refusal.ts";
export type { Servicer } from "./servicers.ts";

/**
 * The WeCom client, where servicers of 微信客服 (接待人员) serve. What is passed there is theirs until
 * the session ends: WeCom takes nothing of ours for the customer meanwhile. Each act is safe to
 * repeat; `text` is the customer's one message of it, and free of charge. Rejects only when the
 * record cannot be read.
 */
export interface KfClient {
  /** To a servicer on duty, the wanted one first; to the pool where nobody is. */
  handOver(
    contact: string,
    how: { readonly text?: string; readonly servicer?: string },
  ): Promise<HandedOver>;
  /** To this servicer or nobody. */
  toServicer(contact: string, servicer: string, text?: string): Promise<HandedOver>;
  toPool(contact: string, text?: string): Promise<HandedOver>;
  /** Who serves the account of a contact; undefined when WeCom does not tell. */
  servicers(contact: string): Promise<readonly Servicer[] | undefined>;
  /** Whether any of our accounts has servicers at all, on duty or not. */
  staffed(): Promise<boolean>;
}

export interface KfClientParts extends HandOverParts {
  /** The accounts we manage; undefined while WeCom has not told. */
  accounts(): Promise<readonly string[] | undefined>;
}

/** Milliseconds for which it holds that there are servicers. */
const staffedMs = 60_000;
/** And that there are none, or that WeCom does not tell. */
const unstaffedMs = 5_000;

export function kfClient(parts: KfClientParts): KfClient {
  const { api, now, accounts } = parts;
  const handOver = handOvers(parts);
  let staffed = false;
  let holdsUntil = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function askServicers(): Promise<void> {
    const found = await anyServicers();
    // What WeCom does not tell now is as it was.
    staffed = found ?? staffed;
    holdsUntil = now().getTime() + (staffed ? staffedMs : unstaffedMs);
  }

  async function anyServicers(): Promise<boolean | undefined> {
    const openKfids = await accounts();
    if (openKfids === undefined) return undefined;
    for (const openKfid of openKfids) {
      const listed = await listServicers(api, openKfid);
      if (listed.kind !== "servicers") return undefined;
      if (listed.servicers.length > 0 || listed.departments) return true;
    }
    return false;
  }

  return {
    handOver: (contact, { text, servicer }) =>
      handOver(
        contact,
        { to: "anyone", ...(servicer === undefined ? {} : { first: servicer }) },
        text,
      ),
    toServicer: (contact, servicer, text) =>
      handOver(contact, { to: "servicer", userid: servicer }, text),
    toPool: (contact, text) => handOver(contact, { to: "pool" }, text),
    async servicers(contact) {
      const customer = readContact(contact);
      if (customer === undefined) return undefined;
      const listed = await listServicers(api, customer.openKfid);
      return listed.kind === "servicers" ? listed.servicers : undefined;
    },
    async staffed() {
      if (now().getTime() >= holdsUntil) {
        // Whoever asks meanwhile waits for the same answer.
        asking ??= askServicers().finally(() => {
          asking = undefined;
        });
        await asking;
      }
      return staffed;
    },
  };
}
