import { afterEach, beforeEach, expect, test } from "vitest";
import { auditedDesk } from "../../src/app/auditedDesk.ts";
import type { Desk } from "../../src/handoff/desk.ts";
import { li, type Stage, stage, wang, wanted } from "../handoff/stage.ts";

let here: Stage;
let desk: Desk;
let conversation: string;
beforeEach(async () => {
  here = await stage();
  desk = auditedDesk(here.desk, here.ledger.accounts, "telegram", (error) => {
    throw error;
  });
  here.botSays(wanted);
  conversation = await here.write("转人工");
});
afterEach(() => here.close());

const kept = async () =>
  (await here.ledger.accounts.auditRows(10)).map(({ actor, address, action, object }) => {
    expect([address, object]).toEqual(["telegram", conversation]);
    return `${actor} ${action}`;
  });

test("keeps each act that was done, and none that was refused", async () => {
  await desk.claim(conversation, li, "telegram");
  expect(await desk.claim(conversation, wang, "telegram")).toHaveProperty("refused");
  await desk.transfer(conversation, li, { staff: wang });
  await desk.close(conversation, wang);
  expect((await kept()).toReversed()).toEqual([
    "s-li conversation.claim",
    "s-li conversation.transfer",
    "s-wang conversation.close",
  ]);
  expect(await here.ledger.accounts.auditState()).toMatchObject({ whole: true, rows: 3 });
});

test("keeps what was sent again, and by whom", async () => {
  await desk.claim(conversation, li, "telegram");
  await here.sent();
  const said = await desk.say(conversation, li, { key: "k", text: "您好" });
  const delivery = "delivery" in said ? said.delivery : "";
  expect(await desk.resend(conversation, li, delivery)).toBe(false);
  const [due] = await here.ledger.dueDeliveries(["telegram"], 9, here.now());
  await here.ledger.settle(delivery, due?.fence ?? 0, { state: "failed", reason: "x" });
  expect(await desk.resend(conversation, wang, delivery)).toHaveProperty("refused");
  expect(await desk.resend(conversation, li, delivery)).toBe(true);
  const [newest, before] = await here.ledger.accounts.auditRows(2);
  expect(newest).toMatchObject({ action: "conversation.resend", detail: { delivery } });
  expect(before).toMatchObject({ action: "conversation.claim" });
});

test("a log that cannot be written undoes nothing", async () => {
  const told: unknown[] = [];
  const broken = auditedDesk(
    here.desk,
    { audit: () => Promise.reject(new Error("full")) },
    "telegram",
    (error) => told.push(error),
  );
  expect(await broken.claim(conversation, li, "telegram")).toHaveProperty("handoff");
  expect(told).toHaveLength(1);
});
