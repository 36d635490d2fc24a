import type { Route } from "../route.ts";
import { auditRoutes } from "./auditRoutes.ts";
import { authenticatorRoutes } from "./authenticatorRoutes.ts";
import { confirmRoutes } from "./confirmRoutes.ts";
import { ownRoutes } from "./ownRoutes.ts";
import type { AccountPort } from "./port.ts";
import { sessionCookie } from "./sessionCookie.ts";
import { setUpRoutes } from "./setUpRoutes.ts";
import { signInRoutes } from "./signInRoutes.ts";
import { staffPageRoutes } from "./staffPageRoutes.ts";
import { visitors } from "./visitors.ts";

/** Log-in and everything about accounts; and who sends a request, for the console's guard. */
export function accountPages(port: AccountPort) {
  const cookie = sessionCookie(port.secureCookies);
  const routes: readonly Route[] = [
    ...signInRoutes(port, cookie),
    ...confirmRoutes(port, cookie),
    ...setUpRoutes(port),
    ...ownRoutes(port),
    ...authenticatorRoutes(port),
    ...staffPageRoutes(port),
    ...auditRoutes(port),
  ];
  return { routes, visitor: visitors(port, cookie) };
}
