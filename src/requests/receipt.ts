import { randomInt } from "node:crypto";
import { dayIn } from "../core/day.ts";

/** No 0/O, 1/I/L: a receipt number is read out on the telephone. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** `ZW-20261121-7K3M9Q`: the day for people, six random places (31⁶ ≈ 9×10⁸) against guessing. */
export function newReceipt(now: Date): string {
  const day = dayIn(now).replaceAll("-", "");
  const tail = Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `ZW-${day}-${tail}`;
}

export const receiptPattern = /zw-?\d{8}-?[2-9a-hjkmnp-z]{6}(?![0-9a-z])/i;

/** A receipt number as typed, in its written form; undefined when the text holds none. */
export function receiptIn(text: string): string | undefined {
  const found = receiptPattern.exec(text)?.[0];
  if (found === undefined) return undefined;
  const plain = found.replaceAll("-", "").toUpperCase();
  return `${plain.slice(0, 2)}-${plain.slice(2, 10)}-${plain.slice(10)}`;
}
