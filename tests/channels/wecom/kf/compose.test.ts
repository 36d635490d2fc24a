import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compose, type KfMessage } from "../../../../src/channels/wecom/kf/compose.ts";
import { readChoiceId } from "../../../../src/channels/wecom/kf/messageId.ts";
import type { Choice } from "../../../../src/core/outcome.ts";

const bytes = (text: string) => Buffer.byteLength(text);
const reply = (text: string, choices: readonly Choice[] = []) => ({
  id: "d-1",
  text,
  citations: [],
  choices,
});
const choice = (label: string): Choice => ({ label, text: `说${label}` });
const shape = (messages: readonly KfMessage[]) => messages.map(({ msgtype }) => msgtype).join(" ");
const contentOf = (message: KfMessage | undefined) =>
  message?.msgtype === "text" ? message.text.content : (message?.msgmenu.head_content ?? "");

test("a short answer is one message, with where it stands", () => {
  const citations = [{ document: "办法", section: "第三条", date: "2026-01-26", passage: "p" }];
  expect(compose({ ...reply("最高50万元。"), citations }, 4)).toEqual([
    { msgtype: "text", text: { content: "最高50万元。\n出处：办法 · 第三条 · 2026-01-26" } },
  ]);
});

test("choices go under the text they belong to", () => {
  expect(compose(reply("要继续吗？", [choice("继续"), choice("取消")]), 4)).toEqual([
    {
      msgtype: "msgmenu",
      msgmenu: {
        head_content: "要继续吗？",
        list: [
          { type: "click", click: { id: "d-1:0", content: "继续" } },
          { type: "click", click: { id: "d-1:1", content: "取消" } },
        ],
      },
    },
  ]);
});

describe("what does not fit", () => {
  const two = [choice("继续"), choice("取消")];

  test("a text too long for a menu's head goes before it", () => {
    const messages = compose(reply("长".repeat(400), two), 4);
    expect(shape(messages)).toBe("text msgmenu");
    expect(contentOf(messages[1])).toBe("请选择：");
  });

  test("the end of a long text is the menu's head", () => {
    const text = `${"长".repeat(640)}。${"短".repeat(100)}`;
    const messages = compose(reply(text, two), 4);
    expect(shape(messages)).toBe("text msgmenu");
    expect(messages.map(contentOf).join("")).toBe(text);
  });

  test("without room for a menu the choices are numbered lines", () => {
    const messages = compose(reply("长".repeat(400), two), 1);
    expect(shape(messages)).toBe("text");
    expect(contentOf(messages[0])).toMatch(/长\n1\. 继续\n2\. 取消$/);
  });

  test("what is beyond the room is cut, and says how to read on", () => {
    const messages = compose(reply("长句子。".repeat(1_000)), 2);
    expect(messages).toHaveLength(2);
    expect(contentOf(messages[1])).toMatch(/长句子。\n（篇幅所限，回复「继续」看余下内容）$/);
    expect(contentOf(messages[0])).not.toContain("篇幅所限");
  });

  test("choices beyond ten are lines under the menu, with their numbers", () => {
    const many = Array.from({ length: 12 }, (_, at) => choice(`第${at + 1}项`));
    const [message] = compose(reply("选吧", many), 4);
    if (message?.msgtype !== "msgmenu") throw new Error("no menu");
    expect(message.msgmenu.list).toHaveLength(10);
    expect(message.msgmenu.tail_content).toBe("11. 第11项\n12. 第12项");
  });

  test("a label is cut between characters", () => {
    const [message] = compose(reply("选吧", [choice("👨‍👩‍👧".repeat(20)), choice("短")]), 4);
    if (message?.msgtype !== "msgmenu") throw new Error("no menu");
    const content = message.msgmenu.list[0]?.click.content ?? "";
    expect(bytes(content)).toBeLessThanOrEqual(128);
    expect(content).toBe(`${"👨‍👩‍👧".repeat(6)}…`);
  });

  test("a choice without a label shows what it says; one without either is left out", () => {
    const [message] = compose(
      reply("选", [
        { label: "", text: "说" },
        { label: "", text: " " },
      ]),
      4,
    );
    expect(message).toMatchObject({
      msgmenu: { list: [{ type: "click", click: { id: "d-1:0", content: "说" } }] },
    });
  });
});

test("a reply that says nothing is no message", () => {
  expect(compose(reply(" "), 4)).toEqual([]);
  expect(compose(reply("", [choice("好")]), 4)).toMatchObject([{ msgtype: "msgmenu" }]);
});

test("any reply keeps WeCom's limits and its order, and is the same when made again", () => {
  const words = fc.array(fc.constantFrom("重庆", "知识产权", "。", "\n", "a ", "👍", "𠮷"), {
    maxLength: 1_500,
  });
  fc.assert(
    fc.property(
      words,
      fc.array(fc.string({ maxLength: 90, unit: "grapheme" }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      (parts, labels, most) => {
        const all = reply(parts.join(""), labels.map(choice));
        const messages = compose(all, most);
        expect(messages.length).toBeLessThanOrEqual(most);
        expect(compose(all, most)).toEqual(messages);
        for (const message of messages) {
          expect(contentOf(message)).not.toBe("");
          if (message.msgtype === "text") {
            expect(bytes(message.text.content)).toBeLessThanOrEqual(2_048);
            continue;
          }
          const { head_content, tail_content = "", list } = message.msgmenu;
          expect(bytes(head_content)).toBeLessThanOrEqual(1_024);
          expect(bytes(tail_content)).toBeLessThanOrEqual(1_024);
          expect(list.length).toBeLessThanOrEqual(10);
          for (const { click } of list) {
            expect(bytes(click.content)).toBeGreaterThan(0);
            expect(bytes(click.content)).toBeLessThanOrEqual(128);
            expect(readChoiceId(click.id)?.delivery).toBe("d-1");
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});
