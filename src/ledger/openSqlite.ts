import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Kysely } from "kysely";
import { ZhiwenError } from "../core/errors.ts";
import { CommitLane } from "./commitLane.ts";
import { prepare } from "./migrate.ts";
import { NoRecord } from "./noRecord.ts";
import type { LedgerOptions } from "./open.ts";
import type { Schema } from "./schema.ts";
import { Scrubber } from "./scrub.ts";
import { sqliteDialect } from "./sqlite.ts";
import type { Backing } from "./store.ts";

/** The record in a file, or in memory where the path is `:memory:`. */
export async function openSqlite(path: string, options: LedgerOptions): Promise<Backing> {
  const inMemory = path === ":memory:";
  if (options.upgrade === "never" && !existsSync(path)) throw new NoRecord();
  if (!inMemory) await makeFolder(dirname(path));
  const db = new Kysely<Schema>({
    dialect: sqliteDialect({
      path,
      ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
    }),
  });
  const lane = new CommitLane(db, options.mostWaiting);
  const scrubber = inMemory ? undefined : new Scrubber(db, lane, path);
  const close = async () => await db.destroy();
  try {
    await prepare(db, options.upgrade);
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  return {
    db,
    lane,
    scrub: async () => await scrubber?.scrub(),
    endScrub: async () => await scrubber?.close(),
    close,
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new ZhiwenError(
      "ledger",
      `the folder ${folder} cannot be made`,
      "name another folder in DATA_DIR, or give the process permission to make this one",
      { cause: error },
    );
  }
}
