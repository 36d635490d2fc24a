import { describe } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { ledgerContract } from "./contract.ts";
import { freshPath } from "./freshPath.ts";

describe("ledger on SQLite", () => {
  ledgerContract({ place: freshPath, open: openLedger });
});
