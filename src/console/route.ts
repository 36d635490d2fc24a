import type { Context } from "hono";
import type { StaffRole } from "../core/staff.ts";
import type { Visitor } from "./visitor.ts";

/** Who may call: anyone, anyone who has logged in, or a role and those above it. */
export type Access = "anyone" | "signed-in" | StaffRole;

/** What a handler is given: the request, and who sends it. */
export interface Call {
  readonly c: Context;
  readonly visitor: Visitor;
}

/**
 * One address of the console. Every address is such a row: the table is what is served, what the
 * policy tests are made from, and nothing is mounted beside it.
 */
export type Route = {
  readonly method: "GET" | "POST";
  /** Below `/console`, such as `/conversations/:id`. */
  readonly path: string;
  /** What it acts on must be held by the caller: checked by the record at the act itself. */
  readonly holder?: true;
} & (
  | { readonly access: "anyone"; handle(c: Context): Response | Promise<Response> }
  | {
      readonly access: "signed-in" | StaffRole;
      /** Wants a password or code given within the last minutes. */
      readonly stepUp?: true;
      handle(call: Call): Response | Promise<Response>;
    }
);
