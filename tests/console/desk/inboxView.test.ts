import { describe, expect, test } from "vitest";
import { inView, rank, readView, viewQuery } from "../../../src/console/desk/inboxView.ts";
import { type Handoff, nobodyKnows } from "../../../src/core/handoff.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 8, minutes));

function handoff(parts: Partial<Handoff> = {}): Handoff {
  return {
    id: "h1",
    conversation: "c1",
    channel: "web",
    contact: "contact",
    state: "waiting",
    reason: "asked",
    desk: {},
    capsule: nobodyKnows,
    fence: 1,
    requestedAt: at(0),
    activeAt: at(0),
    ...parts,
  };
}

const li = { id: "li", desks: [] };

describe("a view", () => {
  test.each([
    "",
    "?tab=mine",
    "?tab=ended&own=1&district=%E6%B6%AA%E9%99%B5%E5%8C%BA&topic=subsidy&channel=wecom-kf",
  ])("%s is read and written alike", (query) => {
    expect(viewQuery(readView(Object.fromEntries(new URLSearchParams(query))))).toBe(query);
  });

  test.each([{ tab: "everything" }, { channel: "pigeon" }, { own: "yes" }, { district: "  " }])(
    "what is not understood counts as not said: %o",
    (query) => {
      expect(readView(query)).toEqual({ tab: "waiting", own: false });
    },
  );

  test("shows what stands in its tab", () => {
    const mine = handoff({ state: "claimed", staff: { id: "li", name: "小李" } });
    const theirs = handoff({ state: "claimed", staff: { id: "wang", name: "小王" } });
    expect(inView(mine, readView({ tab: "mine" }), li)).toBe(true);
    expect(inView(theirs, readView({ tab: "mine" }), li)).toBe(false);
    expect(inView(theirs, readView({ tab: "all" }), li)).toBe(true);
    expect(inView(theirs, readView({}), li)).toBe(false);
    expect(inView(handoff({ state: "ended" }), readView({ tab: "all" }), li)).toBe(false);
  });

  test("filters by district, topic and channel", () => {
    const one = handoff({ desk: { district: "涪陵区", topic: "subsidy" }, channel: "telegram" });
    for (const [query, seen] of [
      [{ district: "涪陵区" }, true],
      [{ district: "渝中区" }, false],
      [{ topic: "subsidy" }, true],
      [{ topic: "greet" }, false],
      [{ channel: "telegram" }, true],
      [{ channel: "web" }, false],
    ] as const) {
      expect(inView(one, readView(query), li), JSON.stringify(query)).toBe(seen);
    }
  });

  test("of one's own desks leaves nothing out that nobody else is named for", () => {
    const view = readView({ own: "1" });
    const fuling = { id: "li", desks: [{ district: "涪陵区" }] };
    expect(inView(handoff({ desk: { district: "涪陵区", topic: "subsidy" } }), view, fuling)).toBe(
      true,
    );
    expect(inView(handoff({ desk: { district: "渝中区" } }), view, fuling)).toBe(false);
    expect(inView(handoff({ desk: {} }), view, fuling)).toBe(true);
    expect(inView(handoff({ desk: { district: "渝中区" } }), view, li)).toBe(true);
  });
});

test("who waits longest stands first, then what is answered, ended newest first", () => {
  const first = handoff({ id: "first", waitingSince: at(1) });
  const later = handoff({ id: "later", waitingSince: at(5) });
  const owed = handoff({ id: "owed", state: "claimed", unansweredSince: at(3) });
  const answered = handoff({ id: "answered", state: "claimed", activeAt: at(0) });
  const open = [answered, later, owed, first].sort((a, b) => rank(a) - rank(b));
  expect(open.map(({ id }) => id)).toEqual(["first", "owed", "later", "answered"]);
  const old = handoff({ id: "old", state: "ended", endedAt: at(1) });
  const young = handoff({ id: "young", state: "ended", endedAt: at(2) });
  expect(rank(young)).toBeLessThan(rank(old));
});
