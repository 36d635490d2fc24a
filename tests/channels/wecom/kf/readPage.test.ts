import { describe, expect, test } from "vitest";
import type { PageReading } from "../../../../src/channels/wecom/kf/item.ts";
import { readPage } from "../../../../src/channels/wecom/kf/readPage.ts";
import type { PageStep } from "../../../../src/core/page.ts";
import {
  contact,
  externalUserid,
  happened,
  minutesAgo,
  now,
  openKfid,
  seconds,
  written,
} from "./sample.ts";

const counts: string[] = [];

async function read(
  list: readonly unknown[],
  more: Partial<PageReading> = {},
): Promise<PageStep[]> {
  counts.length = 0;
  return await readPage(list, {
    openKfid,
    now,
    since: minutesAgo(10),
    choice: async () => undefined,
    count: (what) => counts.push(what),
    ...more,
  });
}

const whose = { channel: "wecom-kf", contact } as const;
const said = (id: string, text: string, more = {}) => ({
  kind: "message",
  message: { id, ...whose, at: now, text, ...more },
});

describe("what a customer sends", () => {
  test("text is a message under WeCom's own id", async () => {
    expect(await read([written("m1", { text: { content: "专利质押\n怎么办 " } })])).toEqual([
      said("m1", "专利质押\n怎么办 "),
    ]);
  });

  test.each([
    ["image", { media_id: "MEDIA1" }, { kind: "image", reference: "MEDIA1" }],
    ["voice", { media_id: "MEDIA2" }, { kind: "voice", reference: "MEDIA2" }],
    ["video", { media_id: "MEDIA3" }, { kind: "video", reference: "MEDIA3" }],
    ["file", { media_id: "MEDIA4" }, { kind: "file", reference: "MEDIA4" }],
    [
      "location",
      { latitude: 29.563, longitude: 106.5515, name: "渝中区人民政府", address: "重庆市" },
      { kind: "location", reference: "29.563,106.5515", name: "渝中区人民政府" },
    ],
    [
      "location",
      { latitude: 29.563, longitude: 106.5515, name: "", address: "重庆市渝中区" },
      { kind: "location", reference: "29.563,106.5515", name: "重庆市渝中区" },
    ],
    [
      "link",
      { title: "办事指南", desc: "", url: "https://example.com/1", pic_url: "" },
      { kind: "link", reference: "https://example.com/1", name: "办事指南" },
    ],
    ["business_card", { userid: "lisi" }, { kind: "card", reference: "lisi" }],
    [
      "miniprogram",
      { title: "渝快办", appid: "wx1", pagepath: "p" },
      { kind: "other", name: "渝快办" },
    ],
    [
      "merged_msg",
      { title: "群聊的聊天记录", item: [] },
      { kind: "other", name: "群聊的聊天记录" },
    ],
    ["channels", { sub_type: 1, nickname: "山城", title: "" }, { kind: "other", name: "山城" }],
    ["channels_shop_product", { product_id: "1", title: "手册" }, { kind: "other", name: "手册" }],
    ["channels_shop_order", { order_id: "1" }, { kind: "other" }],
    ["msgmenu", { head_content: "x" }, { kind: "other" }],
    ["meeting", {}, { kind: "other" }],
    ["never_seen_before", null, { kind: "other" }],
    ["text", { content: " " }, { kind: "other" }],
    ["text", "no object", { kind: "other" }],
    ["image", {}, { kind: "image" }],
  ])("%s %j is an attachment", async (msgtype, content, attachment) => {
    const { text: _, ...bare } = written("m1");
    const steps = await read([{ ...bare, msgtype, [msgtype]: content }]);
    expect(steps).toEqual([said("m1", "", { attachment })]);
  });

  test("a click says what the choice stands for", async () => {
    const click = written("m1", { text: { content: "继续登…", menu_id: "d-1:1" } });
    const asked: unknown[] = [];
    const steps = await read([click], {
      choice: async (...which) => {
        asked.push(which);
        return { label: "继续登记", text: "继续登记专家服务" };
      },
    });
    expect(steps).toEqual([said("m1", "继续登记专家服务")]);
    expect(asked).toEqual([[contact, "d-1", 1]]);
  });

  test("a click nobody knows says its label; a choice without words of its own too", async () => {
    const click = written("m1", { text: { content: "取消", menu_id: "d-1:1" } });
    expect(await read([click])).toEqual([said("m1", "取消")]);
    const own = await read([click], { choice: async () => ({ label: "取消", text: "" }) });
    expect(own).toEqual([said("m1", "取消")]);
    const others = written("m2", { text: { content: "取消", menu_id: "https://x/?1" } });
    const never = () => Promise.reject(new Error("not asked"));
    expect(await read([others], { choice: never })).toEqual([said("m2", "取消")]);
  });

  test("a choice that cannot be looked up keeps the page from being taken", async () => {
    const click = written("m1", { text: { content: "取消", menu_id: "d-1:1" } });
    const down = () => Promise.reject(new Error("the store is down"));
    await expect(read([click], { choice: down })).rejects.toThrow("down");
  });

  test("what was written before the bot's time is history, the first message after it is not", async () => {
    const steps = await read([
      written("old", { send_time: seconds(minutesAgo(10)) - 1 }),
      written("first", { send_time: seconds(minutesAgo(10)) }),
    ]);
    expect(steps.map(({ kind }) => kind)).toEqual(["history", "message"]);
  });

  test("the account pulled stands in where the message names none", async () => {
    const { open_kfid: _, ...bare } = written("m1");
    expect(await read([bare])).toEqual([said("m1", "第m1条")]);
  });
});

describe("what the service team does", () => {
  test("a servicer who writes is kept, and has the conversation", async () => {
    const answer = written("s1", { origin: 5, servicer_userid: "lisi", text: { content: "您好" } });
    expect(await read([answer])).toEqual([
      { kind: "staff", ...whose, id: "s1", text: "您好", at: now, servicer: "lisi" },
      { kind: "owner", ...whose, owner: "staff", servicer: "lisi" },
    ]);
  });

  test("a session that has long lapsed is nobody's", async () => {
    const old = seconds(now) - 49 * 3_600;
    const steps = await read([
      written("s1", { origin: 5, send_time: old }),
      happened("e1", "session_status_change", { change_type: 1 }, new Date(old * 1_000)),
    ]);
    expect(steps.map(({ kind }) => kind)).toEqual(["staff"]);
  });

  test.each([
    [1, "staff"],
    [2, "staff"],
    [3, "bot"],
    [4, "staff"],
  ])("a session's change %i makes it the %s's", async (change_type, owner) => {
    const steps = await read([happened("e1", "session_status_change", { change_type })]);
    expect(steps).toEqual([{ kind: "owner", ...whose, owner }]);
  });

  test("an end that may still be answered by its code says who goes on, one that is too old does not", async () => {
    const ended = { change_type: 3, msg_code: "CODE2" };
    const steps = await read([happened("e1", "session_status_change", ended)]);
    const handle = { code: "CODE2", until: "2026-11-21T09:00:20.000Z" };
    expect(steps).toEqual([
      { kind: "owner", ...whose, owner: "bot" },
      said("e1", "", { arrival: true, returned: true, handle }),
    ]);
    const early = new Date("2026-11-21T08:59:00Z");
    expect(await read([happened("e1", "session_status_change", ended, early)])).toHaveLength(1);
  });

  test("who took it is told, who ended it is no matter", async () => {
    const by = { old_servicer_userid: "lisi", new_servicer_userid: "wangwu", msg_code: "C" };
    const change = (change_type: number) =>
      read([
        happened("e1", "session_status_change", { change_type, ...by }, new Date(+now - 21_000)),
      ]);
    const owned = { kind: "owner", ...whose } as const;
    for (const type of [1, 2, 4]) {
      expect(await change(type)).toMatchObject([{ ...owned, owner: "staff", servicer: "wangwu" }]);
    }
    expect(await change(3)).toEqual([{ ...owned, owner: "bot" }]);
  });

  test("who takes it from the pool brings the code for one message, for two days", async () => {
    const taken = { change_type: 1, new_servicer_userid: "lisi", msg_code: "CODE3" };
    const at = new Date(+now - 47 * 3_600_000);
    const handle = { code: "CODE3", until: "2026-11-21T10:00:00.000Z", only: "code" };
    const owned = { kind: "owner", ...whose, owner: "staff", servicer: "lisi" };
    expect(await read([happened("e1", "session_status_change", taken, at)])).toEqual([
      { ...owned, edge: { id: "e1", handle } },
    ]);
    // Of a passing from one to another, and of one who opens it again, nothing is told.
    for (const change_type of [2, 4]) {
      const passed = { ...taken, change_type };
      expect(await read([happened("e1", "session_status_change", passed, at)])).toEqual([owned]);
    }
  });

  test.each([
    [1, "servicer-on-duty"],
    [2, "servicer-off-duty"],
  ])("a servicer's status %i is counted", async (status, counted) => {
    const event = { servicer_userid: "lisi", status, external_userid: undefined };
    expect(await read([happened("e1", "servicer_status_change", event)])).toEqual([]);
    expect(counts).toEqual([counted]);
  });

  test.each([
    ["servicer_recall_msg", "servicer-recall-msg"],
    ["reject_customer_msg_switch_change", "reject-customer-msg-switch-change"],
    ["something_new", "event-unknown"],
  ])("%s is counted", async (type, counted) => {
    expect(await read([happened("e1", type, { external_userid: undefined })])).toEqual([]);
    expect(counts).toEqual([counted]);
  });
});

describe("what happens to the conversation", () => {
  test("an arrival brings the code for the welcome and how long it lasts", async () => {
    const steps = await read([
      happened("e1", "enter_session", { scene: "s", welcome_code: "CODE1" }),
    ]);
    const handle = { code: "CODE1", until: "2026-11-21T09:00:20.000Z" };
    expect(steps).toEqual([said("e1", "", { arrival: true, handle })]);
  });

  test.each([
    ["without a code", happened("e1", "enter_session"), "entered"],
    ["with an empty code", happened("e1", "enter_session", { welcome_code: "" }), "entered"],
    [
      "too late for a welcome",
      happened("e1", "enter_session", { welcome_code: "C" }, minutesAgo(1)),
      "welcome-late",
    ],
  ])("an arrival %s is none", async (_, event, counted) => {
    expect(await read([event])).toEqual([]);
    expect(counts).toEqual([counted]);
  });

  test("a message taken back is recalled", async () => {
    expect(await read([happened("e1", "user_recall_msg", { recall_msgid: "m1" })])).toEqual([
      { kind: "recall", ...whose, id: "m1" },
    ]);
  });

  test.each([
    ["d-1", 6, "no more than 5", 0],
    ["d-1_2", 10, "refuses", 0],
    ["d-1_5", 10, "refuses", 1],
    ["d-1", 77, "does not say why", 0],
    ["d-1", undefined, "does not say why", 0],
  ])(
    "message %s that failed by %s is a bounce of its delivery",
    async (fail_msgid, fail_type, why, bounces) => {
      const steps = await read([happened("e1", "msg_send_fail", { fail_msgid, fail_type })]);
      expect(steps).toEqual([
        { kind: "bounce", delivery: "d-1", bounces, reason: expect.stringContaining(why) },
      ]);
    },
  );

  test("the failure of a message that is not ours is counted", async () => {
    expect(await read([happened("e1", "msg_send_fail", { fail_msgid: "不是" })])).toEqual([]);
    expect(counts).toEqual(["bounce-unknown"]);
  });
});

describe("what no page should hold", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["text", "x"],
    ["no id", written("m1", { msgid: undefined })],
    ["an id with a NUL", written("m\u0000")],
    ["an endless id", written("m".repeat(600))],
    ["no customer", written("m1", { external_userid: undefined })],
    ["a customer with a slash", written("m1", { external_userid: "wm/1" })],
    ["no type", written("m1", { msgtype: 7 })],
    ["an event that is none", { ...happened("e1", "x"), event: [] }],
    [
      "a change of nobody's session",
      happened("e1", "session_status_change", { external_userid: 1, change_type: 3 }),
    ],
    ["a recall of nothing", happened("e1", "user_recall_msg")],
    [
      "an arrival of nobody",
      happened("e1", "enter_session", { external_userid: "", welcome_code: "C" }),
    ],
  ])("%s is counted, and the next is read", async (_, item) => {
    expect(await read([item, written("m2")])).toEqual([said("m2", "第m2条")]);
    expect(counts).toEqual(["item-malformed"]);
  });

  test("a message of no known origin is not taken for the customer's", async () => {
    expect(await read([written("m1", { origin: 4 }), written("m2", { origin: "3" })])).toEqual([]);
    expect(counts).toEqual(["origin-unknown", "origin-unknown"]);
  });

  test.each([0, -1, 1e300, "1", undefined])("a time of %s is now", async (send_time) => {
    expect(await read([written("m1", { send_time })])).toEqual([said("m1", "第m1条")]);
  });

  test("ids are of platforms: names never stand for a person", async () => {
    const steps = await read([written("m1", { nickname: "王总" })]);
    expect(JSON.stringify(steps)).not.toContain("王总");
    expect(JSON.stringify(steps)).toContain(externalUserid);
  });
});
