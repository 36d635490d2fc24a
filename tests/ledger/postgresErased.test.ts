import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import { echo, exchange, message, request, say } from "./house.ts";

const tables = ["conversations", "inbox", "transcript", "outbox", "requests", "gaps", "gap_askers"];
const indexes = ["gaps_pkey", "gap_askers_once"];
const canary = "canaryinthemine";

let server: PostgresServer;
beforeAll(async () => {
  // Nobody else cleans up meanwhile.
  server = await startPostgres(["autovacuum=off"]);
});
afterAll(async () => {
  await server?.stop();
});

const nameOf = (url: string) => new URL(url).pathname.slice(1);

async function fresh(): Promise<string> {
  const url = await server.fresh();
  await server.run("create extension pageinspect", nameOf(url));
  return url;
}

/** Tables and indexes in whose pages the server's own tools still show the canary in some row. */
async function seenIn(url: string): Promise<string[]> {
  const shown = `'%${Buffer.from(canary).toString("hex")}%'`;
  const found: string[] = [];
  for (const table of tables) {
    const [row] = await server.run(
      `select count(*)::integer as n
        from generate_series(0, pg_relation_size('${table}') / 8192 - 1) as page,
          heap_page_items(get_raw_page('${table}', page::integer))
        where encode(t_data, 'hex') like ${shown}`,
      nameOf(url),
    );
    if (row?.["n"] !== 0) found.push(table);
  }
  for (const index of indexes) {
    const [row] = await server.run(
      `select count(*)::integer as n
        from generate_series(1, pg_relation_size('${index}') / 8192 - 1) as page,
          bt_page_items('${index}', page::integer)
        where replace(data, ' ', '') like ${shown}`,
      nameOf(url),
    );
    if (row?.["n"] !== 0) found.push(index);
  }
  return found;
}

async function talk(ledger: Ledger): Promise<void> {
  await exchange(ledger, message("1", canary), async (input) => ({
    ...(await echo(
      { kind: "file-request", request: request("ZW-1", { company: canary }) },
      { kind: "record-gap", question: canary, missing: canary },
    )(input)),
    session: { ...input.session, region: canary },
  }));
}

async function forget(ledger: Ledger): Promise<void> {
  await exchange(ledger, message("2", "删除"), async ({ session }) => ({
    session,
    outcome: say("已删除", [{ kind: "erase-contact" }]),
    intent: "privacy",
    confidence: 1,
  }));
}

const unscrubbed = async (url: string) =>
  (await server.run("select sum(unscrubbed)::integer as n from erasures", nameOf(url)))[0]?.["n"];

describe("erased rows on PostgreSQL", () => {
  test("are in no page of the tables and indexes that can be read", async () => {
    const url = await fresh();
    const ledger = await openLedger(url);
    await talk(ledger);
    expect(await seenIn(url)).toEqual(expect.arrayContaining(["transcript", "gaps", "gaps_pkey"]));
    await forget(ledger);
    await expect.poll(() => seenIn(url), { timeout: 15_000 }).toEqual([]);
    await expect.poll(() => unscrubbed(url), { timeout: 15_000 }).toBe(0);
    await ledger.close();
  });

  test("that a long read still sees stay noted, and go when it is over", async () => {
    const url = await fresh();
    const ledger = await openLedger(url);
    await talk(ledger);
    const reader = new Client({ connectionString: url });
    await reader.connect();
    await reader.query("begin isolation level repeatable read");
    await reader.query("select count(*) from transcript");
    await forget(ledger);
    await ledger.close();
    expect(await seenIn(url)).toContain("transcript");
    expect(await unscrubbed(url)).toBe(1);
    await reader.query("rollback");
    await reader.end();
    const next = await openLedger(url);
    await expect.poll(() => unscrubbed(url), { timeout: 15_000 }).toBe(0);
    expect(await seenIn(url)).toEqual([]);
    await next.close();
  });
});
