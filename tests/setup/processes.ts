/**
 * Test files that start a browser or child processes. They run one at a time after the others, so
 * that none waits for a core while its clock runs; tests/house/processes.test.ts keeps the list true.
 */
export const processes: string[] = [
  "tests/browser/**/*.test.ts",
  "tests/commands/**/*.test.ts",
  "tests/resume/*.test.ts",
  "tests/session/*.test.ts",
  "tests/setup/*.test.ts",
  "tests/forge/*.test.ts",
  "tests/load/load.test.ts",
  "tests/load/desk/desk.test.ts",
  "tests/torture/*.test.ts",
  "tests/log.test.ts",
  "tests/ledger/crash.test.ts",
  "tests/ledger/migrate.test.ts",
  "tests/ledger/postgres*.test.ts",
  "tests/ledger/trouble.test.ts",
];
