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

  const [again] = await ledger.dueDeliveries(["telegram"], 1, new Date(Date.now() + 1_000));
  await ledger.settle(id, again?.fence ?? 0, { state: "failed", reason: "ECONNREFUSED" });
  const ofAnother = ["deliveries", "retry", "--all", "--channel", "wecom-kf"];
  expect((await zhiwen(ofAnother, environment)).stdout).toBe("0 queued\n");
  const all = await zhiwen(["deliveries", "retry", "--all"], environment);
  expect([all.code, all.stdout]).toEqual([0, "1 queued\n"]);
  expect((await ledger.counts()).queued).toBe(1);
  await ledger.close();
});

test.each([
  [["retry"], "use: deliveries retry"],
  [["retry", "--all", "1-1-r"], "use: deliveries retry"],
  [["--channel", "telegram"], "use: deliveries retry"],
  [["retry", "--all", "--channel", "fax"], "use one of telegram"],
  [["--state", "lost"], "use one of"],
])("deliveries %j is refused, with what is right", async (args, told) => {
  const { code, stderr } = await zhiwen(["deliveries", ...args]);
  expect(code).toBe(1);
  expect(stderr).toContain(told);
});
