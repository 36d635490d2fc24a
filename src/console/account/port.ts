import type { Context } from "hono";
import type { Account } from "../../core/account.ts";
import type { StaffPort } from "../../staff/port.ts";

/** What the pages of accounts need of the program. */
export interface AccountPort extends StaffPort {
  /** True when staff reach the console over HTTPS: the cookie is then `Secure` and `__Host-`. */
  readonly secureCookies: boolean;
  /** Where a request came from, as a key for limits. */
  address(c: Context): string;
  /** What a desk can be for: intents by name and title. */
  readonly topics: readonly { readonly name: string; readonly title: string }[];
  readonly districts: readonly string[];
  /** Told after somebody's account was changed, so that their open streams end. */
  onChange?(account: Account["id"]): void;
}
