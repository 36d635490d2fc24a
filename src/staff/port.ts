import type { AccountRecord } from "../core/accountRecord.ts";
import type { Rate, RateLimit } from "../core/rateLimit.ts";

/** What the accounts of staff need of the program. */
export interface StaffPort {
  readonly record: AccountRecord;
  readonly limits: {
    /** Of tries for one account; its key is the log-in name. */
    readonly account: RateLimit;
    /** Of tries from one address. */
    readonly address: RateLimit;
  };
  now(): Date;
}

/**
 * At most ten tries for an account in any quarter of an hour. An office that comes to work behind
 * one address gets ten at once, then ten a quarter.
 */
export const staffRates = {
  account: { burst: 5, perMinute: 5 / 15 },
  address: { burst: 10, perMinute: 10 / 15 },
} as const satisfies Readonly<Record<string, Rate>>;

/** Where a request comes from. */
export interface Origin {
  readonly address: string;
  /** Of the browser, such as `Firefox · Linux`. */
  readonly device: string;
}

/** `over`: the step before it has run out or was never done. `wait`: tried too often. */
export type Refusal =
  | { readonly refused: "wrong" | "over" }
  | { readonly refused: "wait"; readonly seconds: number };

export const wrong: Refusal = { refused: "wrong" };
export const over: Refusal = { refused: "over" };

/** The refusal of who has tried too often; undefined while they may. */
export async function tooOften(
  { limits, now }: StaffPort,
  keys: { readonly login?: string; readonly address?: string },
): Promise<Refusal | undefined> {
  const { login, address } = keys;
  const waits = [
    login === undefined ? 0 : await limits.account.take(login, now()),
    address === undefined ? 0 : await limits.address.take(address, now()),
  ];
  const seconds = Math.max(...waits);
  return seconds === 0 ? undefined : { refused: "wait", seconds };
}
