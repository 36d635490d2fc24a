import { afterEach, expect, test } from "vitest";
import { aibot } from "../../../../src/channels/wecom/aibot/aibot.ts";
import type { AibotPort } from "../../../../src/channels/wecom/aibot/port.ts";
import type { Speaker } from "../../../../src/core/delivery.ts";
import { openLedger } from "../../../../src/ledger/ledger.ts";
import { startWorker } from "../../../../src/ledger/worker.ts";
import { startWecom } from "../../../emulators/wecom/emulator.ts";
import { fakePort } from "../fakePort.ts";

const bot = { botId: "AIBOTTEST", secret: "the-secret-of-the-bot" };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A bot that connects, on a real record; it says nothing by itself. */
async function connected() {
  const wecom = await startWecom({
    corpId: "ww6a112864f8022910",
    secret: "unused",
    botConnection: bot,
    seed: 5,
  });
  closing.push(() => wecom.close());
  const ledger = await openLedger(":memory:");
  closing.push(() => ledger.close());
  const { failures, address, count, report } = fakePort();
  const { accept, replyTo, claimReply, progress, ownerOf, choice, lease } = ledger;
  const settle: AibotPort["settle"] = (claim, end) => ledger.settle(claim.id, claim.fence, end);
  const record = { accept, replyTo, claimReply, progress, settle, ownerOf, choice, lease };
  const channel = aibot({
    way: "connection",
    ...bot,
    url: wecom.botUrl,
    apiRoot: wecom.url,
    port: { failures, address, count, report, ...record, judged() {}, onReply: () => () => {} },
  });
  const worker = startWorker(
    ledger,
    async () => undefined,
    { "wecom-aibot": channel.sender },
    { policy: () => "hold", pollMs: 20 },
  );
  closing.push(async () => {
    await channel.stop();
    await worker.stop();
  });
  await channel.start();
  await until(async () => channel.canSend());
  return { wecom, ledger };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 8_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error("it did not come to pass");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const staff = { id: "s-1", name: "小李" };
const speakers: readonly Exclude<Speaker, "bot">[] = ["staff", "notice"];

test.each(
  speakers.flatMap((speaker) => [
    [speaker, "a member", undefined] as const,
    [speaker, "a member in a group", "wrGROUP"] as const,
  ]),
)("what %s say of their own accord comes to %s", async (speaker, _, group) => {
  const { wecom, ledger } = await connected();
  const user = wecom.botUser("zhang.san", group === undefined ? {} : { group });
  const contact = group === undefined ? "zhang.san" : `${group}/zhang.san`;
  await user.write("转人工");
  let conversation: string | undefined;
  await until(async () => {
    conversation = await ledger.conversationOf("wecom-aibot", contact);
    return conversation !== undefined;
  });
  const whose = conversation ?? "";
  if (speaker === "notice") await ledger.desk.inform(whose, "n1", "您的申请已受理");
  else {
    const capsule = { slots: [], passages: [], receipts: [] };
    const opening = { conversation: whose, reason: "opened", desk: {}, capsule } as const;
    await ledger.desk.open({ ...opening, staff, surface: "console" });
    await ledger.desk.say({ conversation: whose, staff, key: "k1", text: "您的申请已受理" });
  }
  const shown = () => user.shown().filter(({ from }) => from === "bot");
  await until(async () => shown().length > 0);
  expect(shown().map(({ text }) => text)).toEqual(["您的申请已受理"]);
  await until(async () => (await ledger.counts()).sending === 0);
  const [receipt] = await ledger.desk.receipts(whose, 1);
  expect(receipt?.state).toBe("sent");
  expect(wecom.problems()).toEqual([]);
});
