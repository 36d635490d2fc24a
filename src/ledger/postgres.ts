import { type Dialect, PostgresDialect, type PostgresPoolClient } from "kysely";
import { type ClientBase, Pool, type PoolClient, type PoolConfig } from "pg";
import { ZhiwenError } from "../core/errors.ts";
import { answered, PostgresError } from "./postgresError.ts";

export interface PostgresOptions {
  readonly url: string;
  /** Connections at most. */
  readonly size: number;
  /** After so many milliseconds a statement is given up; 30,000 unless told, 0 is never. */
  readonly statementMs?: number;
}

/** To connect, or to wait for one of the own connections to be free. */
const connectMs = 10_000;
/** The server gives a statement up first, which frees its locks; */
const longestStatementMs = 30_000;
/** after so many times as long this side does: then not even the server answers any more. */
const silence = 1.5;
/** The server ends a transaction of an instance that has stopped halfway. */
const idleInTransactionMs = 30_000;
const idleMs = 60_000;
const keepAliveMs = 10_000;
const oldestVersion = 130_000;

/** Kysely over PostgreSQL; with `postgresError.ts` the only module that knows `pg`. */
export function postgresDialect(options: PostgresOptions): Dialect {
  const { url, size, statementMs = longestStatementMs } = options;
  const config: PoolConfig = {
    connectionString: url,
    max: size,
    fallback_application_name: "zhiwen",
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: idleMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    ...(statementMs === 0 ? {} : { query_timeout: statementMs * silence }),
    onConnect: (client) => setUp(client, statementMs),
  };
  return new PostgresDialect({
    pool: async () => {
      const pool = told(() => new Pool(config));
      // Without a listener, a connection that breaks while nobody uses it ends the process.
      pool.on("error", () => undefined);
      return {
        connect: async () => guarded(await connect(pool)),
        end: () => pool.end(),
        options: pool.options,
      };
    },
  });
}

/** Where a record is, for an error to name: without user and password. */
export function postgresPlace(url: string): string {
  const { host, pathname } = URL.parse(url) ?? { host: "", pathname: "" };
  return `in the PostgreSQL database ${host}${pathname}`;
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw error instanceof ZhiwenError ? error : new PostgresError(error);
  }
}

/** A connection whose errors are told as the database's, and which is not used again after some. */
function guarded(client: PoolClient): PostgresPoolClient {
  let broken = false;
  // Between two statements nobody else listens.
  const onError = () => {
    broken = true;
  };
  client.on("error", onError);
  const query = async (text: string, values: readonly unknown[]) => {
    try {
      return await client.query(text, [...values]);
    } catch (error) {
      const told = new PostgresError(error);
      // Read-only: it leads to a server that is no longer the primary.
      if (!answered(error) || told.state === "25006") {
        broken = true;
        // Cut at once: what comes next on it would wait behind what never ends.
        if (!answered(error)) void client.end();
      }
      throw told;
    }
  };
  return {
    // The other way of calling it is for cursors, which the ledger does without.
    query: query as unknown as PostgresPoolClient["query"],
    release: (discard) => {
      client.off("error", onError);
      client.release(broken || discard === true);
    },
  };
}

/** What a session must be for its commits to be believed. */
async function setUp(client: ClientBase, statementMs: number): Promise<void> {
  const { rows } = await client.query<{ fsync: string; encoding: string; version: number }>(
    `select
      set_config('synchronous_commit', case current_setting('synchronous_commit')
        when 'remote_apply' then 'remote_apply' else 'on' end, false),
      set_config('default_transaction_isolation', 'read committed', false),
      set_config('statement_timeout', $1, false),
      set_config('idle_in_transaction_session_timeout', $2, false),
      set_config('client_min_messages', 'warning', false),
      current_setting('fsync') as fsync,
      current_setting('server_encoding') as encoding,
      current_setting('server_version_num')::integer as version`,
    [`${statementMs}`, `${idleInTransactionMs}`],
  );
  const [row] = rows;
  if (row?.fsync !== "on") {
    throw new ZhiwenError(
      "ledger",
      "the PostgreSQL server runs with fsync off and would lose messages in a power cut",
      "set fsync = on in its configuration",
    );
  }
  if (row.version < oldestVersion) {
    throw new ZhiwenError(
      "ledger",
      "the PostgreSQL server is older than version 13",
      "name a newer one in DATABASE_URL",
    );
  }
  if (row.encoding !== "UTF8") {
    throw new ZhiwenError(
      "ledger",
      `the database's encoding is ${row.encoding}, which cannot hold Chinese reliably`,
      "create a database with ENCODING 'UTF8' and name it in DATABASE_URL",
    );
  }
}

function told<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new PostgresError(error);
  }
}
