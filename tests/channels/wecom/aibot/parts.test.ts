import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contactOf, placeOf } from "../../../../src/channels/wecom/aibot/contact.ts";
import { contentOf } from "../../../../src/channels/wecom/aibot/content.ts";
import { readStreamId, streamId } from "../../../../src/channels/wecom/aibot/streamId.ts";
import { wording } from "../../../../src/channels/wecom/aibot/wording.ts";

const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const said = (text: string) => ({ text, citations: [], choices: [] });

test("a contact is its place again, and no two places are one contact", () => {
  expect(contactOf({ user: "zhang.san", chat: undefined })).toBe("zhang.san");
  expect(contactOf({ user: "zhang.san", chat: "wrG" })).toBe("wrG/zhang.san");
  const place = fc.record({ user: words, chat: fc.option(words, { nil: undefined }) });
  fc.assert(
    fc.property(place, place, (one, other) => {
      expect(placeOf(contactOf(one))).toEqual(one);
      const same = one.user === other.user && one.chat === other.chat;
      expect(contactOf(one) === contactOf(other)).toBe(same);
    }),
  );
});

test("a stream's id is its message and second again, of letters, digits, - and _", () => {
  const seconds = fc.integer({ min: 0, max: 9_999_999_999 });
  fc.assert(
    fc.property(words, seconds, (messageId, second) => {
      const since = new Date(second * 1_000);
      const id = streamId({ messageId, since });
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(readStreamId(id)).toEqual({ messageId, since });
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = readStreamId(text);
      if (read !== undefined) expect(streamId(read)).toBe(text);
    }),
  );
  // Message ids have 32 characters.
  const usual = { messageId: "CAIQz7/MjQYY/NGagIOAgAMgl8jK/gI=", since: new Date() };
  expect(streamId(usual).length).toBeLessThanOrEqual(64);
});

describe("content", () => {
  test("says the source and numbers the choices", () => {
    const citation = { document: "细则", section: "第三条", date: "2026-01-26", passage: "a/b" };
    const choices = [
      { label: "怎么申请", text: "怎么申请" },
      { label: "要多久", text: "要多久" },
    ];
    expect(contentOf({ text: "最高50万元。", citations: [citation], choices })).toBe(
      "最高50万元。\n出处：细则 · 第三条 · 2026-01-26\n1. 怎么申请\n2. 要多久",
    );
  });

  test("leaves ordinary text alone, figures and ranges too", () => {
    const text = "一次补助50万元（超过3%的部分，5~10年），见 a_b 与 1 < 2。\n1. 第一步";
    expect(contentOf(said(text))).toBe(text);
  });

  test("makes no link, mention, heading, emphasis or hidden thinking of what it repeats", () => {
    const text =
      "[点我](https://evil.test) <@all> <think>x</think> **粗** `码` ~~删~~\n# 标题\n> 引用";
    const shown = contentOf(said(text));
    expect(shown).not.toMatch(/\]\(|<[a-z@/]|\*|`|~~|^#|^>/m);
  });

  test("is never empty nor over the bytes WeCom takes, and is cut at whole characters", () => {
    expect(contentOf(said(""))).toBe(wording.noReply);
    expect(contentOf(said("\0\u0007"))).toBe(wording.noReply);
    const long = contentOf(said("专利质押👨‍👩‍👧。".repeat(3_000)));
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(20_480);
    expect(Buffer.byteLength(long)).toBeGreaterThan(20_000);
    expect(long.endsWith(wording.cut)).toBe(true);
    expect(long.isWellFormed()).toBe(true);
  });
});
