import { createHash, randomBytes } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";

/** Half a year after the last visit the browser forgets the conversation. */
const lifetimeSeconds = 180 * 24 * 60 * 60;
/** 128 bits, base64url. */
const tokenShape = /^[A-Za-z0-9_-]{22}$/;

export interface Contacts {
  /** The contact of a request; undefined without a well-formed cookie. */
  of(c: Context): string | undefined;
  /** Gives a new visitor a cookie and a known one a fresh lifetime. */
  welcome(c: Context): void;
}

/**
 * Who writes on the web: a random number in a cookie that scripts cannot read.
 *
 * The program sees a hash of it only. Contact ids stand in the ledger, in logs and on the staff
 * desk; with the number itself in those places, whoever reads them could take the conversation over.
 */
export function contacts(secure: boolean): Contacts {
  const name = secure ? "__Host-zhiwen" : "zhiwen";
  const token = (c: Context): string | undefined => {
    const value = getCookie(c, name);
    return value !== undefined && tokenShape.test(value) ? value : undefined;
  };
  return {
    of(c) {
      const value = token(c);
      if (value === undefined) return undefined;
      return createHash("sha256").update(value).digest("base64url").slice(0, 22);
    },
    welcome(c) {
      setCookie(c, name, token(c) ?? randomBytes(16).toString("base64url"), {
        path: "/",
        httpOnly: true,
        sameSite: "Lax",
        secure,
        maxAge: lifetimeSeconds,
      });
    },
  };
}
