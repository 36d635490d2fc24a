import { expect, test } from "vitest";
import type { Marked } from "./customers.ts";
import { seenInConversation, seenInList } from "./seen.ts";

test("a line of the list is seen with it or one behind it, a line of a conversation with it alone", () => {
  const one = (mark: number, side: Marked["side"], due: number, ackedAt = due + 1): Marked => ({
    ...{ mark, side, chat: 7, due, status: 200, ackedAt },
  });
  const said = [
    one(1, "contact", 100),
    one(2, "contact", 200),
    one(3, "contact", 300),
    one(4, "staff", 400, 460),
    // While an answer was on its way.
    one(5, "contact", 450),
  ];
  const at = new Map([
    [1, 150],
    [3, 330],
    [4, 500],
  ]);
  expect(seenInList(said, new Set([7]), at)).toEqual({ delays: [50, 130, 30], missed: 0 });
  expect(seenInList(said, new Set([8]), at)).toEqual({ delays: [], missed: 0 });
  expect(seenInConversation(said, 7, at)).toEqual({ delays: [50, 30], missed: 2 });
});
