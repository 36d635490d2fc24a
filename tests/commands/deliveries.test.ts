import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { zhiwen } from "./zhiwen.ts";

test("replies that did not arrive are listed with their reason, and sent again when asked", async () => {
  const folder = mkdtempSync(join(tmpdir(), "zhiwen-deliveries-"));
  const path = join(folder, "zhiwen.db");
  const ledger = await openLedger(path);
  const { conversation } = await ledger.accept({
    id: "1",
    channel: "telegram",
    contact: "5550001",
    text: "问",
    at: new Date(),
  });
  await ledger.turn(conversation, async ({ session }) => ({
    session,
    outcome: { kind: "say", text: "私密的答复", citations: [], choices: [], effects: [] },
    intent: "help",
    confidence: 1,
  }));
  const [delivery] = await ledger.dueDeliveries(["telegram"], 1, new Date(Date.now() + 1_000));
  const { id = "", fence = 0 } = delivery ?? {};
  await ledger.settle(id, fence, { state: "failed", reason: "the user blocked the bot" });

  const environment = { DATA_DIR: folder };
  const listed = await zhiwen(["deliveries"], environment);
  expect(listed.stdout).toContain(id);
  expect(listed.stdout).toContain("the user blocked the bot");
  expect(listed.stdout).not.toMatch(/5550001|私密/);

  const retried = await zhiwen(["deliveries", "retry", id, "no-such"], environment);
  expect(retried.code).toBe(1);
  expect(retried.stdout).toContain(`${id} queued`);
  expect((await ledger.counts()).queued).toBe(1);
  await ledger.close();

  const wrong = await zhiwen(["deliveries", "--state", "lost"], environment);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("use one of");
});
