import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import { ledgerContract } from "./contract.ts";
import { exchange, message } from "./house.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server?.stop();
});

describe("ledger on PostgreSQL", () => {
  ledgerContract({ place: () => server.fresh(), open: openLedger });

  describe("instances on other machines", () => {
    afterEach(() => void vi.useRealTimers());

    test("are believed by the database's clock, not by this machine's", async () => {
      const url = await server.fresh();
      const database = new URL(url).pathname.slice(1);
      const ledger = await openLedger(url);
      await exchange(ledger, message("1"));
      expect(await ledger.dueDeliveries(["web"], 1, new Date())).toHaveLength(1);
      const seen = (ago: string) =>
        server.run(
          `insert into instances (id, host, pid, seen_at) values ('other', 'elsewhere', 1,
            to_char((now() - interval '${ago}') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
            on conflict (id) do update set seen_at = excluded.seen_at;
          update outbox set claimed_by = 'other'`,
          database,
        );
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
      await seen("10 seconds");
      expect(await ledger.recover(() => "hold")).toBe(0);
      await seen("1 minute");
      expect(await ledger.recover(() => "hold")).toBe(1);
      vi.useRealTimers();
      await ledger.close();
    });
  });
});
