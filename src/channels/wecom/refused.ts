import { isIP } from "node:net";
import type { ApiRefused } from "./api.ts";
import { errcode, untrustedIp } from "./errcodes.ts";

/** The refusal an errcode stands for. */
export function refused(code: number, errmsg?: unknown): ApiRefused {
  const { meaning, action, waitMs } = errcode(code);
  const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs };
  const ip = code === untrustedIp ? ipIn(String(errmsg)) : undefined;
  const from = ip === undefined ? {} : { fromIp: ip };
  return { kind: "refused", errcode: code, meaning, action, ...wait, ...from };
}

function ipIn(errmsg: string): string | undefined {
  const [, ip = ""] = /\bfrom ip:\s*([\da-f.:]*[\da-f])/i.exec(errmsg) ?? [];
  return isIP(ip) === 0 ? undefined : ip;
}
