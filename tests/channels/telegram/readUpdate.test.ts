import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { menus } from "../../../src/channels/telegram/commands.ts";
import { needsName, readUpdate } from "../../../src/channels/telegram/readUpdate.ts";
import { parseUpdate } from "../../../src/channels/telegram/update.ts";
import { attachmentKinds } from "../../../src/core/message.ts";
import {
  bot,
  colleague,
  customer,
  date,
  type Fields,
  group,
  inGroup,
  mention,
  pressed,
  privateChat,
  reading,
  written,
} from "./updates.ts";

function message(value: unknown) {
  const read = reading(value);
  if (read?.kind !== "message") throw new Error(`not a message: ${JSON.stringify(read)}`);
  return read.message;
}

describe("a private message", () => {
  test("is taken under numeric ids", () => {
    expect(message(written({ text: "质押贷款评估费多少？" }))).toEqual({
      id: "4242/m31",
      channel: "telegram",
      contact: "7",
      text: "质押贷款评估费多少？",
      at: new Date(date * 1000),
    });
  });

  test("no name ever reaches the program", () => {
    const text = JSON.stringify(message(written({ text: "你好" })));
    expect(text).not.toContain("li_hua");
    expect(text).not.toContain("李");
  });

  test("in a topic is answered there, and its contact stays the same", () => {
    const read = message(written({ text: "你好", message_thread_id: 5, is_topic_message: true }));
    expect(read).toMatchObject({ contact: "7", handle: { thread: "5" } });
    expect(message(written({ text: "你好", message_thread_id: 5 }))).not.toHaveProperty("handle");
  });

  test.each([
    [
      "a forwarded one belongs to who forwarded it",
      { forward_origin: { type: "user", sender_user: colleague } },
    ],
    ["a reply", { reply_to_message: { message_id: 2, from: colleague, date, chat: privateChat } }],
    ["one through another bot", { via_bot: { id: 99, is_bot: true, first_name: "b" } }],
    ["one with a link", { entities: [{ type: "url", offset: 0, length: 2 }] }],
  ])("%s", (_, fields) => {
    expect(message(written({ text: "你好", ...fields }))).toMatchObject({
      contact: "7",
      text: "你好",
    });
  });

  test("control characters and half characters are mended", () => {
    expect(message(written({ text: "a\u0000b\r\nc\ud83d\u202e" })).text).toBe("ab\nc\ufffd\u202e");
  });

  test("an edit is a message of its own", () => {
    const edit = written({ text: "涪陵呢", edit_date: date + 9 }, "edited_message");
    expect(message(edit)).toMatchObject({
      id: `4242/e31-${date + 9}`,
      text: "涪陵呢",
      at: new Date((date + 9) * 1000),
    });
  });

  test("an ephemeral one, which all have number 0, is known by its update", () => {
    expect(message(written({ text: "你好", message_id: 0 })).id).toBe("4242/u900");
  });
});

describe("a command", () => {
  test.each([
    ["/help", "帮助"],
    ["/HELP", "帮助"],
    ["/help@zhiwen_bot", "帮助"],
    ["/staff", "转人工"],
    ["/staff 急", "转人工 急"],
    ["/requests", "我的申请"],
    ["/privacy", "隐私政策"],
    ["/delete", "删除我的数据"],
    ["/forget", "/forget"],
    ["/unknown 甲", "/unknown 甲"],
    ["请看 /help", "请看 /help"],
  ])("%s says %s", (text, said) => {
    expect(message(written({ text }))).toMatchObject({ text: said });
    expect(message(written({ text }))).not.toHaveProperty("arrival");
  });

  test.each(["/start", "/start ref_4711", "/start@zhiwen_bot", "/start\n删除我的数据"])(
    "%j is an arrival, whatever the link carried",
    (text) => {
      expect(message(written({ text }))).toMatchObject({ id: "4242/m31", text: "", arrival: true });
    },
  );

  test("the menu is within Telegram's bounds, in Chinese and English", () => {
    expect(menus.length).toBe(3);
    for (const { commands } of menus) {
      expect(commands.length).toBeGreaterThan(3);
      for (const { command, description } of commands) {
        expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
        expect(description.length).toBeGreaterThan(2);
        expect(description.length).toBeLessThanOrEqual(60);
        expect(reading(written({ text: `/${command}` }))?.kind).toBe("message");
      }
    }
  });
});

const file = { file_id: "AgAC-x_1", file_unique_id: "u", file_size: 10 };

describe("what is not text", () => {
  test.each<[string, Fields, Fields]>([
    [
      "a picture",
      { photo: [{ ...file, file_id: "small" }, file] },
      { kind: "image", reference: "AgAC-x_1" },
    ],
    ["a voice message", { voice: file }, { kind: "voice", reference: "AgAC-x_1" }],
    ["a video", { video: file }, { kind: "video", reference: "AgAC-x_1" }],
    ["a round video", { video_note: file }, { kind: "video", reference: "AgAC-x_1" }],
    [
      "an animation, also a document",
      { animation: file, document: file },
      { kind: "video", reference: "AgAC-x_1" },
    ],
    [
      "music",
      { audio: { ...file, title: "曲" } },
      { kind: "file", reference: "AgAC-x_1", name: "曲" },
    ],
    [
      "a file",
      { document: { ...file, file_name: "证书.pdf" } },
      { kind: "file", reference: "AgAC-x_1", name: "证书.pdf" },
    ],
    [
      "a sticker",
      { sticker: { ...file, emoji: "👍" } },
      { kind: "image", reference: "AgAC-x_1", name: "👍" },
    ],
    [
      "a place",
      { location: { latitude: 29.5, longitude: 106.5 } },
      { kind: "location", reference: "29.5,106.5" },
    ],
    [
      "a venue",
      {
        location: { latitude: 1, longitude: 2 },
        venue: { location: { latitude: 1, longitude: 2 }, title: "保护中心", address: "x" },
      },
      { kind: "location", reference: "1,2", name: "保护中心" },
    ],
    [
      "a card",
      { contact: { phone_number: "+8613800000000", first_name: "张", last_name: "三" } },
      { kind: "card", reference: "+8613800000000", name: "张 三" },
    ],
    [
      "a poll",
      { poll: { id: "1", question: "选哪个", options: [] } },
      { kind: "other", name: "选哪个" },
    ],
    ["a die", { dice: { emoji: "🎲", value: 3 } }, { kind: "other", name: "🎲" }],
    ["a story", { story: { id: 1, chat: privateChat } }, { kind: "other" }],
    ["a rich message", { rich_message: { blocks: [] } }, { kind: "other" }],
    [
      "a file whose name holds NUL",
      { document: { ...file, file_name: "a\u0000.pdf" } },
      { kind: "file", reference: "AgAC-x_1", name: "a.pdf" },
    ],
  ])("%s", (_, fields, attachment) => {
    const read = message(written(fields));
    expect(read).toMatchObject({ text: "", contact: "7" });
    expect(read.attachment).toEqual(attachment);
    expect(attachmentKinds).toContain(read.attachment?.kind);
  });

  test("comes with its caption", () => {
    const read = message(written({ photo: [file], caption: "这个证书行吗" }));
    expect(read).toMatchObject({ text: "这个证书行吗", attachment: { kind: "image" } });
  });

  test("of one album: each is taken, and all carry its id", () => {
    const first = written({ photo: [file], media_group_id: "133", caption: "两张图" });
    const second = written({ message_id: 32, photo: [file], media_group_id: "133" });
    expect([reading(first), reading(second)]).toMatchObject([
      { album: "133", message: { id: "4242/m31", text: "两张图" } },
      { album: "133", message: { id: "4242/m32", text: "" } },
    ]);
  });
});

describe("a group", () => {
  const call = "@zhiwen_bot";

  test("the bot is meant by its name, which is not part of what is said", () => {
    const text = `你好 ${call} 涪陵补多少`;
    const read = message(inGroup({ text, entities: [mention(text, call)] }));
    expect(read).toMatchObject({ contact: "-1001234567890:7", text: "你好 涪陵补多少" });
  });

  test("offsets are UTF-16 units", () => {
    const text = `👍👍 ${call} 补多少`;
    expect(message(inGroup({ text, entities: [mention(text, call)] })).text).toBe("👍👍 补多少");
  });

  test("its name alone is an arrival", () => {
    const read = message(inGroup({ text: call, entities: [mention(call, call)] }));
    expect(read).toMatchObject({ text: "", arrival: true });
  });

  test("meant by a link to it, in a caption, or by a reply to what it wrote", () => {
    const link = {
      type: "text_mention",
      offset: 0,
      length: 2,
      user: { ...bot, is_bot: true, first_name: "知" },
    };
    expect(message(inGroup({ text: "知问 在吗", entities: [link] })).text).toBe("在吗");
    const caption = `${call} 看图`;
    const picture = { photo: [file], caption, caption_entities: [mention(caption, call)] };
    expect(message(inGroup(picture))).toMatchObject({
      text: "看图",
      attachment: { kind: "image" },
    });
    const ours = {
      message_id: 9,
      from: { id: bot.id, is_bot: true, first_name: "知" },
      date,
      chat: group,
    };
    expect(message(inGroup({ text: "那涪陵呢", reply_to_message: ours })).text).toBe("那涪陵呢");
  });

  test("each person in each topic is a contact of their own", () => {
    const topic = { text: "/help", message_thread_id: 5, is_topic_message: true };
    expect(message(inGroup(topic)).contact).toBe("-1001234567890:7:5");
    expect(message(inGroup({ ...topic, from: colleague })).contact).toBe("-1001234567890:8:5");
    expect(message(inGroup({ ...topic, message_thread_id: 1 })).contact).toBe("-1001234567890:7");
    expect(message(inGroup({ ...topic, is_topic_message: false })).contact).toBe(
      "-1001234567890:7",
    );
  });

  test.each([
    ["/help", "帮助"],
    ["/help@Zhiwen_bot", "帮助"],
    ["/foo@zhiwen_bot 甲", "/foo 甲"],
  ])("%s is for the bot", (text, said) => {
    expect(message(inGroup({ text })).text).toBe(said);
  });

  test("a command behind its name is a command", () => {
    const text = `${call} /staff`;
    expect(message(inGroup({ text, entities: [mention(text, call)] })).text).toBe("转人工");
  });

  test.each<[string, Fields]>([
    ["people among themselves", { text: "今天几点开会" }],
    ["its name without Telegram's mark", { text: "@zhiwen_bot 你好" }],
    [
      "another bot's name",
      { text: "@other_bot 你好", entities: [{ type: "mention", offset: 0, length: 10 }] },
    ],
    [
      "a longer name",
      { text: "@zhiwen_bot2 你好", entities: [{ type: "mention", offset: 0, length: 12 }] },
    ],
    ["another bot's command", { text: "/help@other_bot" }],
    ["an unknown command that names no bot", { text: "/play" }],
    [
      "a reply to a person",
      { text: "好", reply_to_message: { message_id: 9, from: colleague, date, chat: group } },
    ],
    [
      "a topic the bot opened",
      {
        text: "大家好",
        message_thread_id: 5,
        is_topic_message: true,
        reply_to_message: {
          message_id: 5,
          from: { id: bot.id, is_bot: true, first_name: "知" },
          date,
          chat: group,
        },
      },
    ],
    [
      "an anonymous administrator",
      {
        text: "/help",
        from: { id: 1087968824, is_bot: true, first_name: "Group" },
        sender_chat: group,
      },
    ],
    [
      "a linked channel",
      {
        text: "/help",
        from: { id: 777000, is_bot: false, first_name: "Telegram" },
        sender_chat: { id: -100, type: "channel" },
        is_automatic_forward: true,
      },
    ],
  ])("%s is left alone", (_, fields) => {
    expect(reading(inGroup(fields))?.kind).toBe("ignored");
  });

  test("before the bot knows its own name it is meant by a reply, never by any name", () => {
    const nameless = { id: bot.id, username: undefined };
    const text = "@undefined 你好";
    const named = parseUpdate(inGroup({ text, entities: [mention(text, "@undefined")] }));
    const ours = { message_id: 9, from: { id: bot.id, is_bot: true } };
    const reply = parseUpdate(inGroup({ text: "好", reply_to_message: ours }));
    if (named === undefined || reply === undefined) throw new Error("not updates");
    expect(needsName(named)).toBe(true);
    expect(readUpdate(named, nameless).kind).toBe("ignored");
    expect(readUpdate(reply, nameless).kind).toBe("message");
  });
});

describe("what is ignored", () => {
  test.each<[string, unknown]>([
    ["a bot", written({ text: "hi", from: { ...customer, is_bot: true } })],
    ["nobody", written({ text: "hi", from: undefined })],
    ["a service message", written({ pinned_message: { message_id: 1, date, chat: privateChat } })],
    ["a group that moved", inGroup({ migrate_to_chat_id: -1009 })],
    ["new members", inGroup({ new_chat_members: [colleague] })],
    ["a text of nothing", written({ text: "\u0000\u0001 " })],
    ["a business message", written({ text: "hi", business_connection_id: "b" })],
    ["a guest message", written({ text: "hi", guest_query_id: "g" })],
    [
      "a place on the move",
      written(
        { location: { latitude: 1, longitude: 2, live_period: 60 }, edit_date: date },
        "edited_message",
      ),
    ],
    ["an edit without a time", written({ text: "hi" }, "edited_message")],
    ["a channel post as a message", written({ text: "hi", chat: { id: -100, type: "channel" } })],
    ["a channel post", written({ text: "hi" }, "channel_post")],
    [
      "an inline query",
      { update_id: 1, inline_query: { id: "1", from: customer, query: "x", offset: "" } },
    ],
    ["a kind of the future", { update_id: 1, telepathy: { from: customer } }],
    ["a press by a bot", pressed({ from: { ...customer, is_bot: true }, data: "r1:0" })],
    [
      "the bot thrown out of a group",
      {
        update_id: 1,
        my_chat_member: {
          chat: group,
          from: colleague,
          date,
          new_chat_member: { status: "kicked", user: bot },
        },
      },
    ],
  ])("%s", (_, value) => {
    expect(reading(value)?.kind).toBe("ignored");
  });

  test.each<[string, unknown]>([
    ["not an object", 7],
    ["no number", { message: {} }],
    ["a text that is a list", written({ text: ["a"] })],
    ["an id that is text", written({ text: "a", from: { ...customer, id: "7" } })],
    ["a name for an id", written({ text: "a", chat: { id: "@li_hua", type: "private" } })],
    ["an id beyond whole numbers", written({ text: "a", from: { ...customer, id: 2 ** 60 } })],
    ["a time after all times", written({ text: "a", date: 99_999_999_999_999 })],
    [
      "a negative offset",
      written({ text: "a", entities: [{ type: "mention", offset: -1, length: 1 }] }),
    ],
  ])("%s is no update", (_, value) => {
    expect(reading(value)).toBeUndefined();
  });
});

describe("a press", () => {
  test("of one button is one message, whatever update brings it", () => {
    const read = reading(pressed({ data: "r-0a1b:2" }));
    expect(read).toEqual({
      kind: "choice",
      contact: "7",
      delivery: "r-0a1b",
      index: 2,
      id: "4242/b40-2",
      query: "q1",
    });
    const again = { ...pressed({ data: "r-0a1b:2", id: "q2" }), update_id: 999 };
    expect(reading(again)).toMatchObject({ id: "4242/b40-2", contact: "7" });
  });

  test("in a group belongs to who pressed", () => {
    const message = {
      message_id: 40,
      date,
      chat: group,
      message_thread_id: 5,
      is_topic_message: true,
    };
    expect(reading(pressed({ data: "r1:0", message, from: colleague }))).toMatchObject({
      contact: "-1001234567890:8:5",
    });
  });

  test("under a message that is gone still counts", () => {
    const message = { message_id: 40, date: 0, chat: privateChat };
    expect(reading(pressed({ data: "r1:0", message }))).toMatchObject({
      kind: "choice",
      contact: "7",
    });
  });

  test.each<[string, Fields]>([
    ["foreign data", { data: "menu/0/0" }],
    ["no data", { game_short_name: "g" }],
    ["no message", { data: "r1:0", message: undefined }],
    [
      "a channel",
      { data: "r1:0", message: { message_id: 1, date, chat: { id: -100, type: "channel" } } },
    ],
  ])("%s: only answered", (_, fields) => {
    expect(reading(pressed(fields))).toEqual({ kind: "strange-press", query: "q1" });
  });
});

test.each([
  ["kicked", "unreachable"],
  ["member", "reachable"],
])("a private chat that is %s is %s", (status, kind) => {
  const change = {
    chat: privateChat,
    from: customer,
    date,
    new_chat_member: { status, user: bot },
  };
  expect(reading({ update_id: 1, my_chat_member: change })).toEqual({ kind, contact: "7" });
});

/** Every kind of update, mixed and mangled: whoever writes, nobody else is taken for them (T5). */
test("the contact is always the one who wrote, and never a bot", () => {
  const person = fc.record({ id: fc.integer({ min: 1, max: 20 }), is_bot: fc.boolean() });
  const chat = fc.constantFrom(
    group,
    { id: -5, type: "group" },
    { id: -9, type: "channel" },
    privateChat,
  );
  const fields = fc.record(
    {
      text: fc.constantFrom("/help", "你好", "/start 8", "@zhiwen_bot 好"),
      entities: fc.constant([{ type: "mention", offset: 0, length: 11 }]),
      forward_origin: fc.constant({ type: "user", sender_user: colleague }),
      sender_chat: fc.constant(group),
      reply_to_message: fc.record({ message_id: fc.constant(3), from: person }),
      message_thread_id: fc.integer({ min: 1, max: 9 }),
      is_topic_message: fc.boolean(),
      edit_date: fc.constant(date),
      author_signature: fc.constant("8"),
    },
    { requiredKeys: ["text"] },
  );
  const kinds = fc.constantFrom("message", "edited_message", "channel_post", "business_message");
  let taken = 0;
  fc.assert(
    fc.property(person, chat, fields, kinds, (from, where, more, kind) => {
      const at = where.type === "private" ? { ...where, id: from.id } : where;
      const read = reading(written({ from, chat: at, ...more }, kind));
      if (read?.kind !== "message") return;
      taken += 1;
      const { contact } = read.message;
      expect(from.is_bot).toBe(false);
      expect(contact.split(":")[at.type === "private" ? 0 : 1]).toBe(String(from.id));
    }),
    { numRuns: 5_000 },
  );
  expect(taken).toBeGreaterThan(60);
});
