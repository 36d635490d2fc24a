import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Api } from "../../../../src/channels/telegram/api.ts";
import { connect } from "../../../../src/channels/telegram/api.ts";
import { pace } from "../../../../src/channels/telegram/pace.ts";
import {
  type Button,
  buttonData,
  handoffActs,
  readButtonData,
} from "../../../../src/channels/telegram/staff/button.ts";
import { CallFailed, groupCalls } from "../../../../src/channels/telegram/staff/calls.ts";
import { readStaffCommand } from "../../../../src/channels/telegram/staff/commands.ts";
import { headOf } from "../../../../src/channels/telegram/staff/head.ts";
import {
  readMessageKey,
  wordsKey,
  writtenAs,
} from "../../../../src/channels/telegram/staff/key.ts";
import { nextPost } from "../../../../src/channels/telegram/staff/lines.ts";
import { readOutgoing, toHandle } from "../../../../src/channels/telegram/staff/outgoing.ts";
import type { Line } from "../../../../src/channels/telegram/staff/port.ts";
import { readStaffUpdate } from "../../../../src/channels/telegram/staff/reading.ts";
import { failureText, refusalText } from "../../../../src/channels/telegram/staff/wording.ts";
import { parseUpdate } from "../../../../src/channels/telegram/update.ts";
import {
  type Handoff,
  handoffEnds,
  handoffStates,
  surfaces,
} from "../../../../src/core/handoff.ts";
import { handoffReasons } from "../../../../src/core/outcome.ts";
import { unreachable } from "../../../../src/core/reach.ts";
import { refusal, startBotApi, token } from "../botApi.ts";
import { inGroup } from "../updates.ts";

const id = fc.stringMatching(/^[A-Za-z0-9-]{1,30}$/);
const shown = {
  channel: "web",
  contact: "w1",
  topic: { chat: -100_123, thread: 50 },
  deskLink: undefined,
} as const;
const line = (seq: number, text: string, more: Partial<Line> = {}): Line => ({
  seq,
  side: "contact",
  text,
  at: new Date(0),
  ...more,
});

describe("buttons", () => {
  test("say what they were made to say, within 64 bytes", () => {
    const button = fc.oneof(
      fc.record({ act: fc.constantFrom(...handoffActs), handoff: id }),
      fc.record({ act: fc.constant("resend" as const), delivery: id }),
    );
    fc.assert(
      fc.property(button, (made: Button) => {
        expect(Buffer.byteLength(buttonData(made))).toBeLessThanOrEqual(64);
        expect(readButtonData(buttonData(made))).toEqual(made);
      }),
    );
  });

  test("and nothing else is one", () => {
    for (const data of [
      "",
      "claim",
      "claim=",
      "claim=a b",
      "CLAIM=a",
      "drop=a",
      "claim=a=b",
      "c1-r:0",
    ]) {
      expect(readButtonData(data), data).toBeUndefined();
    }
  });
});

describe("lines", () => {
  test("all are shown, in order, once, in messages Telegram takes", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 1500 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
        const said = texts.map((one, n) => line(n + 1, `<${n}>${one}`));
        let rest = said;
        let all = "";
        for (let post = nextPost(rest, shown); post !== undefined; post = nextPost(rest, shown)) {
          expect(post.kind).toBe("texts");
          for (const part of post.kind === "texts" ? post.texts : []) {
            expect(part.length).toBeLessThanOrEqual(4096);
            all += part;
          }
          const { seq } = post;
          rest = rest.filter((one) => one.seq > seq);
        }
        expect(rest).toEqual([]);
        expect([...all.matchAll(/👤 <(\d+)>/gu)].map(([, n]) => Number(n))).toEqual(
          said.map((_, n) => n),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("what was written in this topic is passed over, what was in an earlier one is not", () => {
    const mine = (message: number) => ({
      side: "staff" as const,
      staff: { id: "s", name: "小李" },
      messageId: `telegram/-100123/${message}`,
    });
    expect(nextPost([line(1, "新", mine(51))], shown)).toEqual({ kind: "nothing", seq: 1 });
    expect(nextPost([line(1, "旧", mine(49))], shown)).toMatchObject({ texts: ["🧑‍💼 小李：旧"] });
  });

  test("a picture of Telegram is copied by itself; one without a message is described", () => {
    const picture = { messageId: "m9", attachment: { kind: "image" as const } };
    const at = { ...shown, channel: "telegram" as const, contact: "77" };
    const lines = [line(1, "先"), line(2, "图", picture), line(3, "后")];
    expect(nextPost(lines, at)).toEqual({ kind: "texts", seq: 1, texts: ["👤 先"] });
    expect(nextPost(lines.slice(1), at)).toEqual({
      kind: "copy",
      seq: 2,
      of: { chat: 77, message: 9 },
      caption: "👤 图",
      text: "👤 图 [图片]",
    });
    expect(nextPost([line(1, "", { attachment: { kind: "image" } })], at)).toMatchObject({
      texts: ["👤 [图片]"],
    });
  });
});

test("a head holds what Telegram takes, whatever is in it", () => {
  const long = fc.string({ unit: "grapheme", maxLength: 900 });
  const handoff = fc.record({
    state: fc.constantFrom(...handoffStates),
    reason: fc.constantFrom(...handoffReasons),
    end: fc.constantFrom(...handoffEnds),
    surface: fc.constantFrom(...surfaces),
    staff: fc.record({ id, name: fc.string({ maxLength: 40 }) }),
    summary: long,
    desk: fc.record({ district: fc.string({ maxLength: 30 }), topic: id }),
    capsule: fc.record({
      question: long,
      missing: long,
      slots: fc.array(fc.record({ label: long, value: long }), { maxLength: 20 }),
      passages: fc.constant([]),
      receipts: fc.array(fc.string({ maxLength: 30 }), { maxLength: 20 }),
    }),
  });
  const at = new Date("2026-11-21T06:03:00Z");
  fc.assert(
    fc.property(handoff, (fields) => {
      const whole = {
        id: "h0123456789abcdef",
        conversation: "0123456789abcdef0123",
        channel: "wecom-kf",
        contact: "wmSECRETCONTACT",
        fence: 1,
        requestedAt: at,
        activeAt: at,
        claimedAt: at,
        ...fields,
      } as unknown as Handoff;
      const { title, text, keyboard } = headOf({
        handoff: whole,
        topicTitle: undefined,
        deskLink: undefined,
      });
      expect([...title].length).toBeLessThanOrEqual(128);
      expect(text.length).toBeLessThanOrEqual(4096);
      expect(text).toContain("14:03");
      expect(`${title}${text}`).not.toContain("SECRET");
      expect(keyboard.flat().length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});

test("what words become is read as it was written, and nothing else is", () => {
  const copy = { kind: "copy", of: { chat: -100_123, message: 7 } } as const;
  const edit = { kind: "edit", delivery: "c1-r", caption: true } as const;
  expect(readOutgoing(toHandle(copy))).toEqual(copy);
  expect(readOutgoing(toHandle(edit))).toEqual(edit);
  expect(readOutgoing({ thread: "3" })).toBeUndefined();
  expect(readOutgoing({ copy: "../../etc" })).toBeUndefined();
  expect(writtenAs(wordsKey(copy.of))).toEqual(copy.of);
  expect(writtenAs("-100123/7")).toBeUndefined();
  expect(readMessageKey("-100123/7/9-ab")).toEqual(copy.of);
});

test("commands", () => {
  expect(readStaffCommand("/Close@Zhiwen_Bot  已答复\n谢谢")).toEqual({
    command: "close",
    bot: "Zhiwen_Bot",
    rest: "已答复\n谢谢",
  });
  expect(readStaffCommand("/shut")).toMatchObject({ command: undefined });
  expect(readStaffCommand("1/2 已付")).toBeUndefined();
});

describe("updates of the group", () => {
  const reading = (fields: object) => {
    const update = parseUpdate(inGroup(fields as never));
    return update && readStaffUpdate(update, 4242);
  };
  const topic = { message_thread_id: 50, is_topic_message: true };

  test("words, and who hides", () => {
    expect(reading({ ...topic, text: "您好" })).toMatchObject({ kind: "words", thread: 50, by: 7 });
    expect(reading({ ...topic, text: "您好", sender_chat: { id: -1 } })).toMatchObject({
      by: "hidden",
    });
    // A chain of replies carries a number too.
    expect(reading({ message_thread_id: 50, text: "您好" })).toMatchObject({ thread: undefined });
    expect(reading({ message_thread_id: 1, is_topic_message: true, text: "您好" })).toMatchObject({
      thread: undefined,
    });
  });

  test("nothing comes of service messages and of bots", () => {
    expect(reading({ ...topic, forum_topic_edited: { name: "x" } })).toMatchObject({
      kind: "ignored",
    });
    expect(reading({ ...topic, text: "x", from: { id: 9, is_bot: true } })).toMatchObject({
      kind: "ignored",
    });
  });
});

test("every refusal has words", () => {
  const by = { id: "s", name: "小王" };
  for (const refused of [
    { refused: "not-found" },
    { refused: "ended" },
    ...handoffEnds.map((end) => ({ refused: "ended", end }) as const),
    { refused: "not-claimed" },
    { refused: "claimed-by-other", by },
    { refused: "changed" },
    { refused: "platform", reason: "不在服务时间" },
  ] as const) {
    expect(refusalText(refused)).toMatch(/\p{Script=Han}/u);
  }
});

test("every reason why nothing arrived is told in Chinese, and once", () => {
  for (const why of Object.values(unreachable)) {
    const told = failureText("failed", `not sent: ${why}`);
    expect(told).toMatch(/^⚠️ 没有送达客户：\p{Script=Han}/u);
    expect(told).not.toMatch(/[a-z]{4}/);
  }
  expect(failureText("failed", "errcode 40201, content blocked by anti-spam")).toBe(
    "⚠️ 没有送达客户：内容被平台判为垃圾信息，请换个说法再发",
  );
  expect(failureText("failed", "Telegram says: message to copy not found")).toBe(
    "⚠️ 没有送达客户：原消息已删除，无法转发",
  );
  // What nobody foresaw is shown as it is.
  expect(failureText("uncertain", "a riddle")).toBe(
    "❓ 不能确定客户收到没有：a riddle。重发的话，客户可能会看到两遍。",
  );
});

describe("calls to the group", () => {
  const open = async () => {
    const server = await startBotApi();
    const api: Api = connect({ token, apiRoot: server.url });
    return { server, api };
  };

  test("leave no faster than a group takes messages", async () => {
    const { server, api } = await open();
    const call = groupCalls(api, pace(), -100_123, new AbortController().signal);
    const started = Date.now();
    for (let n = 0; n < 6; n++)
      await call("sendMessage", (a, s) => a.sendMessage(-100_123, "x", {}, s));
    // Five at once, then one in three seconds.
    expect(Date.now() - started).toBeGreaterThan(2_500);
    await server.close();
  });

  test("hold while Telegram asks to, and say what became of them", async () => {
    const { server, api } = await open();
    const call = groupCalls(api, pace(), -100_123, new AbortController().signal);
    server.reply = () => {
      server.reply = () => ({ ok: true, result: { message_id: 2 } });
      return refusal(429, "Too Many Requests: retry after 1", { retry_after: 1 });
    };
    const send = () => call("sendMessage", (a, s) => a.sendMessage(-100_123, "x", {}, s));
    await expect(send()).rejects.toBeInstanceOf(CallFailed);
    const held = Date.now();
    await expect(send()).resolves.toMatchObject({ message_id: 2 });
    expect(Date.now() - held).toBeGreaterThan(900);
    await server.close();
  });

  test("none is made once the time is over", async () => {
    const { server, api } = await open();
    const over = AbortSignal.abort();
    const call = groupCalls(api, pace(), -100_123, over);
    await expect(
      call("sendMessage", (a, s) => a.sendMessage(-100_123, "x", {}, s)),
    ).rejects.toThrow();
    expect(server.calls).toEqual([]);
    await server.close();
  });
});
