import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

export interface SessionCookie {
  read(c: Context): string | undefined;
  write(c: Context, token: string): void;
  clear(c: Context): void;
}

/**
 * The session's token in a cookie that scripts cannot read and other sites cannot send; gone when
 * the browser closes.
 *
 * @param secure False on plain HTTP only, where browsers refuse `Secure` and `__Host-`.
 */
export function sessionCookie(secure: boolean): SessionCookie {
  const name = secure ? "__Host-zhiwen-desk" : "zhiwen-desk";
  const traits = { path: "/", httpOnly: true, sameSite: "Strict", secure } as const;
  return {
    read: (c) => getCookie(c, name),
    write: (c, token) => setCookie(c, name, token, traits),
    clear: (c) => void deleteCookie(c, name, traits),
  };
}
