import type { Served } from "../../../core/owner.ts";
import type { WecomApi } from "../api.ts";
import { readContact } from "./contact.ts";
import { channel } from "./item.ts";
import type { KfPort } from "./port.ts";
import { readState, type Standing } from "./state.ts";

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
 * Sets right what the record says of sessions in the WeCom client: the event that tells of a change
 * can be lost, and a session that lapses may send none. To be called while the account is not
 * pulled, so that no newer event is overruled.
 */
export function takeBack(
  parts: TakeBackParts,
): (openKfid: string, signal: AbortSignal) => Promise<void> {
  const { api, port, now, everyMs = 10 * 60_000 } = parts;
  const lookedAt = new Map<string, number>();

  return async (openKfid, signal) => {
    const served = await port.servedByStaff(channel);
    const still = new Set(served.map(({ contact }) => contact));
    const known = [...lookedAt.keys()].filter((contact) => !still.has(contact));
    for (const contact of known) lookedAt.delete(contact);

    let looks = 0;
    for (const each of served) {
      if (signal.aborted || looks === mostLooks) return;
      const customer = readContact(each.contact);
      if (customer?.openKfid !== openKfid) continue;
      const time = now().getTime();
      const last = lookedAt.get(each.contact) ?? Number.NEGATIVE_INFINITY;
      if (time - last < everyMs) continue;
      looks += 1;
      lookedAt.set(each.contact, time);
      const read = await readState(api, customer);
      if (read.kind === "unreached") return;
      if (read.kind === "refused") {
        if (read.action === "permanent") continue;
        return;
      }
      await setRight(each, read);
    }
  };

  async function setRight(known: Served, { state, servicer }: Standing): Promise<void> {
    const { contact } = known;
    if (state === "person") {
      if (known.owner === "staff" && (servicer === undefined || servicer === known.servicer))
        return;
      await port.setOwner(channel, contact, "staff", servicer);
      port.count(channel, "taken-unseen");
    } else if (state !== "pool") {
      await port.setOwner(channel, contact, "bot");
      port.count(channel, "taken-back");
    }
  }
}
