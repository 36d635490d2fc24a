import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { postgresPrograms } from "./programs.ts";
import { freePort } from "./redis.ts";

/** A real PostgreSQL that ends with the process that started it; its commits are synced. */
export interface PostgresServer {
  /** `postgres://…` of a database, as the superuser `postgres` unless another is told. */
  url(database: string, user?: string): string;
  /** Makes an empty database and gives its URL, as the plain user `zhiwen` that owns it. */
  fresh(encoding?: "UTF8" | "SQL_ASCII"): Promise<string>;
  /** Runs SQL as the superuser. */
  run(sql: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Ends it without a checkpoint, as a crash does; every connection breaks. */
  crash(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const superuser = "postgres";
const owner = "zhiwen";
/** To be searched for in what must not show it. */
export const postgresPassword = "pa55-w0rd";
const readyWithinMs = 30_000;

/** Makes a cluster in a temporary folder and starts it on a free port of 127.0.0.1. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === undefined) {
    throw new Error(
      '[tests] no PostgreSQL here: run "sudo apt-get install -y postgresql", or put its programs on the PATH',
    );
  }
  const account = unprivileged();
  const folder = await mkdtemp(join(tmpdir(), "zhiwen-postgres-"));
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, `${postgresPassword}\n`);
  if (account.uid !== undefined && account.gid !== undefined) {
    for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid);
  }
  const { PATH = "" } = process.env;
  const environment = { cwd: folder, env: { PATH, LC_ALL: "C.UTF-8" }, ...account };
  const made = spawnSync(
    join(programs, "initdb"),
    [
      "-D",
      data,
      "--no-sync",
      "-U",
      superuser,
      "-E",
      "UTF8",
      "-A",
      "scram-sha-256",
      `--pwfile=${passwordFile}`,
    ],
    { ...environment, encoding: "utf8" },
  );
  if (made.status !== 0) {
    throw new Error(`[tests] initdb failed: ${made.error?.message ?? ""}${made.stderr}`);
  }
  const port = await freePort();
  const url = (database: string, user = superuser) =>
    `postgres://${user}:${postgresPassword}@127.0.0.1:${port}/${database}`;
  let server: ChildProcess | undefined;
  const launch = async () => {
    const options = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=`];
    const args = [...options, ...settings].flatMap((setting) => ["-c", setting]);
    server = spawn(join(programs, "postgres"), ["-D", data, ...args], {
      ...environment,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await ready(server, url("postgres"));
  };
  const end = async (signal: NodeJS.Signals) => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server?.once("exit", resolve));
    server.kill(signal);
    await gone;
  };
  // A test run that is ended before its clean-up leaves no server behind.
  const atExit = () => server?.kill("SIGQUIT");
  process.once("exit", atExit);
  const run = async (sql: string, database = "postgres") => {
    const client = new Client({ connectionString: url(database) });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  await launch();
  await run(`create role ${owner} login password '${postgresPassword}'`);
  let databases = 0;
  return {
    url,
    fresh: async (encoding = "UTF8") => {
      const name = `record${++databases}`;
      await run(
        `create database ${name} owner ${owner} encoding '${encoding}' locale 'C' template template0`,
      );
      return url(name, owner);
    },
    run,
    crash: () => end("SIGQUIT"),
    start: launch,
    stop: async () => {
      await end("SIGINT");
      process.off("exit", atExit);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when it takes connections; a server that has crashed replays its log first. */
async function ready(server: ChildProcess, url: string): Promise<void> {
  let said = "";
  server.stderr?.on("data", (data: Buffer) => {
    said = `${said}${data.toString()}`.slice(-2_000);
  });
  let failure: unknown;
  server.once("error", (error) => {
    failure = error;
  });
  const until = Date.now() + readyWithinMs;
  for (;;) {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (failure !== undefined || server.exitCode !== null || Date.now() > until) {
        throw new Error(`[tests] PostgreSQL does not start:\n${said}`, { cause: failure ?? error });
      }
    }
    await sleep(30);
  }
}

/** PostgreSQL refuses to run as root; its package brings the account to run it as. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (which: string) => {
    const { status, stdout } = spawnSync("id", [which, "postgres"], { encoding: "utf8" });
    if (status === 0) return Number(stdout);
    throw new Error(
      '[tests] there is no account "postgres", and PostgreSQL does not run as root: run "apt-get install -y postgresql", or the tests as another user',
    );
  };
  return { uid: id("-u"), gid: id("-g") };
}
