import type { Context } from "hono";
import { fromOwnPage } from "../http/sameSite.ts";
import { mayAct } from "./mayAct.ts";
import { refuse } from "./refuse.ts";
import type { Route } from "./route.ts";
import { sameText } from "./sameText.ts";
import type { Visitor } from "./visitor.ts";

/** What the guard must know of the program. */
export interface GuardPort {
  /** Who sends a request; undefined without a live session of an active account. */
  visitor(c: Context): Promise<Visitor | undefined>;
  now(): Date;
}

/**
 * Lets a request through to its row, or says why not. In this order: our own page, somebody who
 * has logged in, a form of that very session, the role, a fresh proof of who they are.
 */
export async function guard(route: Route, c: Context, port: GuardPort): Promise<Response> {
  const posts = route.method === "POST";
  if (posts && !fromOwnPage(c)) return refuse(c, "foreign");
  if (route.access === "anyone") return await route.handle(c);
  const visitor = await port.visitor(c);
  if (visitor === undefined) return await refuse(c, "signed-out");
  if (posts && !(await carriesToken(c, visitor))) return refuse(c, "stale", visitor);
  const wanted = route.access === "signed-in" ? "staff" : route.access;
  if (!mayAct(visitor.role, wanted)) return refuse(c, "forbidden", visitor);
  if (route.stepUp === true && !confirmed(visitor, port.now())) {
    return refuse(c, "confirm-first", visitor);
  }
  return await route.handle({ c, visitor });
}

async function carriesToken(c: Context, visitor: Visitor): Promise<boolean> {
  const header = c.req.header("X-CSRF");
  if (header !== undefined) return sameText(header, visitor.csrf);
  // A JSON body needs the header: reading it as a form would find nothing.
  const form = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
  const field = form["csrf"];
  return typeof field === "string" && sameText(field, visitor.csrf);
}

function confirmed({ confirmedUntil }: Visitor, now: Date): boolean {
  return confirmedUntil !== undefined && now < confirmedUntil;
}
