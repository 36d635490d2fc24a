import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { bytes, type Json } from "../json.ts";
import { days } from "../platform.ts";

/** The messages and events of one KF account, three days long, read by cursor (doc 94670). */
export interface MessageLog {
  append(message: Json): void;
  /**
   * Up to `limit` messages after the cursor and where to go on; undefined for a cursor that is not of
   * this account. No cursor is the oldest message still kept.
   */
  page(cursor: string | undefined, limit: number): Page | undefined;
}

export interface Page {
  readonly messages: readonly Json[];
  readonly next: string;
  readonly more: boolean;
}

const kept = 3 * days;

export function messageLog(account: string, now: () => Date): MessageLog {
  const seal = cursorSeal(account);
  let items: { readonly at: number; readonly message: Json }[] = [];
  /** Number of the first message of `items`, and how many of its head are too old. */
  let first = 0;
  let old = 0;

  function forget() {
    const since = now().getTime() - kept;
    while ((items[old]?.at ?? since) < since) old += 1;
    if (old > 1000 && old * 2 > items.length) {
      items = items.slice(old);
      first += old;
      old = 0;
    }
  }

  return {
    append: (message) => {
      items.push({ at: now().getTime(), message });
    },
    page: (cursor, limit) => {
      forget();
      const asked = cursor === undefined ? 0 : seal.open(cursor);
      if (asked === undefined) return undefined;
      const from = Math.max(asked - first, old);
      const messages = items.slice(from, from + limit).map(({ message }) => message);
      const to = from + messages.length;
      return { messages, next: seal.close(first + to), more: to < items.length };
    },
  };
}

/** Makes a place in the log opaque: one AES block, good for this account and this run alone. */
function cursorSeal(account: string) {
  const key = randomBytes(16);
  const mark = createHash("sha256").update(account).digest().subarray(0, 8);
  return {
    close: (place: number): string => {
      const block = Buffer.alloc(16);
      mark.copy(block);
      block.writeBigUInt64BE(BigInt(place), 8);
      const cipher = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false);
      return `4gw7${Buffer.concat([cipher.update(block), cipher.final()]).toString("base64url")}`;
    },
    open: (cursor: string): number | undefined => {
      if (bytes(cursor) > 64 || !cursor.startsWith("4gw7")) return undefined;
      const sealed = Buffer.from(cursor.slice(4), "base64url");
      if (sealed.length !== 16) return undefined;
      const decipher = createDecipheriv("aes-128-ecb", key, null).setAutoPadding(false);
      const block = Buffer.concat([decipher.update(sealed), decipher.final()]);
      return block.subarray(0, 8).equals(mark) ? Number(block.readBigUInt64BE(8)) : undefined;
    },
  };
}
