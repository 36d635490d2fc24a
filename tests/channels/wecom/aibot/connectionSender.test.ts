import { describe, expect, test } from "vitest";
import { connectionSender } from "../../../../src/channels/wecom/aibot/connectionSender.ts";
import type { ApiResult } from "../../../../src/channels/wecom/api.ts";
import { type Delivery, Halt } from "../../../../src/core/delivery.ts";

const at = new Date("2026-11-21T08:00:00Z");
const choices = [{ label: "怎么申请", text: "怎么申请" }];
const ok: ApiResult = { kind: "ok", body: {} };
const refused = (errcode: number): ApiResult => ({
  kind: "refused",
  errcode,
  meaning: "refused",
  action: "permanent",
});

function delivery(more: Partial<Delivery> = {}): Delivery {
  return {
    ...{ id: "d-1", fence: 1, conversation: "c-1", channel: "wecom-aibot", contact: "zhang.san" },
    ...{ seq: 1, state: "sending", speaker: "bot", kind: "answer", text: "最高50万元。" },
    ...{ citations: [], choices: [], messageId: "m1", handle: {}, attempts: 1, partsSent: 0 },
    ...{ bounces: 0, sentSince: 0, contactAt: at, createdAt: at, dueAt: at, ...more },
  };
}

/** Sends while a person has come after so many parts; keeps what was called. */
async function halted(after: number, what: Delivery, answers: readonly ApiResult[] = []) {
  const calls: string[] = [];
  const sender = connectionSender({
    socket: () => ({
      live: () => "c",
      ended: new Promise(() => {}),
      async send(command) {
        calls.push(command);
        return answers[calls.length - 1] ?? ok;
      },
    }),
    now: () => at,
  });
  const result = sender(what, async (parts) => {
    if (parts === after) throw new Halt();
  });
  await expect(result).rejects.toThrow(Halt);
  return calls;
}

describe("a person who comes meanwhile keeps from leaving", () => {
  test("the card behind the text", async () => {
    expect(await halted(1, delivery({ choices }))).toEqual(["aibot_send_msg"]);
  });

  test("a message of the bot's own, where the request takes no reply any more", async () => {
    const handle = { connection: "c", request: "r", until: "2026-11-21T08:01:00Z" };
    expect(await halted(0, delivery({ handle }), [refused(846_605)])).toEqual([
      "aibot_respond_msg",
    ]);
  });

  test("the choices in lines, where the card was refused", async () => {
    const rest = delivery({ choices, partsSent: 1 });
    expect(await halted(1, rest, [refused(40_058)])).toEqual(["aibot_send_msg"]);
  });
});
