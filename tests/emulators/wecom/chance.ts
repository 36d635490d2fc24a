import { randomInt } from "node:crypto";

/** Ids and luck of one emulator; the same seed gives the same of both. */
export interface Chance {
  /** 0 up to 1. */
  roll(): number;
  /** Letters and digits, unique in this emulator. */
  id(prefix: string): string;
  /** A 64-bit number above 2^53, as decimal digits: it does not survive being a JavaScript number. */
  number64(): string;
  /** Digits, as WeCom's nonces are. */
  nonce(): string;
}

/** Without a seed each emulator counts from elsewhere, so that a ledger kept over two sees no repeats. */
export function chance(seed = randomInt(2 ** 31)): Chance {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const family = Math.floor(roll() * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
  const first = 7_000_000_000_000_000_000n + BigInt(Math.floor(roll() * 2 ** 40)) * 100_000n;
  let count = 0;
  return {
    roll,
    id: (prefix) => {
      count += 1;
      return `${prefix}${family}${count.toString(36).padStart(7, "0")}`;
    },
    number64: () => {
      count += 1;
      return String(first + BigInt(count));
    },
    nonce: () => String(Math.floor(roll() * 9_000_000_000) + 1_000_000_000),
  };
}
