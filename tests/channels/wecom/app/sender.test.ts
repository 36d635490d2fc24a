import { afterEach, describe, expect, test } from "vitest";
import { wecomApi } from "../../../../src/channels/wecom/api.ts";
import { appSender } from "../../../../src/channels/wecom/app/sender.ts";
import { type Delivery, Halt } from "../../../../src/core/delivery.ts";
import { memoryTokens } from "../memoryTokens.ts";
import { type Answer, type Call, type Platform, platform } from "../platform.ts";
import { now } from "./callbacks.ts";
import { choices, delivery } from "./delivery.ts";

const opened: Platform[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

interface Sent {
  readonly touser: string;
  readonly agentid: number;
  readonly msgtype: string;
  readonly text?: { readonly content: string };
  readonly template_card?: {
    readonly task_id: string;
    readonly button_list: readonly { readonly text: string; readonly key: string }[];
  };
  readonly duplicate_check_interval: number;
  readonly enable_duplicate_check: number;
}
const ok = { errcode: 0, errmsg: "ok", msgid: "m" };

/** Sends through a platform that answers message/send as told; keeps what left and what was recorded. */
async function sending(answer: (sent: Sent, before: number, call: Call) => Answer = () => ok) {
  const server = await platform((call, before) =>
    call.path === "gettoken"
      ? { errcode: 0, access_token: "T", expires_in: 7200 }
      : answer(JSON.parse(call.body) as Sent, before, call),
  );
  opened.push(server);
  const waits: number[] = [];
  const refusals: number[] = [];
  const progress: number[] = [];
  const order: string[] = [];
  const halts = new Set<number>();
  const sender = appSender({
    agentId: 1_000_002,
    api: wecomApi({
      apiRoot: server.root,
      corpId: "ww1",
      secret: "s",
      tokens: memoryTokens(),
      timeoutMs: 2_000,
      busyPauseMs: 1,
    }),
    pace: async () => {
      order.push("pace");
      return waits.shift() ?? 0;
    },
    misconfigured: ({ errcode }) => refusals.push(errcode),
    now: () => now,
  });
  return {
    send: (of: Delivery) =>
      sender(of, async (parts) => {
        order.push("progress");
        progress.push(parts);
        if (halts.has(parts)) throw new Halt();
      }),
    bodies: () => server.callsOf("message/send").map(({ body }) => body),
    sent: () => server.callsOf("message/send").map(({ body }) => JSON.parse(body) as Sent),
    waits,
    refusals,
    progress,
    order,
    /** After how many parts a person has come. */
    halts,
  };
}

const citation = { document: "补助办法", section: "第三条", date: "2026-01-26", passage: "p" };

describe("text", () => {
  test("leaves with its sources, to the member as WeCom writes the id", async () => {
    const { send, sent } = await sending();
    const result = await send(delivery({ citations: [citation] }));
    expect(result).toEqual({ state: "sent", parts: 1 });
    expect(sent()).toMatchObject([
      {
        touser: "ZhangSan",
        agentid: 1_000_002,
        msgtype: "text",
        text: { content: "您好\n出处：补助办法 · 第三条 · 2026-01-26" },
      },
    ]);
  });

  test("to a member who has not written leaves under the contact", async () => {
    const { send, sent } = await sending();
    await send(delivery({ handle: {} }));
    expect(sent()[0]?.touser).toBe("zhangsan");
  });

  test("goes in parts of at most 2048 bytes, each recorded before the next leaves", async () => {
    const { send, sent, progress } = await sending();
    const text = "知识产权😀".repeat(300);
    expect(await send(delivery({ text }))).toEqual({ state: "sent", parts: 3 });
    const parts = sent().map(({ text }) => text?.content ?? "");
    expect(parts.join("")).toBe(text);
    for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(2_048);
    expect(progress).toEqual([1, 2]);
  });

  test("goes on where an earlier try ended", async () => {
    const { send, sent } = await sending();
    const text = "知识产权😀".repeat(300);
    expect(await send(delivery({ text, partsSent: 2 }))).toEqual({ state: "sent", parts: 3 });
    expect(sent()).toHaveLength(1);
    expect(text.endsWith(sent()[0]?.text?.content ?? "-")).toBe(true);
  });

  test("of nothing but white space is not sent", async () => {
    const { send, sent } = await sending();
    expect(await send(delivery({ text: " " }))).toMatchObject({ state: "failed" });
    expect(sent()).toEqual([]);
  });
});

describe("choices", () => {
  test("follow the text on a card", async () => {
    const { send, sent, progress } = await sending();
    expect(await send(delivery({ choices }))).toEqual({ state: "sent", parts: 2 });
    expect(sent().map(({ msgtype }) => msgtype)).toEqual(["text", "template_card"]);
    expect(sent()[0]?.text?.content).toBe("您好");
    expect(sent()[1]?.template_card).toMatchObject({
      card_type: "button_interaction",
      task_id: "d-1",
      button_list: [
        { text: "继续登记", key: "0" },
        { text: "取消", key: "1" },
      ],
    });
    expect(progress).toEqual([1]);
  });

  test.each([
    ["a label that a button would cut", [{ label: "国家级知识产权保护中心", text: "a" }]],
    ["more than six", Array.from({ length: 7 }, (_, at) => ({ label: `第${at}`, text: "a" }))],
    ["an empty label", [{ label: " ", text: "a" }]],
  ])("%s: stand as numbered lines", async (_, many) => {
    const { send, sent } = await sending();
    expect(await send(delivery({ choices: many }))).toEqual({ state: "sent", parts: 1 });
    expect(sent()[0]?.text?.content).toContain(`\n1. ${many[0]?.label}`.trimEnd());
  });

  test("are told in lines where WeCom does not take the card", async () => {
    const { send, sent } = await sending(({ msgtype }) =>
      msgtype === "template_card" ? { errcode: 40058 } : ok,
    );
    expect(await send(delivery({ choices }))).toEqual({ state: "sent", parts: 2 });
    expect(sent().map(({ text }) => text?.content)).toEqual([
      "您好",
      undefined,
      "1. 继续登记\n2. 取消",
    ]);
  });
});

describe("a person who comes meanwhile", () => {
  test("keeps the later parts from leaving, as the last thing asked before each", async () => {
    const set = await sending();
    set.halts.add(1);
    await expect(set.send(delivery({ text: "知识产权😀".repeat(300) }))).rejects.toThrow(Halt);
    expect(set.sent()).toHaveLength(1);
    // The pace may have taken its time.
    expect(set.order).toEqual(["pace", "pace", "progress"]);
  });

  test("keeps the choices from being told in lines instead of on a card", async () => {
    const set = await sending(({ msgtype }) => {
      if (msgtype !== "template_card") return ok;
      set.halts.add(1);
      return { errcode: 40058 };
    });
    await expect(set.send(delivery({ choices }))).rejects.toThrow(Halt);
    expect(set.sent()).toHaveLength(2);
  });
});

describe("a send with an unknown end", () => {
  const lost: Answer = (request) => request.socket.destroy();

  test("is tried again as the same bytes", async () => {
    const { send, bodies } = await sending((_, before) => (before === 0 ? lost : ok));
    expect(await send(delivery())).toMatchObject({ state: "retry" });
    expect(await send(delivery({ attempts: 2, fence: 2 }))).toEqual({ state: "sent", parts: 1 });
    expect(bodies()[1]).toBe(bodies()[0]);
    expect(bodies()[0]).toContain('"enable_duplicate_check":1');
  });

  test("its bytes are its own: the same words of another reply or part are another request", async () => {
    const { send, bodies, sent } = await sending();
    for (let at = 0; at < 20; at += 1) await send(delivery({ id: `d-${at}` }));
    expect(new Set(bodies()).size).toBe(20);
    for (const { duplicate_check_interval: seconds } of sent()) {
      expect(seconds).toBeGreaterThanOrEqual(7_200);
      expect(seconds).toBeLessThanOrEqual(14_400);
    }
  });

  test("in the middle of parts: only what did not leave is tried again", async () => {
    const { send, sent, progress } = await sending((_, before) => (before === 1 ? lost : ok));
    const text = "知识产权😀".repeat(300);
    expect(await send(delivery({ text }))).toMatchObject({ state: "retry" });
    expect(progress).toEqual([1]);
    expect(await send(delivery({ text, partsSent: 1 }))).toEqual({ state: "sent", parts: 3 });
    expect(sent()).toHaveLength(4);
  });
});

describe("refusals", () => {
  test.each([
    ["left out", { ...ok, invaliduser: "lisi|zhangsan" }],
    ["without a licence", { ...ok, unlicenseduser: "ZHANGSAN" }],
    ["not there", { errcode: 81013 }],
    ["unknown", { errcode: 60111 }],
    ["blocked", { errcode: 40201 }],
  ])("a member %s: failed, with a reason and nothing of WeCom's words", async (_, answer) => {
    const { send } = await sending(() => ({ errmsg: "hint: [17], from ip: 10.1.2.3", ...answer }));
    const result = await send(delivery());
    expect(result).toMatchObject({ state: "failed" });
    expect(JSON.stringify(result)).not.toContain("10.1.2.3");
  });

  test("another member left out does not matter", async () => {
    const { send } = await sending(() => ({ ...ok, invaliduser: "zhangsan2" }));
    expect(await send(delivery())).toMatchObject({ state: "sent" });
  });

  test("too often: later, when the window is over", async () => {
    const { send } = await sending(() => ({ errcode: 45009 }));
    const result = await send(delivery());
    expect(result).toMatchObject({ state: "retry", at: new Date(now.getTime() + 60_000) });
  });

  test.each([60020, 48002, 301002, 50003])(
    "%i is for the operator: reported, later",
    async (code) => {
      const { send, refusals } = await sending(() => ({ errcode: code }));
      expect(await send(delivery())).toMatchObject({
        state: "retry",
        at: new Date(now.getTime() + 600_000),
        unsent: true,
      });
      expect(refusals).toEqual([code]);
    },
  );

  test("many messages to one member wait, for WeCom would drop them", async () => {
    const { send, sent, waits, progress } = await sending();
    waits.push(0, 12);
    expect(await send(delivery({ choices }))).toMatchObject({
      state: "retry",
      at: new Date(now.getTime() + 12_000),
      unsent: true,
    });
    expect(sent()).toHaveLength(1);
    expect(progress).toEqual([1]);
  });
});
