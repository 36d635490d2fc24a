import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callbackData, readCallbackData } from "../../../src/channels/telegram/callbackData.ts";
import { contactOf, inGroup, placeOf } from "../../../src/channels/telegram/contact.ts";
import { isEdit, messageIds, writtenMessage } from "../../../src/channels/telegram/messageId.ts";

const positive = fc.integer({ min: 1, max: 2 ** 52 });
const groups = fc.record(
  { chat: positive.map((id) => -id), user: positive, thread: positive },
  { requiredKeys: ["chat", "user"] },
);
const people = positive.map((id) => ({ chat: id, user: id }));

describe("a contact", () => {
  test("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.oneof(groups, people), (place) => {
        expect(placeOf(contactOf(place))).toEqual(place);
      }),
    );
  });

  test("belongs to one place only", () => {
    fc.assert(
      fc.property(fc.oneof(groups, people), fc.oneof(groups, people), (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(contactOf(one)).not.toBe(contactOf(other));
      }),
    );
  });

  test.each([
    [{ chat: 7, user: 7 }, "7", false],
    [{ chat: -100123, user: 7 }, "-100123:7", true],
    [{ chat: -100123, user: 7, thread: 5 }, "-100123:7:5", true],
  ])("%j is %s", (place, contact, group) => {
    expect(contactOf(place)).toBe(contact);
    expect(inGroup(place)).toBe(group);
  });

  test.each([
    "",
    "@li_hua",
    "li_hua",
    "-5",
    "7:8",
    "07",
    "-1:7:",
    "-1:7:5:9",
    "1e3",
    "99999999999999999",
  ])("%j is none", (text) => {
    expect(placeOf(text)).toBeUndefined();
  });
});

describe("what a button carries", () => {
  test("is read back, and takes at most 64 bytes", () => {
    const delivery = fc.stringMatching(/^[A-Za-z0-9-]{1,30}$/);
    fc.assert(
      fc.property(delivery, fc.integer({ min: 0, max: 99 }), (id, index) => {
        const data = callbackData({ delivery: id, index });
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
        expect(readCallbackData(data)).toEqual({ delivery: id, index });
      }),
    );
  });

  test.each([
    "",
    "a",
    "a:",
    ":0",
    "a:-1",
    "a:1.5",
    "a:100",
    "a:01",
    "a:0 ",
    "a b:0",
    `${"a".repeat(31)}:0`,
  ])("%j is not ours", (data) => {
    expect(readCallbackData(data)).toBeUndefined();
  });
});

test("only what the contact wrote can be replied to", () => {
  const ids = messageIds(4242);
  expect(writtenMessage(ids.written(31))).toBe(31);
  expect(writtenMessage(ids.edited(31, 1_795_226_400))).toBe(31);
  expect(writtenMessage(ids.pressed(31, 0))).toBeUndefined();
  expect(writtenMessage(ids.update(31))).toBeUndefined();
  expect(writtenMessage("4242/m31; drop")).toBeUndefined();
  expect(writtenMessage("/m31")).toBeUndefined();
  // As earlier versions wrote them.
  expect(writtenMessage("m31")).toBe(31);
  expect(writtenMessage("e31-1795226400")).toBe(31);
});

test("an edit is known by its id", () => {
  expect([messageIds(4242).edited(31, 1_795_226_400), "e31-1795226400"].map(isEdit)).toEqual([
    true,
    true,
  ]);
  expect([messageIds(4242).written(31), "m31", "e", ""].map(isEdit)).not.toContain(true);
  expect(writtenMessage("m31; drop")).toBeUndefined();
});
