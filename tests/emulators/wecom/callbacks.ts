import { Agent } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import { encrypt, type Keys, sign } from "./crypto.ts";
import type { FaultState } from "./faults.ts";
import { type Reached, reach } from "./post.ts";
import { withQuery } from "./query.ts";
import { ring } from "./ring.ts";
import type { Settings } from "./settings.ts";
import { type Node, xml } from "./xml.ts";

export type Target = "app" | "kf" | "bot";

/** Where a kind of callback goes, and with which keys. */
export interface Address {
  readonly keys: Keys;
  readonly url: string | undefined;
  readonly agentId?: number;
}

/** One request of a callback, as a test may look at it. */
export interface CallbackSent {
  readonly target: Target;
  readonly at: Date;
  /** 0 for the first request, 1 to 3 for its repeats. */
  readonly attempt: number;
  /** Before encryption. */
  readonly message: string;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  readonly problem?: string;
}

/** The answer to a callback, with what it must fit. */
export interface Reply {
  readonly body: string;
  readonly keys: Keys;
  /** Of the request that was answered. */
  readonly nonce: string;
}

export interface CallbackOptions {
  /** False for what WeCom sends once. */
  readonly repeat?: boolean;
  /** Told of the answer with status 200; never of a duplicate's. */
  onReply?(reply: Reply): void;
}

export interface Callbacks {
  /** Sends, repeats and waits by itself. Resolves true once answered with 200, false when given up. */
  deliver(target: Target, message: string, options?: CallbackOptions): Promise<boolean>;
  /** Waits until nothing is under way. */
  quiet(): Promise<void>;
  /** Counts something as under way until it ends. */
  during<T>(work: Promise<T>): Promise<T>;
  sent(): readonly CallbackSent[];
  /** Elements in the order that the settings ask for. */
  write(node: Node): string;
  close(): void;
}

export function callbacks(needs: {
  readonly addressOf: (target: Target) => Address | undefined;
  readonly settings: Settings;
  readonly faults: FaultState;
  readonly chance: Chance;
  readonly now: () => Date;
  readonly ended: AbortSignal;
}): Callbacks {
  const { settings, faults, chance, now, ended } = needs;
  const agent = new Agent({ keepAlive: true, maxSockets: settings.connections });
  const log = ring<CallbackSent>(settings.keep);
  let underWay = 0;
  let waiting: (() => void)[] = [];

  async function during<T>(work: Promise<T>): Promise<T> {
    underWay += 1;
    try {
      return await work;
    } finally {
      underWay -= 1;
      if (underWay === 0) {
        for (const wake of waiting) wake();
        waiting = [];
      }
    }
  }

  function ordered(node: Node): Node {
    if (settings.elementOrder !== "mixed") return node;
    const keyed = Object.entries(node).map((entry) => ({ entry, at: chance.roll() }));
    return Object.fromEntries(keyed.sort((a, b) => a.at - b.at).map(({ entry }) => entry));
  }

  async function attempt(
    target: Target,
    message: string,
    number: number,
    options: CallbackOptions,
  ) {
    const address = needs.addressOf(target);
    const at = now();
    const note = (reached: Reached) =>
      log.add({
        target,
        at,
        attempt: number,
        message,
        status: reached.ok ? reached.status : 0,
        ...(reached.ok ? {} : { problem: reached.problem }),
      });
    if (address?.url === undefined) {
      note({ ok: false, problem: "no callback address" });
      return false;
    }
    const { keys } = address;
    const nonce = chance.nonce();
    const call = sealed(keys, message, { at, nonce, url: address.url });
    const reached = await reach(call.url, {
      method: "POST",
      headers: { "Content-Type": target === "bot" ? "application/json" : "text/xml" },
      body:
        target === "bot"
          ? JSON.stringify({ encrypt: call.encrypt })
          : xml(ordered(envelope(settings, keys, call.encrypt, address.agentId))),
      within: settings.answerWithin,
      agent,
    });
    note(reached);
    if (!reached.ok || reached.status !== 200) return false;
    options.onReply?.({ body: reached.body, keys, nonce });
    return true;
  }

  async function send(target: Target, message: string, options: CallbackOptions): Promise<boolean> {
    const waits = options.repeat === false ? [] : settings.retryAfter;
    for (let number = 0; !ended.aborted; number += 1) {
      if (await attempt(target, message, number, options)) return true;
      const wait = waits[number];
      if (wait === undefined) return false;
      if (wait > 0) await pause(wait, undefined, { signal: ended }).catch(() => undefined);
    }
    return false;
  }

  return {
    deliver: (target, message, options = {}) => {
      if (ended.aborted) return Promise.resolve(false);
      const { duplicate, reorder, lose } = faults.rates();
      if (lose > 0 && chance.roll() < lose) return Promise.resolve(false);
      if (duplicate > 0 && chance.roll() < duplicate) {
        const { repeat = true } = options;
        void during(send(target, message, { repeat }));
      }
      if (reorder > 0 && chance.roll() < reorder) {
        const later = pause(10 + chance.roll() * 60).then(() => send(target, message, options));
        return during(later);
      }
      return during(send(target, message, options));
    },
    during,
    quiet: () =>
      underWay === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
    sent: log.all,
    write: (node) => xml(ordered(node)),
    close: () => agent.destroy(),
  };
}

/** Encrypted and signed for one request: the same message twice never looks the same. */
export function sealed(
  keys: Keys,
  message: string,
  on: { readonly at: Date; readonly nonce: string; readonly url: string },
): { readonly url: string; readonly encrypt: string } {
  const timestamp = String(Math.floor(on.at.getTime() / 1000));
  const cipher = encrypt(keys, message);
  const signature = sign(keys.token, timestamp, on.nonce, cipher);
  return {
    url: withQuery(on.url, { msg_signature: signature, timestamp, nonce: on.nonce }),
    encrypt: cipher,
  };
}

function envelope(
  settings: Settings,
  keys: Keys,
  cipher: string,
  agentId: number | undefined,
): Node {
  // Events that belong to no app carry an empty AgentID.
  const AgentID = agentId === undefined ? "" : String(agentId);
  return settings.elementOrder === "captured"
    ? { ToUserName: keys.receiveId, Encrypt: cipher, AgentID }
    : { ToUserName: keys.receiveId, AgentID, Encrypt: cipher };
}
