import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dayIn } from "../../../src/core/day.ts";

/** The program's knowledge in a folder of its own, whose office opens and closes when it is told. */
export interface Office {
  /** What KNOWLEDGE_DIR is set to. */
  readonly folder: string;
  /** Closed until the day after tomorrow: who asks for a person gets a promise. */
  close(): void;
  /** At any hour. */
  open(): void;
}

/** Long enough that no conversation changes hands because a measurement takes its time. */
const waits = "waits: { escalate: 3, giveUp: 120, answer: 120, idle: 720 }\nfollowUpDays: 3\n";
const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const dayMs = 86_400_000;

export function office(parent: string): Office {
  const folder = join(parent, "knowledge");
  cpSync(fileURLToPath(new URL("../../../knowledge", import.meta.url)), folder, {
    recursive: true,
  });
  const file = join(folder, "service.yaml");
  return {
    folder,
    close() {
      const weekly = days.map((day) => `    ${day}: ["00:00-23:59"]`).join("\n");
      const closed = [0, 1].map((ahead) => `"${dayIn(new Date(Date.now() + ahead * dayMs))}"`);
      writeFileSync(
        file,
        `hours:\n  weekly:\n${weekly}\n  closed: [${closed.join(", ")}]\n  extra: {}\n${waits}`,
      );
    },
    open: () => writeFileSync(file, waits),
  };
}
