import { defineConfig } from "vitest/config";
import { closingLine } from "./tests/setup/closingLine.ts";
import { busy, waiting } from "./tests/setup/processes.ts";

const patience = { testTimeout: 60_000, hookTimeout: 120_000 };

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
          exclude: [...waiting, ...busy],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // What starts a process must not wait for a core while its clock runs.
        extends: true,
        test: {
          name: "processes",
          include: waiting,
          maxWorkers: 2,
          ...patience,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "load",
          include: busy,
          maxWorkers: 1,
          fileParallelism: false,
          ...patience,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
