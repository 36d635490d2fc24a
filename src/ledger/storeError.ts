import { Overload, ZhiwenError } from "../core/errors.ts";
import { PostgresError } from "./postgresError.ts";

type Cause = readonly [problem: string, fix: string];

/** By SQLite's result code. */
const sqliteCauses = new Map<number, Cause>([
  [5, ["the record is held by another process", "stop the other process, or wait and try again"]],
  [8, ["the record is read-only", "give the process write permission on the file and its folder"]],
  [10, ["the disk reports an error", "check the disk and its free space, then restart"]],
  [11, ["the record is damaged", "restore the newest backup"]],
  [13, ["the disk or its quota is full", "free some space; senders will try again by themselves"]],
  [14, ["the record cannot be opened", "check that the folder exists and may be written"]],
  [26, ["the file is no record of this program", "name another file, or move this one away"]],
]);

const away: Cause = [
  "PostgreSQL cannot be reached",
  "check that it runs and that DATABASE_URL names its host and port; senders will try again",
];
const lost: Cause = [
  "the connection to PostgreSQL was lost",
  "see the server's log; senders will try again by themselves",
];
const slow: Cause = [
  "PostgreSQL does not answer in time",
  "see its load and what holds locks; senders will try again by themselves",
];
const tls: Cause = [
  "no trusted TLS connection to PostgreSQL",
  "check sslmode and sslrootcert in DATABASE_URL against the server's certificate",
];
const refused: Cause = [
  "PostgreSQL refuses the user",
  "check user and password in DATABASE_URL and the server's pg_hba.conf",
];
const stopping: Cause = [
  "PostgreSQL is starting, stopping or failing over",
  "wait for it; senders will try again by themselves",
];
const foreign: Cause = [
  "the database does not hold this program's tables as it made them",
  "name an empty database of its own in DATABASE_URL, or restore the newest backup",
];
const contended: Cause = [
  "other writers were in the way for too long",
  "senders will try again by themselves; if it lasts, see what holds locks",
];

/** By SQLSTATE, by its class, or by the network's code. */
const postgresCauses = new Map<string, Cause>([
  ["08", lost],
  ["25006", ["the record is read-only", "point DATABASE_URL at the primary server"]],
  ["28", refused],
  ["3D000", ["the database does not exist", "create it, or correct its name in DATABASE_URL"]],
  ["40", contended],
  ["42501", ["the user may not do this", "make the user in DATABASE_URL the database's owner"]],
  ["42", foreign],
  ["53100", ["PostgreSQL's disk is full", "free some space; senders will try again by themselves"]],
  ["53300", ["PostgreSQL has no connection left", "raise max_connections or run fewer instances"]],
  ["53", ["PostgreSQL is out of resources", "see the server's log; senders will try again"]],
  ["55P03", contended],
  ["57014", slow],
  ["57", stopping],
  ["58", ["PostgreSQL's disk reports an error", "see the server's log and check the disk"]],
  ["XX001", ["the record is damaged", "restore the newest backup"]],
  ["XX002", ["the record is damaged", "restore the newest backup"]],
  ["25P03", lost],
  ["ECONNREFUSED", away],
  ["ENOTFOUND", away],
  ["EAI_AGAIN", away],
  ["EHOSTUNREACH", away],
  ["ENETUNREACH", away],
  ["ENOENT", away],
  ["ETIMEDOUT", slow],
  ["ECONNRESET", lost],
  ["EPIPE", lost],
  ["connection", lost],
  ["timeout", slow],
  ["tls", tls],
  ["password", refused],
]);

/** More writes wait than can be made soon. */
export function overload(waiting: number): Overload {
  return new Overload(
    "ledger",
    `the record is overloaded: ${waiting} writes wait`,
    "senders will try again by themselves; if it lasts, look at the disk or database behind it",
  );
}

/**
 * The database's error as one that says what to do. A database's own text may quote a value that a
 * customer wrote, so only its code is passed on; the original stays as the cause.
 */
export function storeError(doing: string, error: unknown): ZhiwenError {
  if (error instanceof ZhiwenError) return error;
  const cause = sqliteCause(error) ?? postgresCause(error);
  if (cause !== undefined) {
    return new ZhiwenError("ledger", `${doing}: ${cause[0]}`, cause[1], { cause: error });
  }
  return new ZhiwenError("ledger", `${doing} failed${code(error)}`, "see the cause in the log", {
    cause: error,
  });
}

/** Whether the error came from the database itself rather than from what it was asked to do. */
export function isStoreTrouble(error: unknown): boolean {
  if (error instanceof Overload || sqliteCode(error) !== undefined) return true;
  // Data it cannot hold, a broken constraint, a row too large: the same at every try.
  return error instanceof PostgresError && !/^(22|23|54)...$/.test(error.state);
}

function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code : undefined;
}

function sqliteCause(error: unknown): Cause | undefined {
  const code = sqliteCode(error);
  return code === undefined ? undefined : sqliteCauses.get(code & 0xff);
}

function postgresCause(error: unknown): Cause | undefined {
  if (!(error instanceof PostgresError)) return undefined;
  const { state } = error;
  const known = postgresCauses.get(state) ?? postgresCauses.get(state.slice(0, 2));
  return known ?? (/CERT|TLS|SSL|SIGNATURE/.test(state) ? tls : undefined);
}

function code(error: unknown): string {
  const sqlite = sqliteCode(error);
  if (sqlite !== undefined) return ` (SQLite error ${sqlite})`;
  return error instanceof PostgresError ? ` (PostgreSQL error ${error.state})` : "";
}
