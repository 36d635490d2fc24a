import { describe, expect, test } from "vitest";
import type { Answered } from "./fakeApi.ts";
import { externalUserid, minutesAgo, now, openKfid } from "./sample.ts";
import { delivery, long, type Sent, send, sendMsg } from "./send.ts";

const state = (...states: Answered[]) => ({
  "kf/service_state/get": states.map((each) =>
    typeof each === "number" ? { errcode: 0, service_state: each } : each,
  ),
});

describe("an answer", () => {
  test("goes to the customer at the account, under the delivery's id", async () => {
    const { result, api, progress } = await send(delivery());
    expect(api.asked).toEqual([
      {
        path: "kf/send_msg",
        body: {
          touser: externalUserid,
          open_kfid: openKfid,
          msgid: "d-1",
          msgtype: "text",
          text: { content: "您好" },
        },
      },
    ]);
    expect(result).toEqual({ state: "sent", parts: 1 });
    expect(progress).toEqual([]);
  });

  test("in parts has an id for each, and tells after each", async () => {
    const { result, api, progress } = await send(delivery({ text: long }));
    expect(api.of("kf/send_msg").map(({ msgid }) => msgid)).toEqual(["d-1", "d-1_1", "d-1_2"]);
    expect(result).toEqual({ state: "sent", parts: 3 });
    expect(progress).toEqual([1, 2]);
  });

  test("that bounced leaves anew under other ids", async () => {
    const { api } = await send(delivery({ text: long, bounces: 1, sentSince: 1 }));
    expect(api.of("kf/send_msg").map(({ msgid }) => msgid)).toEqual(["d-1_5", "d-1_6", "d-1_7"]);
  });

  test("goes on where it was left", async () => {
    const first = await send(delivery({ text: long }));
    const text = (sent: Sent) => sent.api.of("kf/send_msg").map((body) => body["text"]);
    const again = await send(delivery({ text: long, attempts: 2, partsSent: 2, sentSince: 2 }));
    expect(again.api.of("kf/send_msg").map(({ msgid }) => msgid)).toEqual(["d-1_2"]);
    expect(text(again)).toEqual(text(first).slice(2));
    expect(again.result).toEqual({ state: "sent", parts: 3 });
  });

  test("that had all left is sent without a call", async () => {
    const { result, api } = await send(delivery({ attempts: 2, partsSent: 1, sentSince: 1 }));
    expect(result).toEqual({ state: "sent", parts: 1 });
    expect(api.asked).toEqual([]);
  });

  test("to a contact of another channel fails", async () => {
    const { result, api } = await send(delivery({ contact: "12345" }));
    expect(result.state).toBe("failed");
    expect(api.asked).toEqual([]);
  });

  test("that says nothing fails", async () => {
    expect((await send(delivery({ text: " " }))).result.state).toBe("failed");
  });
});

describe("a person who comes meanwhile", () => {
  const taken = () => true;

  test("keeps the later parts from leaving", async () => {
    const { result, api, progress } = await send(delivery({ text: long }), {}, { taken });
    expect(result).toEqual({ state: "halted" });
    expect(progress).toEqual([1]);
    expect(api.of("kf/send_msg").map(({ msgid }) => msgid)).toEqual(["d-1"]);
  });

  test("keeps it from leaving through a session that had to be opened first", async () => {
    const forbids = { ...sendMsg(95018), ...state(0) };
    const { result, api } = await send(delivery(), forbids, { taken });
    expect(result).toEqual({ state: "halted" });
    expect(api.of("kf/send_msg")).toHaveLength(1);
  });
});

describe("what the customer's last message allows", () => {
  const sixParts = "这是一句话。".repeat(700);

  test.each([
    ["answer", 0, 4],
    ["answer", 1, 3],
    ["answer", 3, 1],
    ["handoff", 0, 5],
    ["handoff", 4, 1],
  ] as const)("an %s after %i messages takes %i", async (kind, sentSince, parts) => {
    const { result, api } = await send(delivery({ text: sixParts, kind, sentSince }));
    expect(result).toEqual({ state: "sent", parts });
    const last = api.of("kf/send_msg").at(-1);
    expect(JSON.stringify(last)).toContain("回复「继续」");
  });

  test.each([
    ["answer", 4],
    ["answer", 9],
    ["handoff", 5],
  ] as const)("an %s after %i messages is not sent", async (kind, sentSince) => {
    const { result, api } = await send(delivery({ kind, sentSince }));
    expect(result).toMatchObject({ state: "failed", reason: expect.stringContaining("not sent") });
    expect(api.asked).toEqual([]);
  });

  test("its own earlier parts are not held against it", async () => {
    const again = delivery({ text: sixParts, attempts: 2, partsSent: 3, sentSince: 3 });
    const { result, api } = await send(again);
    expect(result).toEqual({ state: "sent", parts: 4 });
    expect(api.of("kf/send_msg").map(({ msgid }) => msgid)).toEqual(["d-1_3"]);
  });

  test("after 48 hours nothing is sent", async () => {
    const { result, api } = await send(delivery({ contactAt: minutesAgo(48 * 60 + 1) }));
    expect(result).toMatchObject({ state: "failed", reason: expect.stringContaining("48 h") });
    expect(api.asked).toEqual([]);
    const { result: just } = await send(delivery({ contactAt: minutesAgo(48 * 60 - 1) }));
    expect(just.state).toBe("sent");
  });
});

describe("a refusal", () => {
  test.each([
    [40063, "failed"],
    [40096, "failed"],
    [40201, "failed"],
    [44004, "failed"],
    [45002, "failed"],
    [95001, "failed"],
    [95002, "failed"],
    [95008, "failed"],
    [95013, "failed"],
    [95030, "failed"],
    [95031, "failed"],
    [99999, "failed"],
    [40058, "uncertain"],
    [-1, "retry"],
    [45009, "retry"],
    [45033, "retry"],
    [42001, "retry"],
    [48002, "retry"],
    [60020, "retry"],
    [95017, "retry"],
  ])("%i at the first try: %s", async (errcode, end) => {
    const { result, api, progress } = await send(delivery(), sendMsg(errcode));
    expect(result).toMatchObject({ state: end, reason: expect.stringContaining(`${errcode}`) });
    expect(api.asked).toHaveLength(1);
    expect(progress).toEqual([]);
  });

  test.each([
    [45009, 60_000],
    [45033, 3_000],
    [95017, 300_000],
  ])("%i is tried again after %i ms", async (errcode, ms) => {
    const { result } = await send(delivery(), sendMsg(errcode));
    expect(result).toMatchObject({ at: new Date(now.getTime() + ms) });
  });

  test("of the setting is told to the operator", async () => {
    const { errors } = await send(delivery(), sendMsg(60020));
    expect(errors).toHaveLength(1);
  });

  test("in the middle ends the reply there", async () => {
    const { result, progress, api } = await send(delivery({ text: long }), sendMsg({}, 95001));
    expect(result.state).toBe("failed");
    expect(progress).toEqual([1]);
    expect(api.asked).toHaveLength(2);
  });
});

describe("a try whose end nobody knows", () => {
  test("is tried again under the same id", async () => {
    const { result } = await send(delivery(), sendMsg("cut"));
    expect(result).toMatchObject({
      state: "retry",
      reason: expect.stringContaining("may have arrived"),
    });
    expect(result).not.toHaveProperty("unsent");
    const again = delivery({
      attempts: 2,
      ...("reason" in result ? { reason: result.reason } : {}),
    });
    const { api } = await send(again);
    expect(api.of("kf/send_msg")).toMatchObject([{ msgid: "d-1" }]);
  });

  test("a repeat WeCom refuses had arrived, and the rest goes on", async () => {
    const reason = "no answer in time: it may have arrived";
    const again = delivery({ text: long, attempts: 2, reason });
    const { result, api, progress } = await send(again, sendMsg(40058));
    expect(result).toEqual({ state: "sent", parts: 3 });
    expect(progress).toEqual([1, 2]);
    expect(api.of("kf/send_msg").map(({ msgid }) => msgid)).toEqual(["d-1", "d-1_1", "d-1_2"]);
  });

  test("so had one of a process that ended meanwhile", async () => {
    const again = delivery({ attempts: 2, reason: "the process ended while it was being sent" });
    expect((await send(again, sendMsg(40058))).result).toEqual({ state: "sent", parts: 1 });
  });

  test("a later part cannot have arrived before the first", async () => {
    const again = delivery({ text: long, attempts: 2, reason: "cut off: it may have arrived" });
    const { result } = await send(again, sendMsg({}, 40058));
    expect(result.state).toBe("uncertain");
  });

  test("a try that surely did not arrive proves nothing about the id", async () => {
    const { result } = await send(delivery(), sendMsg("no connection"));
    const reason = expect.stringMatching(/^not sent/);
    expect(result).toMatchObject({ state: "retry", reason, unsent: true });
    const again = delivery({
      attempts: 1,
      ...("reason" in result ? { reason: result.reason } : {}),
    });
    expect((await send(again, sendMsg(40058))).result.state).toBe("uncertain");
    expect((await send(again, sendMsg(45002))).result.state).toBe("failed");
  });

  test("doubt stays through tries that surely did not arrive", async () => {
    let current = delivery();
    for (const trouble of ["cut", 45009, "no connection", 95017] as const) {
      const { result } = await send(current, sendMsg(trouble));
      if (result.state !== "retry") throw new Error(result.state);
      // As the record does: what surely did not leave is not counted.
      const counted = result.unsent === true ? 0 : 1;
      current = delivery({ attempts: current.attempts + counted, reason: result.reason });
    }
    expect((await send(current, sendMsg(40058))).result.state).toBe("sent");
    expect((await send(current, sendMsg(40201))).result).toMatchObject({
      state: "uncertain",
      reason: expect.stringContaining("may have arrived"),
    });
  });
});

describe("a session that forbids to send", () => {
  const again = (...states: Answered[]) => ({ ...sendMsg(95018), ...state(...states) });

  test("a new one is opened, once", async () => {
    const { result, api } = await send(delivery(), again(0));
    expect(result).toEqual({ state: "sent", parts: 1 });
    const whose = { open_kfid: openKfid, external_userid: externalUserid };
    expect(api.of("kf/service_state/trans")).toEqual([{ ...whose, service_state: 1 }]);
    expect(api.of("kf/send_msg").map(({ msgid }) => msgid)).toEqual(["d-1", "d-1"]);
  });

  test("one that meanwhile is ours is used", async () => {
    const { result, api } = await send(delivery(), again(1));
    expect(result.state).toBe("sent");
    expect(api.of("kf/service_state/trans")).toEqual([]);
  });

  test.each([
    [2, "waiting"],
    [3, "staff"],
  ])("in state %i is the client's, and the bot is told", async (open, becomes) => {
    const { result, owner, api } = await send(delivery(), again(open));
    expect(result).toEqual({
      state: "failed",
      reason: "not sent: the conversation is in the WeCom client",
    });
    expect(owner).toBe(becomes);
    expect(api.of("kf/send_msg")).toHaveLength(1);
  });

  test("that has ended is left alone", async () => {
    const { result, owner } = await send(delivery(), again(4));
    expect(result).toMatchObject({ state: "failed", reason: expect.stringContaining("ended") });
    expect(owner).toBeUndefined();
  });

  test("that somebody moved meanwhile is read again", async () => {
    const moved = { ...again(0, 3), "kf/service_state/trans": [95016] };
    expect((await send(delivery(), moved)).result.state).toBe("failed");
    const ours = { ...again(0, 1), "kf/service_state/trans": [95016] };
    expect((await send(delivery(), ours)).result.state).toBe("sent");
    const still = { ...again(0, 0), "kf/service_state/trans": [95016] };
    expect((await send(delivery(), still)).result.state).toBe("retry");
  });

  test("is not fought with: a second refusal ends it", async () => {
    const { result, api } = await send(delivery(), { ...sendMsg(95018, 95018), ...state(1) });
    expect(result.state).toBe("failed");
    expect(api.of("kf/send_msg")).toHaveLength(2);
  });

  test.each(["cut", "no connection", { errcode: 0, service_state: 9 }] as const)(
    "whose state cannot be read (%j) is tried later",
    async (answer) => {
      const { result } = await send(delivery(), again(answer));
      expect(result.state).toBe("retry");
    },
  );
});

test("no result and no error holds what was said or to whom", async () => {
  for (const trouble of [40058, 45009, 60020, 95018, 95001, "cut"] as const) {
    const { result, errors } = await send(
      delivery({ text: "我的手机号13800000000" }),
      sendMsg(trouble),
    );
    const told = JSON.stringify([result, errors.map(String)]);
    expect(told).not.toContain("13800000000");
    expect(told).not.toContain(externalUserid);
  }
});
