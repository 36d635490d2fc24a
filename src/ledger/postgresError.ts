import { DatabaseError } from "pg";

/**
 * What PostgreSQL, or the way to it, answered with; tells the database's errors from all others.
 * The original, whose text may quote a value, is the cause.
 */
export class PostgresError extends Error {
  /** SQLSTATE, else the network's code such as `ECONNREFUSED`, else a word of {@link word}. */
  readonly state: string;

  constructor(error: unknown) {
    const state = stateOf(error);
    super(`PostgreSQL error ${state}`, { cause: error });
    this.name = "PostgresError";
    this.state = state;
  }
}

function stateOf(error: unknown): string {
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown };
  // The one kind of file that is opened on the way holds a certificate.
  if (syscall === "open") return "tls";
  if (typeof code === "string" && code !== "") return code;
  return error instanceof Error ? word(error.message) : "unknown";
}

/** pg tells these apart by their text only. */
function word(message: string): "timeout" | "tls" | "password" | "connection" {
  if (/timeout/i.test(message)) return "timeout";
  if (/\b(ssl|certificate)\b/i.test(message)) return "tls";
  if (/^SASL|password/.test(message)) return "password";
  return "connection";
}

/**
 * Whether the server answered and goes on listening. Told by the code: the severity beside it is
 * in the server's own language.
 */
export function answered(error: unknown): boolean {
  return error instanceof DatabaseError && !/^(08|25P|57P)/.test(error.code ?? "");
}
