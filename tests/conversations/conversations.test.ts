import { describe, expect, test } from "vitest";
import { loadAssistant } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { readDialogues } from "./dialogue.ts";
import { hold } from "./hold.ts";

const assistant = loadAssistant(readConfig({}));
const dialogues = readDialogues(import.meta.dirname);

describe("golden conversations", () => {
  test.for(dialogues)("$dialogue.id: $dialogue.about", async ({ turns }) => {
    const { faults, replies } = await hold(assistant, turns);
    const shown = faults.slice(0, 6).join("\n");
    expect(faults.length, `${faults.length} objections\n${shown}\n`).toBe(0);
    expect(replies).toHaveLength(turns.length);
  });

  test("there are at least 60 of them", () => {
    expect(dialogues.length).toBeGreaterThanOrEqual(60);
  });
});
