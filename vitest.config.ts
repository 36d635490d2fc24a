import { defineConfig } from "vitest/config";
import { closingLine } from "./tests/setup/closingLine.ts";
import { processes } from "./tests/setup/processes.ts";

export default defineConfig({
  test: {
    // A forgotten .only would leave the others unrun and the run green.
    allowOnly: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: ["default", closingLine()],
    projects: [
      {
        extends: true,
        test: {
          name: "program",
          include: ["tests/**/*.test.ts"],
          exclude: processes,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // A browser or a child that is killed needs a core to itself: one file at a time, afterwards.
        extends: true,
        test: {
          name: "processes",
          include: processes,
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
