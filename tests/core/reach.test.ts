import { describe, expect, test } from "vitest";
import { kfRule, type ReachFacts, reachOf, unreachable } from "../../src/core/reach.ts";

const now = new Date("2026-11-21T09:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const state = (sentSince = 0, contactAt: Date | undefined = hoursAgo(1)) => ({
  contactAt,
  sentSince,
  now,
});
const why = (reason: keyof typeof unreachable) => ({ can: false, why: unreachable[reason] });

describe("微信客服", () => {
  const kf: ReachFacts = { channel: "wecom-kf" };

  test.each([
    [0, 5],
    [1, 4],
    [4, 1],
  ])("after %i messages %i may leave, until 48 h after the customer wrote", (sent, left) => {
    const until = new Date(hoursAgo(1).getTime() + kfRule.windowMs);
    expect(reachOf(kf, state(sent))).toEqual({ can: true, left, until });
  });

  test.each([5, 6, 100])("after %i none", (sent) => {
    expect(reachOf(kf, state(sent))).toEqual(why("spent"));
  });

  test("48 hours to the millisecond", () => {
    expect(reachOf(kf, state(0, hoursAgo(48)))).toMatchObject({ can: true, left: 5 });
    expect(reachOf(kf, state(0, new Date(hoursAgo(48).getTime() - 1)))).toEqual(why("tooLate"));
    // The window comes first: of a budget that is over nobody need hear.
    expect(reachOf(kf, state(5, hoursAgo(49)))).toEqual(why("tooLate"));
  });

  test("who never wrote cannot be written to", () => {
    expect(reachOf(kf, { contactAt: undefined, sentSince: 0, now })).toEqual(why("neverWrote"));
  });

  test("what the client has is closed to us, and its session until the customer writes again", () => {
    expect(reachOf({ ...kf, surface: "wecom" }, state())).toEqual(why("inClient"));
    expect(reachOf({ ...kf, surface: "console" }, state())).toMatchObject({ can: true });
    expect(reachOf({ ...kf, clientEndedAt: hoursAgo(0.5) }, state())).toEqual(why("sessionOver"));
    expect(reachOf({ ...kf, clientEndedAt: hoursAgo(2) }, state())).toMatchObject({ can: true });
  });
});

test("an AI bot can write of its own accord over its connection alone, to who wrote before", () => {
  const channel = "wecom-aibot";
  expect(reachOf({ channel, aibot: "callback" }, state())).toEqual(why("onlyReplies"));
  expect(reachOf({ channel }, state())).toEqual(why("onlyReplies"));
  expect(reachOf({ channel, aibot: "connection" }, state(99, hoursAgo(999)))).toEqual({
    can: true,
  });
  expect(
    reachOf({ channel, aibot: "connection" }, { contactAt: undefined, sentSince: 0, now }),
  ).toEqual(why("neverWrote"));
});

test("who blocked the bot on Telegram cannot be written to, whenever they wrote", () => {
  const reach = reachOf({ channel: "telegram" }, { ...state(), blocked: true });
  expect(reach).toEqual(why("blocked"));
});

test.each(["telegram", "wecom-app", "web", "terminal"] as const)("%s knows no bound", (channel) => {
  expect(reachOf({ channel }, state(99, hoursAgo(999)))).toEqual({ can: true });
});

test("Telegram lets nobody be written to who has not begun", () => {
  const nobody = { contactAt: undefined, sentSince: 0, now };
  expect(reachOf({ channel: "telegram" }, nobody)).toEqual(why("neverWrote"));
});
