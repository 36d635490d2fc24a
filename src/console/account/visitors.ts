import type { Context } from "hono";
import type { StaffPort } from "../../staff/port.ts";
import { hashOfToken } from "../../staff/token.ts";
import type { Visitor } from "../visitor.ts";
import type { SessionCookie } from "./sessionCookie.ts";

/** A session is written down as used at most so often. */
const seenMs = 60_000;

/**
 * Finds who sends a request, and keeps the session alive where that is a person at work. A page
 * that asks by itself says so in `X-Background`; an event stream is one anyway.
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
    if (isPerson(c) && now().getTime() - session.seenAt.getTime() >= seenMs) {
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

function isPerson(c: Context): boolean {
  const streams = c.req.header("Accept") === "text/event-stream";
  return !streams && c.req.header("X-Background") === undefined;
}
