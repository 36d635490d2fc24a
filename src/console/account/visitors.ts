import type { Context } from "hono";
import type { StaffPort } from "../../staff/port.ts";
import { hashOfToken } from "../../staff/token.ts";
import type { Visitor } from "../visitor.ts";
import type { SessionCookie } from "./sessionCookie.ts";

/** A session is written down as used at most so often. */
const seenMs = 60_000;

/**
 * Finds who sends a request. A page that asks by itself sends `X-Background`: that is nobody at
 * work, and keeps no session alive.
 */
export function visitors(
  { record, now }: Pick<StaffPort, "record" | "now">,
  cookie: SessionCookie,
): (c: Context) => Promise<Visitor | undefined> {
  return async function visitor(c) {
    const hash = hashOfToken(cookie.read(c) ?? "");
    const found = hash === undefined ? undefined : await record.session(hash);
    if (found?.session.stage !== "full") return undefined;
    const { session, account } = found;
    const used = c.req.header("X-Background") === undefined;
    if (used && now().getTime() - session.seenAt.getTime() >= seenMs) {
      await record.seen(session.hash);
    }
    const { id, name, role, language } = account;
    const { csrf, confirmedUntil } = session;
    return {
      id,
      name,
      role,
      language,
      csrf,
      sessionHash: session.hash,
      ...(confirmedUntil === undefined ? {} : { confirmedUntil }),
    };
  };
}
