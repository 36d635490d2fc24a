import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ZhiwenError } from "../../src/core/errors.ts";
import { type Ledger, type LedgerOptions, openLedger } from "../../src/ledger/ledger.ts";
import { postgresDialect } from "../../src/ledger/postgres.ts";
import { PostgresError } from "../../src/ledger/postgresError.ts";
import { isStoreTrouble, storeError } from "../../src/ledger/storeError.ts";
import { type PostgresServer, postgresPassword, startPostgres } from "../setup/postgres.ts";
import { echo, message } from "./house.ts";
import { startWire, through } from "./wire.ts";

let server: PostgresServer;
const opened: Ledger[] = [];
beforeAll(async () => {
  server = await startPostgres(["max_connections=60"]);
});
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
});
afterAll(async () => {
  await server?.stop();
});

async function open(place: string, options?: LedgerOptions): Promise<Ledger> {
  const ledger = await openLedger(place, options);
  opened.push(ledger);
  return ledger;
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

/** The refusal's text, after seeing that it is one to act on and gives nothing away. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof ZhiwenError)) throw new Error("not refused", { cause: error });
  expect(error.part).toBe("ledger");
  expect(error.message).not.toContain(postgresPassword);
  expect(error.message).not.toContain("机密");
  return error.message;
}

/** The same, once every connection that was ended before has told so. */
async function pastTheEnd(work: () => Promise<unknown>): Promise<string> {
  for (;;) {
    const text = await refusal(work());
    if (!/starting, stopping|was lost/.test(text)) return text;
  }
}

describe("a database that cannot be opened", () => {
  test.each([
    [
      "a server that is not there",
      (url: URL) => (url.port = "1"),
      /cannot be reached: check that it/,
    ],
    ["a host that is not", (url: URL) => (url.hostname = "no.such.invalid"), /cannot be reached/],
    ["a wrong password", (url: URL) => (url.password = "wrong"), /refuses the user: check user/],
    ["no password", (url: URL) => (url.password = ""), /refuses the user/],
    ["another database", (url: URL) => (url.pathname = "/nowhere"), /does not exist: create it/],
    [
      "TLS where there is none",
      (url: URL) => (url.search = "?sslmode=verify-full"),
      /no trusted TLS/,
    ],
    [
      "a certificate that is not there",
      (url: URL) => (url.search = "?sslmode=verify-full&sslrootcert=/nowhere.crt"),
      /no trusted TLS/,
    ],
  ])("%s is told", async (_name, change, expected) => {
    const url = new URL(await server.fresh());
    change(url);
    const text = await refusal(open(url.href));
    expect(text).toMatch(/^\[ledger\] could not open the record in the PostgreSQL database /);
    expect(text).toMatch(expected);
  });

  test("one of another encoding is refused", async () => {
    expect(await refusal(open(await server.fresh("SQL_ASCII")))).toMatch(/ENCODING 'UTF8'/);
  });

  test("one with another program's tables is refused and left as it is", async () => {
    const url = await server.fresh();
    await server.run("create table conversations (note text)", nameOf(url));
    expect(await refusal(open(url))).toMatch(/an empty database of its own/);
    const tables = await server.run(
      "select tablename from pg_tables where schemaname = 'public' order by 1",
      nameOf(url),
    );
    expect(tables).toEqual([{ tablename: "conversations" }, { tablename: "schema_version" }]);
  });

  test("a user without rights is told what it needs", async () => {
    const url = new URL(await server.fresh());
    await server.run(`create role guest login password '${postgresPassword}'`);
    url.username = "guest";
    expect(await refusal(open(url.href))).toMatch(/the database's owner/);
  });

  test("a server that would lose commits in a power cut is refused", async () => {
    const careless = await startPostgres(["fsync=off"]);
    try {
      expect(await refusal(open(await careless.fresh()))).toMatch(/set fsync = on/);
    } finally {
      await careless.stop();
    }
  });

  test("a database whose commits are not awaited is awaited all the same", async () => {
    const url = await server.fresh();
    const name = nameOf(url);
    await server.run(`alter database ${name} set synchronous_commit = off`);
    await server.run(`alter database ${name} set default_transaction_isolation = serializable`);
    const db = new Kysely({ dialect: postgresDialect({ url, size: 1 }) });
    const shown = async (setting: string) =>
      (await sql<Record<string, string>>`show ${sql.raw(setting)}`.execute(db)).rows[0]?.[setting];
    expect(await shown("synchronous_commit")).toBe("on");
    expect(await shown("default_transaction_isolation")).toBe("read committed");
    expect(await shown("statement_timeout")).toBe("30s");
    expect(await shown("idle_in_transaction_session_timeout")).toBe("30s");
    expect(await shown("application_name")).toBe("zhiwen");
    await db.destroy();
    await server.run(`alter database ${name} set synchronous_commit = remote_apply`);
    const strict = new Kysely({ dialect: postgresDialect({ url, size: 1 }) });
    const { rows } = await sql`show synchronous_commit`.execute(strict);
    expect(rows).toEqual([{ synchronous_commit: "remote_apply" }]);
    await strict.destroy();
  });
});

describe("a database in trouble", () => {
  test("that turns read-only rejects the accept, costs no attempt, and goes on after", async () => {
    const url = await server.fresh();
    const ledger = await open(url);
    const { conversation } = await ledger.accept(message("1"));
    const drop = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${nameOf(url)}'`;
    await server.run(`alter database ${nameOf(url)} set default_transaction_read_only = on`);
    await server.run(drop);
    expect(await pastTheEnd(() => ledger.accept(message("2", "机密")))).toMatch(/read-only: point/);
    for (let i = 0; i < 4; i++) {
      expect(await pastTheEnd(() => ledger.turn(conversation, echo()))).toMatch(/read-only/);
    }
    // A session that is read-only is given up, so none of them has to be dropped now.
    await server.run(`alter database ${nameOf(url)} reset default_transaction_read_only`);
    expect((await ledger.accept(message("2"))).repeat).toBe(false);
    expect(await ledger.turn(conversation, echo())).toBe("done");
    expect((await ledger.counts()).setAside).toBe(0);
  });

  test("connections that the server ends, idle or at work, are replaced", async () => {
    const url = await server.fresh();
    const ledger = await open(url);
    const { conversation } = await ledger.accept(message("1"));
    const drop = () =>
      server.run(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${nameOf(url)}'`,
      );
    await drop();
    await sleep(100);
    expect((await ledger.accept(message("2"))).repeat).toBe(false);
    let dropped = 0;
    for (let i = 3; dropped < 3; i++) {
      const accepts = Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => ledger.accept(message(`${i}-${n}`))),
      );
      await drop();
      const ends = await accepts;
      for (const end of ends) {
        if (end.status === "fulfilled") continue;
        expect(await refusal(Promise.reject(end.reason))).toMatch(/starting, stopping|was lost/);
        dropped++;
      }
      // Whatever became of them: each is there once after the senders tried again.
      for (let n = 0; n < 20; n++) await ledger.accept(message(`${i}-${n}`));
    }
    while ((await ledger.turn(conversation, echo())) === "done");
    const ids = (await ledger.transcript(conversation, 0, 10_000)).flatMap(
      (e) => e.messageId ?? [],
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect((await ledger.counts()).waiting).toBe(0);
  });

  test("that is gone for a while rejects, and is found again", async () => {
    const own = await startPostgres();
    const ledger = await openLedger(await own.fresh());
    await ledger.accept(message("1"));
    await own.crash();
    expect(await refusal(ledger.accept(message("2")))).toMatch(/cannot be reached|was lost/);
    expect(await refusal(ledger.accept(message("2")))).toMatch(/cannot be reached/);
    await own.start();
    expect((await ledger.accept(message("1"))).repeat).toBe(true);
    expect((await ledger.accept(message("2"))).repeat).toBe(false);
    await own.crash();
    // Closes all the same.
    await ledger.close();
    await own.stop();
  });

  test("that falls silent is given up, and the connection with it", async () => {
    const url = await server.fresh();
    const wire = await startWire(Number(new URL(url).port));
    const place = through(wire, url);
    const db = new Kysely({ dialect: postgresDialect({ url: place, size: 1, statementMs: 200 }) });
    await sql`select 1`.execute(db);
    wire.silence();
    const error = await sql`select 1`.execute(db).catch((error: unknown) => error);
    expect(isStoreTrouble(error)).toBe(true);
    expect(storeError("could not read", error).message).toMatch(/does not answer in time/);
    expect(wire.made()).toBe(1);
    const next = sql`select 1`.execute(db).catch((error: unknown) => error);
    await expect.poll(() => wire.made()).toBe(2);
    await wire.stop();
    expect(isStoreTrouble(await next)).toBe(true);
    await db.destroy();
  });

  test("a lock held too long ends the statement, not the process", async () => {
    const url = await server.fresh();
    await (await openLedger(url)).close();
    const holder = new Kysely({ dialect: postgresDialect({ url, size: 1 }) });
    const db = new Kysely({ dialect: postgresDialect({ url, size: 1, statementMs: 1_000 }) });
    const tx = await holder.startTransaction().execute();
    await sql`lock table conversations`.execute(tx);
    const error = await sql`select * from conversations`.execute(db).catch((e: unknown) => e);
    expect(error).toMatchObject({ state: "57014" });
    expect(storeError("could not read", error).message).toMatch(/does not answer in time/);
    await tx.rollback().execute();
    const { rows } = await sql`select * from conversations`.execute(db);
    expect(rows).toEqual([]);
    await holder.destroy();
    await db.destroy();
  });

  test("no connection left is told", async () => {
    const url = await server.fresh();
    await server.run("alter role zhiwen connection limit 1");
    try {
      expect(await refusal(open(url))).toMatch(/no connection left: raise max_connections/);
    } finally {
      await server.run("alter role zhiwen connection limit -1");
    }
  });
});

describe("errors of PostgreSQL", () => {
  const told = (code: string) =>
    new PostgresError(Object.assign(new Error("机密 of a customer"), { code, detail: "机密" }));

  test.each([
    ["08006", /connection to PostgreSQL was lost/],
    ["40001", /other writers were in the way/],
    ["53100", /disk is full/],
    ["53200", /out of resources/],
    ["57P01", /starting, stopping or failing over/],
    ["57P03", /starting, stopping or failing over/],
    ["58030", /reports an error/],
    ["XX001", /damaged: restore/],
    ["EAI_AGAIN", /cannot be reached/],
    ["ECONNRESET", /was lost/],
    ["ETIMEDOUT", /does not answer in time/],
    ["CERT_HAS_EXPIRED", /no trusted TLS/],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", /no trusted TLS/],
    ["99999", /could not store failed \(PostgreSQL error 99999\)/],
  ])("%s is the store's trouble and told without values", (code, expected) => {
    const error = storeError("could not store", told(code));
    expect(error.message).toMatch(expected);
    expect(error.message).not.toContain("机密");
    expect(isStoreTrouble(told(code))).toBe(true);
  });

  test.each(["22021", "23505", "54000"])("%s is what was asked, not the store", (code) => {
    expect(isStoreTrouble(told(code))).toBe(false);
  });

  test("the network's errors of other parts are not the store's", () => {
    const other = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    expect(isStoreTrouble(other)).toBe(false);
  });
});
