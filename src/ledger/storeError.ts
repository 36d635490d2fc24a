import { ZhiwenError } from "../core/errors.ts";

const causes = new Map<number, readonly [problem: string, fix: string]>([
  [5, ["the record is held by another process", "stop the other process, or wait and try again"]],
  [8, ["the record is read-only", "give the process write permission on the file and its folder"]],
  [10, ["the disk reports an error", "check the disk and its free space, then restart"]],
  [11, ["the record is damaged", "restore the newest backup"]],
  [13, ["the disk or its quota is full", "free some space; senders will try again by themselves"]],
  [14, ["the record cannot be opened", "check that the folder exists and may be written"]],
  [26, ["the file is no record of this program", "name another file, or move this one away"]],
]);

/**
 * The database's error as one that says what to do. SQLite's own text may quote a value that a
 * customer wrote, so only its number is passed on; the original stays as the cause.
 */
export function storeError(doing: string, error: unknown): ZhiwenError {
  if (error instanceof ZhiwenError) return error;
  const code = (error as { errcode?: unknown } | null)?.errcode;
  const cause = typeof code === "number" ? causes.get(code & 0xff) : undefined;
  if (cause !== undefined) {
    return new ZhiwenError("ledger", `${doing}: ${cause[0]}`, cause[1], { cause: error });
  }
  const detail = typeof code === "number" ? ` (SQLite error ${code})` : "";
  return new ZhiwenError("ledger", `${doing} failed${detail}`, "see the cause in the log", {
    cause: error,
  });
}

/** Whether the error came from the database itself rather than from what it was asked to do. */
export function isStoreTrouble(error: unknown): boolean {
  return typeof (error as { errcode?: unknown } | null)?.errcode === "number";
}
