import { afterEach, expect, test } from "vitest";
import type { AibotPort } from "../../../../src/channels/wecom/aibot/port.ts";
import { wording } from "../../../../src/channels/wecom/aibot/wording.ts";
import type { Outcome } from "../../../../src/core/outcome.ts";
import { type Ledger, openLedger } from "../../../../src/ledger/ledger.ts";
import { answered, call, calledBack, eventOf, poll, textMessage } from "./callback.ts";
import { record } from "./record.ts";

/** The doors' other tests keep a record of their own; here it is the program's. */
const open: Ledger[] = [];
afterEach(async () => {
  for (const ledger of open.splice(0)) await ledger.close();
});

async function bot(firstWait?: number) {
  const ledger = await openLedger(":memory:");
  open.push(ledger);
  const fake = record();
  const port: AibotPort = {
    ...fake.port({ hears: false }),
    ...ledger,
    settle: (claim, result) => ledger.settle(claim.id, claim.fence, result),
  };
  const channel = calledBack(port, firstWait === undefined ? {} : { firstWait });
  return { ledger, channel, counts: fake.counts };
}

async function turn(ledger: Ledger, said: Partial<Outcome>): Promise<void> {
  const [conversation = ""] = await ledger.waiting(1);
  const none = { kind: "say", text: "", citations: [], choices: [], effects: [] } as const;
  const end = await ledger.turn(conversation, async ({ session }) => ({
    session,
    outcome: { ...none, ...said },
    intent: "subsidy",
    confidence: 1,
  }));
  expect(end).toBe("done");
}

const zhang = "zhang.san";

test("a reply is taken by the poll before the outbox, and shown again to the next", async () => {
  const { ledger, channel } = await bot();
  const first = await answered(await call(channel, textMessage("补多少？")));
  const id = first?.stream?.id ?? "";
  await turn(ledger, { kind: "answer", text: "最高50万元。" });
  expect(await ledger.dueDeliveries(["wecom-aibot"], 9, new Date())).toEqual([]);
  const last = await answered(await call(channel, poll(id)));
  expect(last?.stream).toEqual({ id, finish: true, content: "最高50万元。" });
  expect(await answered(await call(channel, poll(id)))).toEqual(last);
  expect(await ledger.counts()).toMatchObject({ queued: 0, sending: 0, failed: 0, uncertain: 0 });
});

test("a welcome goes out with the callback that asked for it", async () => {
  const { ledger, channel } = await bot(4_000);
  const event = eventOf("enter_chat", {}, { chattype: undefined, response_url: undefined });
  const response = call(channel, event);
  await expect.poll(async () => (await ledger.waiting(1)).length).toBe(1);
  await turn(ledger, { text: "您好！" });
  expect(await answered(await response)).toEqual({ msgtype: "text", text: { content: "您好！" } });
});

test("the words that confirm an erasure are shown, though the transcript has them no more", async () => {
  const { ledger, channel } = await bot();
  const first = await answered(await call(channel, textMessage("删除我的数据")));
  await turn(ledger, { text: "您的数据已删除。", effects: [{ kind: "erase-contact" }] });
  const last = await answered(await call(channel, poll(first?.stream?.id ?? "")));
  expect(last?.stream).toMatchObject({ finish: true, content: "您的数据已删除。" });
});

test("while a person answers, the bot's stream ends and the bot says nothing", async () => {
  const { ledger, channel } = await bot();
  await call(channel, textMessage("转人工"));
  await turn(ledger, { kind: "handoff", text: "已为您转人工。", reason: "asked" });
  await ledger.setOwner("wecom-aibot", zhang, "staff");
  const during = await answered(await call(channel, textMessage("在吗？")));
  const id = during?.stream?.id ?? "";
  const last = await answered(await call(channel, poll(id)));
  expect(last?.stream).toEqual({ id, finish: true, content: wording.staff });
});

test("a message that is only kept is not said to be worked on", async () => {
  const { ledger, channel } = await bot();
  const body = textMessage("太快了");
  const now = new Date();
  const message = { id: String(body["msgid"]), channel: "wecom-aibot", contact: zhang } as const;
  await ledger.accept({ ...message, text: "太快了", at: now, kept: true });
  const [conversation = ""] = await ledger.waiting(1);
  await ledger.turn(conversation, () => Promise.reject(new Error("nobody handles it")));
  const said = await answered(await call(channel, body));
  expect(said?.stream).toMatchObject({ finish: true, content: wording.noReply });
  expect(await ledger.dueDeliveries(["wecom-aibot"], 9, now)).toEqual([]);
});
