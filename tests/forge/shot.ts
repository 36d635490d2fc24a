import type { DoorName } from "./settings.ts";

/**
 * What a request is, and so what may become of it:
 * `forged` — must be refused, and nothing stored;
 * `void` — may be taken politely, and nothing stored;
 * `copy` — says again what a genuine one said: refused or known as a repeat;
 * `hostile` — rightly signed, with anything inside: never an error of ours, whatever is stored.
 */
export type ShotKind = "forged" | "void" | "copy" | "hostile";

export interface Shot {
  /** What is wrong with it, in a few words. */
  readonly name: string;
  readonly kind: ShotKind;
  readonly bytes: Uint8Array;
  /** The attacker hangs up without waiting for an answer. */
  readonly leaves?: boolean;
}

/** A request of the platform's or the page's own. */
export interface Genuine {
  readonly bytes: Uint8Array;
  /** Where its message stands in the record; undefined for what says nothing to be stored. */
  readonly key: { readonly contact: string; readonly id: string } | undefined;
}

/** An encrypted answer with its signature. */
export interface Reply {
  readonly encrypt: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** What an attacker was able to learn beforehand. */
export interface Known {
  /** Ids of replies that offered choices to other people. */
  readonly deliveries: readonly string[];
  /** Encrypted answers of the program, as it sent them. */
  readonly replies: readonly Reply[];
  /** Varies ids between runs on one record. */
  readonly run: string;
}

export interface Door {
  readonly name: DoorName;
  /** The nth request that must be taken. */
  genuine(n: number): Genuine;
  /** Another request to try the door with. */
  shot(): Shot;
  /** Each once, and few: large or slow ones. */
  heavy(): readonly Shot[];
}

/** Numbers from 0 up to 1 that are the same for the same seed, and what is made of them. */
export interface Dice {
  roll(): number;
  below(n: number): number;
  one<T>(list: readonly T[]): T;
  bytes(n: number): Buffer;
}

export function dice(roll: () => number): Dice {
  const below = (n: number) => Math.floor(roll() * n);
  return {
    roll,
    below,
    one<T>(list: readonly T[]): T {
      if (list.length === 0) throw new Error("[forge] nothing to choose from");
      return list[below(list.length)] as T;
    },
    bytes: (n) => Buffer.from(Array.from({ length: n }, () => below(256))),
  };
}

/** One of the makers, each as often as its weight says. */
export function weighted<T>({ roll }: Dice, makers: readonly (readonly [number, () => T])[]): T {
  const total = makers.reduce((sum, [weight]) => sum + weight, 0);
  let left = roll() * total;
  for (const [weight, make] of makers) {
    left -= weight;
    if (left < 0) return make();
  }
  const [, last] = makers.at(-1) ?? [];
  if (last === undefined) throw new Error("[forge] no makers");
  return last();
}

/** A copy with a few bytes changed, lost or added, or cut off. */
export function mangled(bytes: Uint8Array, { below, roll, bytes: some }: Dice): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length === 0) return some(1 + below(4));
  const at = below(copy.length);
  const way = roll();
  if (way < 0.4) {
    copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
    return copy;
  }
  if (way < 0.6) return copy.subarray(0, at);
  if (way < 0.8)
    return Buffer.concat([copy.subarray(0, at), some(1 + below(6)), copy.subarray(at)]);
  return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + below(8))]);
}
