import type { ApiRefused } from "./api.ts";
import { errcode } from "./errcodes.ts";

/** The refusal an errcode stands for. */
export function refused(code: number): ApiRefused {
  const { meaning, action, waitMs } = errcode(code);
  const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs };
  return { kind: "refused", errcode: code, meaning, action, ...wait };
}
