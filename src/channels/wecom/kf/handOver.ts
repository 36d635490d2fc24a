import { setTimeout as sleep } from "node:timers/promises";
import { ZhiwenError } from "../../../core/errors.ts";
import type { ApiRefused, ApiUnreached, WecomApi } from "../api.ts";
import { choose } from "./choose.ts";
import { type KfContact, readContact } from "./contact.ts";
import { sayOnEdge } from "./edge.ts";
import { channel } from "./item.ts";
import type { KfPort } from "./port.ts";
import { type HandedOver, refuse, refusedBy } from "./refusal.ts";
import { listServicers } from "./servicers.ts";
import { change, readState, type ServiceState } from "./state.ts";

/** To whom: whoever is on duty, one servicer alone, or the pool that all of them take from. */
export type Wish =
  | { readonly to: "anyone"; readonly first?: string }
  | { readonly to: "servicer"; readonly userid: string }
  | { readonly to: "pool" };

export interface HandOverParts {
  readonly api: WecomApi;
  readonly port: Pick<KfPort, "lease" | "servedByStaff" | "count" | "report">;
  readonly now: () => Date;
  /** Milliseconds between looks whether another hand-over of the account is done; 200 unless told. */
  readonly pauseMs?: number;
}

/** Not a servicer or not activated, off duty, no such member: another may take it. */
const notServing = new Set([95_014, 95_019, 60_111]);
/** Ended, not allowed from here, no sending from here: it is not where we saw it. */
const movedOn = new Set([95_013, 95_016, 95_018]);
const mostRounds = 3;
/** Short, so that the end of an instance holds up nobody for long; renewed while it passes. */
const leaseMs = 10_000;
const renewEveryMs = 3_000;
const mostPauses = 60;

/**
 * Passes sessions to the WeCom client (docs 94669, 95122). WeCom gives a code for the customer's
 * message once, when the session first comes to the pool or to a person, so a repeat after a crash
 * finds the session there and says nothing: the message can be lost, never doubled. One hand-over
 * of an account at a time, so that two do not choose for the same customer.
 */
export function handOvers({ api, port, now, pauseMs = 200 }: HandOverParts) {
  const givenAt = new Map<string, number>();

  return async (contact: string, wish: Wish, text: string | undefined): Promise<HandedOver> => {
    const customer = readContact(contact);
    if (customer === undefined) return refuse("the contact is not one of 微信客服");
    const lease = await alone(customer.openKfid);
    if (lease === undefined) {
      return refuse("another hand-over of the account is under way", { passing: true });
    }
    const beat = setInterval(() => void lease.renew().catch(() => false), renewEveryMs);
    try {
      return await pass(customer, wish, text);
    } finally {
      clearInterval(beat);
      await lease.release().catch((error: unknown) => port.report(error, "kf hand-over"));
    }
  };

  async function alone(openKfid: string) {
    for (let pauses = 0; ; pauses += 1) {
      const lease = await port.lease(`kf-hand-over/${openKfid}`, leaseMs);
      if (lease !== undefined || pauses === mostPauses) return lease;
      await sleep(pauseMs);
    }
  }

  async function pass(customer: KfContact, wish: Wish, text?: string): Promise<HandedOver> {
    let words: string | undefined;
    for (let round = 0; round < mostRounds; round += 1) {
      const read = await readState(api, customer);
      if (read.kind !== "state") return failed(read);
      const { state, servicer } = read;
      // Found there at the first look, it was passed before, and that was the time to say so.
      if (round === 0 && (state === "new" || state === "assistant")) words = text;
      if (state === "ended") return refuse("the session has ended or not begun");
      if (state === "person") {
        if (wish.to === "pool") return refuse("a person serves: it cannot go to the pool");
        const wanted = wish.to === "servicer" ? wish.userid : wish.first;
        if (wanted === undefined || wanted === servicer) return stays(servicer);
      }
      if (state === "pool" && wish.to === "pool") return { kind: "pool", told: false };
      const end = await attempt(customer, wish, { state, servicer, words });
      if (end !== undefined) return end;
    }
    return refuse("the session keeps changing", { passing: true });
  }

  /** Undefined when the session is, or may be, no longer where it was seen. */
  async function attempt(
    customer: KfContact,
    wish: Wish,
    at: {
      readonly state: ServiceState;
      readonly servicer?: string | undefined;
      readonly words: string | undefined;
    },
  ): Promise<HandedOver | undefined> {
    if (wish.to !== "pool") {
      const listed = await listServicers(api, customer.openKfid);
      if (listed.kind !== "servicers") return failed(listed);
      const served = await port.servedByStaff(channel);
      for (const userid of choose(listed.servicers, { wish, served, givenAt })) {
        const moved = await change(api, customer, "person", userid);
        if (moved.kind === "ok") {
          givenAt.set(userid, now().getTime());
          return given(userid, await sayOnEdge(api, moved.body, at.words));
        }
        if (moved.kind === "refused" && notServing.has(moved.errcode)) {
          port.count(channel, "servicer-refused");
          continue;
        }
        return undecided(moved);
      }
      if (at.state === "person") {
        // It stays with whoever has it.
        return wish.to === "anyone" ? stays(at.servicer) : refuse("the servicer is off duty");
      }
      if (wish.to === "servicer") return refuse("the servicer is off duty");
      if (at.state === "pool") return { kind: "pool", told: false };
    }
    const moved = await change(api, customer, "pool");
    if (moved.kind !== "ok") return undecided(moved);
    return { kind: "pool", told: await sayOnEdge(api, moved.body, at.words) };
  }

  /** A call whose answer was lost may have moved it. */
  function undecided(result: ApiRefused | ApiUnreached): HandedOver | undefined {
    const open = result.kind === "refused" ? movedOn.has(result.errcode) : !result.certain;
    return open ? undefined : failed(result);
  }

  function failed(result: ApiRefused | ApiUnreached): HandedOver {
    if (result.kind === "refused" && result.action === "config") {
      const problem = `no conversation can be passed on: errcode ${result.errcode}`;
      const error = new ZhiwenError("wecom-kf", `${problem}, ${result.meaning}`, fix);
      port.report(error, "kf hand-over");
    }
    return refusedBy(result);
  }
}

const fix = "mend it in the admin console: staff can serve at our desk until then";

function given(userid: string, told: boolean): HandedOver {
  return { kind: "servicer", userid, told };
}

/** Where it is already; nothing is said of it twice. */
function stays(servicer: string | undefined): HandedOver {
  return servicer === undefined ? refuse("a person serves the customer") : given(servicer, false);
}
