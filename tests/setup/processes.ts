/**
 * Test files that start a browser or child processes. They run after the others;
 * tests/house/processes.test.ts keeps the lists true.
 */

/** They mostly wait for their processes: two files at a time. */
export const waiting: string[] = [
  "tests/browser/**/*.test.ts",
  "tests/commands/**/*.test.ts",
  "tests/resume/*.test.ts",
  "tests/session/*.test.ts",
  "tests/setup/*.test.ts",
  "tests/torture/*.test.ts",
  "tests/log.test.ts",
  "tests/ledger/crash.test.ts",
  "tests/ledger/migrate.test.ts",
  "tests/ledger/postgres*.test.ts",
  "tests/ledger/trouble.test.ts",
];

/** They keep both cores busy, or time what they do: one file at a time. */
export const busy: string[] = [
  "tests/forge/*.test.ts",
  "tests/load/load.test.ts",
  "tests/load/desk/desk.test.ts",
];
