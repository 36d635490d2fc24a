import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";

export interface SqliteOptions {
  /** `:memory:` or a file, made when missing. */
  readonly path: string;
  /** Largest size of the file in bytes; beyond it writes fail as on a full disk. */
  readonly maxBytes?: number;
}

/** SQLite's own wait blocks the whole process, so it is short and the driver goes on waiting. */
const blockingWaitMs = 20;
/** How long the driver waits for another process to finish its transaction. */
const patienceMs = 10_000;
/** `ZWen`: tells this record from another program's database. */
const applicationId = 0x5a57656e;
/** More statements than the ledger has; insertions of many shapes must not grow it for ever. */
const keptStatements = 200;

/** Kysely over the SQLite that is built into Node; the only module that knows `node:sqlite`. */
export function sqliteDialect(options: SqliteOptions): Dialect {
  return {
    createDriver: () => new SqliteDriver(options),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class SqliteDriver implements Driver {
  readonly #options: SqliteOptions;
  #connection: SqliteConnection | undefined;

  constructor(options: SqliteOptions) {
    this.#options = options;
  }

  async init(): Promise<void> {
    const database = new DatabaseSync(this.#options.path, { timeout: blockingWaitMs });
    try {
      await setUp(database, this.#options);
    } catch (error) {
      database.close();
      throw error;
    }
    this.#connection = new SqliteConnection(database);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#open();
  }

  /** Takes the write lock at once: a transaction that turns writer halfway could not be repeated. */
  async beginTransaction(): Promise<void> {
    await this.#open().begin();
  }

  async commitTransaction(): Promise<void> {
    this.#open().end("commit");
  }

  async rollbackTransaction(): Promise<void> {
    this.#open().end("rollback");
  }

  async savepoint(
    connection: DatabaseConnection,
    name: string,
    _compile: QueryCompiler["compileQuery"],
  ): Promise<void> {
    (connection as SqliteConnection).exec(`savepoint "${name}"`);
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    (connection as SqliteConnection).exec(`rollback to "${name}"`);
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    (connection as SqliteConnection).exec(`release "${name}"`);
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #open(): SqliteConnection {
    if (this.#connection === undefined) throw new Error("the database is not open");
    return this.#connection;
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, { statement: StatementSync; reads: boolean }>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const run = () => this.#run<R>(query);
    // Inside a transaction the lock is already held and waiting would hold it longer.
    return this.#database.isTransaction ? run() : await patiently(run);
  }

  // biome-ignore lint/correctness/useYield: Kysely asks for the method; nothing here reads in a stream.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("the ledger reads in pages, not in streams");
  }

  async begin(): Promise<void> {
    await patiently(() => this.exec("begin immediate"));
  }

  end(how: "commit" | "rollback"): void {
    // A full disk can make SQLite roll back by itself; a second rollback would hide that error.
    if (how === "rollback" && !this.#database.isTransaction) return;
    this.exec(how);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const { statement, reads } = this.#prepare(query.sql);
    const values = query.parameters as SQLInputValue[];
    if (reads) return { rows: statement.all(...values) as R[] };
    const { changes } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  #prepare(sql: string): { statement: StatementSync; reads: boolean } {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, reads: statement.columns().length > 0 };
    if (this.#statements.size >= keptStatements) this.#statements.clear();
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

async function setUp(database: DatabaseSync, options: SqliteOptions): Promise<void> {
  // Tables first: whoever is making this file at the same moment marks it before adding tables.
  const tables = await patiently(
    () => database.prepare("select name from sqlite_schema limit 1").all().length,
  );
  const owner = await patiently(() => read(database, "application_id"));
  if (owner !== applicationId && (owner !== 0 || tables !== 0)) {
    throw Object.assign(new Error("the file is another program's database"), { errcode: 26 });
  }
  // Set before the WAL starts, so that a file never has tables without the mark.
  if (owner === 0) await patiently(() => database.exec(`pragma application_id = ${applicationId}`));
  if (options.path !== ":memory:") {
    await patiently(() => database.exec("pragma journal_mode = wal"));
    const mode = read(database, "journal_mode");
    if (mode !== "wal") throw new Error(`the file system cannot hold a WAL (mode ${mode})`);
  }
  database.exec("pragma synchronous = full");
  database.exec("pragma foreign_keys = on");
  // Erased text is overwritten, not only unlinked.
  database.exec("pragma secure_delete = on");
  if (options.maxBytes !== undefined) {
    const pageSize = Number(read(database, "page_size"));
    database.exec(
      `pragma max_page_count = ${Math.max(1, Math.floor(options.maxBytes / pageSize))}`,
    );
  }
}

function read(database: DatabaseSync, pragma: string): unknown {
  return database.prepare(`pragma ${pragma}`).get()?.[pragma];
}

const busy = 5;

/** Repeats what another process's lock refused, letting this process go on meanwhile. */
async function patiently<T>(run: () => T): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return run();
    } catch (error) {
      const code = (error as { errcode?: unknown }).errcode;
      if (typeof code !== "number" || (code & 0xff) !== busy || Date.now() > until) throw error;
    }
    await sleep(1 + Math.random() * 9);
  }
}
