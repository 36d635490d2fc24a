import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pace } from "../../../src/channels/telegram/pace.ts";

const now = 1_795_226_400_000;

/** When each of so many sends, asked for at once, may leave, in milliseconds from now. */
function spread(chat: number, count: number, turns = pace()): number[] {
  return Array.from({ length: count }, (_, at) => turns.turn(`${chat}/${at}`, chat, now) - now);
}

describe("pace", () => {
  test("a person gets three at once, then one a second", () => {
    expect(spread(7, 6)).toEqual([0, 0, 0, 1000, 2000, 3000]);
  });

  test("a group gets at most twenty a minute", () => {
    const minute = spread(-100, 60).filter((at) => at < 60_000);
    expect(minute.length).toBeLessThanOrEqual(24);
    expect(spread(-100, 7)).toEqual([0, 0, 0, 0, 0, 3000, 6000]);
  });

  test("all together get thirty a second", () => {
    const turns = pace();
    const at = Array.from({ length: 90 }, (_, chat) => turns.turn(`s${chat}`, chat + 1, now) - now);
    expect(at.filter((one) => one === 0)).toHaveLength(30);
    expect(at.at(-1)).toBeCloseTo(2_000, 0);
  });

  test("who comes back later has kept the turn", () => {
    const turns = pace();
    const first = spread(-100, 8, turns);
    expect(turns.turn("-100/7", -100, now)).toBe(now + (first[7] ?? 0));
    expect(turns.turn("-100/7", -100, now + 60_000)).toBe(now + 60_000);
  });

  test("a chat on hold waits, turns given before as well; others do not", () => {
    const turns = pace();
    turns.turn("a", 7, now);
    turns.hold(7, now + 5_000);
    expect(turns.turn("a", 7, now)).toBe(now + 5_000);
    expect(turns.turn("b", 7, now)).toBe(now + 5_000);
    expect(turns.turn("c", 8, now)).toBe(now);
  });

  test("after a rest all is as at first", () => {
    const turns = pace();
    spread(7, 10, turns);
    const later = now + 60_000;
    expect(turns.turn("new", 7, later)).toBe(later);
  });

  test("nobody is let go before their turn, in whatever order they ask", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(400))), (asked) => {
        const turns = pace();
        let at = now;
        const left = new Map<number, number[]>();
        for (const [index, [chat, pause]] of asked.entries()) {
          at += pause;
          const turn = turns.turn(`s${index}`, chat, at);
          expect(turn).toBeGreaterThanOrEqual(at);
          const times = left.get(chat) ?? [];
          const before = times.at(-1);
          if (before !== undefined) expect(turn).toBeGreaterThanOrEqual(before);
          left.set(chat, [...times, turn]);
        }
        for (const [chat, times] of left) {
          for (const start of times) {
            const soon = times.filter((time) => time >= start && time < start + 10_000);
            expect(soon.length).toBeLessThanOrEqual(chat < 0 ? 5 + 4 : 3 + 10);
          }
        }
      }),
    );
  });
});
