import { afterAll, beforeAll, describe } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { type PostgresServer, startPostgres } from "../setup/postgres.ts";
import { ledgerContract } from "./contract.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server?.stop();
});

describe("ledger on PostgreSQL", () => {
  ledgerContract({ place: () => server.fresh(), open: openLedger });
});
