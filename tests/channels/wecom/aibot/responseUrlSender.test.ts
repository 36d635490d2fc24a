import { describe, expect, test } from "vitest";
import { responseUrlSender } from "../../../../src/channels/wecom/aibot/responseUrlSender.ts";
import { streamId } from "../../../../src/channels/wecom/aibot/streamId.ts";
import type { Fetch } from "../../../../src/channels/wecom/exchange.ts";
import type { Delivery } from "../../../../src/core/delivery.ts";
import { unreachable } from "../../../../src/core/reach.ts";
import { reasonWords } from "../../../../src/core/reasonWords.ts";

const at = new Date("2026-11-21T02:00:00Z");
const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
const url = "https://wecom.test/cgi-bin/aibot/response?response_code=CODE%2B1";

function delivery(handle: Record<string, string>, more: Partial<Delivery> = {}): Delivery {
  return {
    ...{ id: "d-1", fence: 1, conversation: "c", channel: "wecom-aibot", contact: "zhang.san" },
    ...{
      seq: 1,
      state: "sending",
      speaker: "bot",
      text: "最高50万元。",
      kind: "answer",
      citations: [],
    },
    ...{ choices: [], messageId: "m", attempts: 1, partsSent: 0, sentSince: 0, handle },
    ...{ bounces: 0, contactAt: at, createdAt: at, dueAt: at },
    ...more,
  };
}

function sending(answer: () => Promise<Response>, now = after(60)) {
  const posts: { url: string; init: RequestInit }[] = [];
  const fetch: Fetch = (to, init) => {
    posts.push({ url: to, init });
    return answer();
  };
  const sender = responseUrlSender({ apiRoot: "https://wecom.test", fetch, now: () => now });
  const send = (one: Delivery) => sender(one, async () => {});
  return { posts, send };
}

const ok = async () => Response.json({ errcode: 0, errmsg: "ok" });
const whole = { responseUrl: url, until: after(3_500).toISOString() };

test.each(["staff", "notice"] as const)(
  "what %s say of their own accord has no way out, and staff are told so",
  async (speaker) => {
    const { posts, send } = sending(ok);
    const result = await send(delivery({}, { speaker }));
    expect(result).toEqual({ state: "failed", reason: unreachable.onlyReplies });
    expect(reasonWords(unreachable.onlyReplies)).toContain("不能主动发送");
    expect(posts).toEqual([]);
  },
);

test("a reply is posted once as markdown, following no redirect", async () => {
  const { posts, send } = sending(ok);
  expect(await send(delivery(whole))).toEqual({ state: "sent" });
  expect(posts).toHaveLength(1);
  expect(posts[0]?.url).toBe(url);
  expect(posts[0]?.init).toMatchObject({ method: "POST", redirect: "manual" });
});

describe("a reply that has no way out fails with the reason, and nothing is posted", () => {
  test.each([
    ["no address", {}, /no address/],
    [
      "an address elsewhere",
      { ...whole, responseUrl: "https://evil.test/cgi-bin/x" },
      /no address/,
    ],
    ["an address that has run out", { ...whole, until: after(59).toISOString() }, /run out/],
    ["an address without an end", { responseUrl: url }, /run out/],
    ["a welcome", { ...whole, welcome: "passive" }, /welcome/],
  ])("%s", async (_, handle, reason) => {
    const { posts, send } = sending(ok);
    expect(await send(delivery(handle))).toMatchObject({
      state: "failed",
      reason: expect.stringMatching(reason),
    });
    expect(posts).toEqual([]);
  });
});

describe("what WeCom says", () => {
  test.each([
    ["used already", async () => Response.json({ errcode: 40_058, errmsg: "x" }), "failed"],
    ["busy", async () => Response.json({ errcode: -1, errmsg: "x" }), "retry"],
    ["too often", async () => Response.json({ errcode: 45_009, errmsg: "x" }), "retry"],
    ["nothing readable", async () => new Response("<html>", { status: 502 }), "uncertain"],
    ["a redirect", async () => new Response(null, { status: 302 }), "retry"],
    ["cut off", () => Promise.reject(new TypeError("fetch failed")), "uncertain"],
    [
      "no connection",
      () => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" })),
      "retry",
    ],
  ])("%s", async (_, answer, state) => {
    const result = await sending(answer).send(delivery(whole));
    expect(result.state).toBe(state);
    expect(JSON.stringify(result)).not.toContain("CODE");
  });
});

describe("a reply that is found while its stream is polled", () => {
  const stream = streamId({ messageId: "m", since: at });

  test("is left to the polls for a few seconds", async () => {
    const { posts, send } = sending(ok, after(31));
    const result = await send(delivery({ ...whole, stream }, { createdAt: after(30) }));
    expect(result).toMatchObject({ state: "retry", at: after(35) });
    expect(posts).toEqual([]);
  });

  test("is posted once they have not come for it, or come no more", async () => {
    const soon = sending(ok, after(36));
    const found = delivery({ ...whole, stream }, { createdAt: after(30) });
    expect(await soon.send(found)).toEqual({ state: "sent" });
    const late = sending(ok, after(360));
    const slow = delivery({ ...whole, stream }, { createdAt: after(359) });
    expect(await late.send(slow)).toEqual({ state: "sent" });
  });
});
