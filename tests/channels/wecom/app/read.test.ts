import { assert, constantFrom, dictionary, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { menu } from "../../../../src/channels/wecom/app/menu.ts";
import { readable } from "../vectors.ts";
import { callback, eventCallback, now, read, textCallback } from "./callbacks.ts";

const message = (text: string) => {
  const result = read(text);
  if (result.kind !== "message") throw new Error(JSON.stringify(result));
  return result.message;
};

describe("messages", () => {
  test("Tencent's own sample", () => {
    const vector = readable.find(({ name }) => name === "tencent-post-text");
    expect(message(vector?.text ?? "")).toEqual({
      id: "218/4561255354251345929",
      channel: "wecom-app",
      contact: "mycreate",
      text: "hello",
      at: new Date(1_409_659_813_000),
      handle: { userid: "mycreate" },
    });
  });

  test("a member is one contact however the id is written, and is answered as WeCom wrote it", () => {
    const { contact, handle } = message(textCallback("你好"));
    expect({ contact, handle }).toEqual({ contact: "zhangsan", handle: { userid: "ZhangSan" } });
  });

  test("text is neither trimmed nor made a number", () => {
    expect(message(textCallback(" 0012 ")).text).toBe(" 0012 ");
    expect(message(textCallback("1e3")).text).toBe("1e3");
    expect(message(textCallback("a]]>b & <c>")).text).toBe("a]]>b & <c>");
  });

  test("of nothing but white space is ignored", () => {
    expect(read(textCallback(" \n "))).toEqual({ kind: "ignored", why: "empty" });
  });

  test("the id is the platform's, of one app", () => {
    const one = message(textCallback("a", "4561255354251345929")).id;
    expect(one).toBe("1000002/4561255354251345929");
    const other = callback({
      MsgType: "text",
      Content: "a",
      MsgId: "4561255354251345929",
      AgentID: 7,
    });
    expect(message(other).id).toBe("7/4561255354251345929");
  });

  test("without an id it is known again by what it says", () => {
    const text = callback({ MsgType: "text", Content: "a" });
    expect(message(text).id).toMatch(/^digest\/[0-9a-f]{64}$/);
    expect(message(text).id).toBe(message(text).id);
    expect(message(callback({ MsgType: "text", Content: "b" })).id).not.toBe(message(text).id);
  });

  test.each([
    [
      { MsgType: "image", PicUrl: "https://p.qpic.cn/x", MediaId: "M1" },
      { kind: "image", reference: "M1" },
    ],
    [
      { MsgType: "voice", MediaId: "M2", Format: "amr" },
      { kind: "voice", reference: "M2" },
    ],
    [
      { MsgType: "video", MediaId: "M3", ThumbMediaId: "T" },
      { kind: "video", reference: "M3" },
    ],
    [
      {
        MsgType: "location",
        Location_X: "29.56",
        Location_Y: "106.55",
        Scale: 16,
        Label: " 渝中区",
      },
      { kind: "location", reference: "29.56,106.55", name: " 渝中区" },
    ],
    [
      {
        MsgType: "link",
        Title: "办法",
        Description: "d",
        Url: "https://x.cn/a?b=1&c=2",
        PicUrl: "p",
      },
      { kind: "link", reference: "https://x.cn/a?b=1&c=2", name: "办法" },
    ],
    [
      { MsgType: "file", MediaId: "M4", FileName: "专利.pdf" },
      { kind: "file", reference: "M4", name: "专利.pdf" },
    ],
  ])("%j is something a person can open", (fields, attachment) => {
    const read = message(callback({ ...fields, MsgId: "9" }));
    expect(read).toMatchObject({ id: "1000002/9", text: "", attachment });
    expect(read.attachment).toEqual(attachment);
  });

  test.each([
    ["an unknown type", callback({ MsgType: "hologram", MsgId: "9" }), "unknown-type"],
    ["nobody", callback({ MsgType: "text", Content: "a", FromUserName: "" }), "no-sender"],
    ["an odd name", callback({ MsgType: "text", Content: "a", FromUserName: "a|b" }), "no-sender"],
    ["everybody", callback({ MsgType: "text", Content: "a", FromUserName: "@all|x" }), "no-sender"],
    [
      "the system",
      callback({ MsgType: "text", Content: "a", FromUserName: "sys" }),
      "from-the-system",
    ],
    ["no type", "<xml><FromUserName>a</FromUserName></xml>", "no-sender"],
    ["an empty callback", "<xml></xml>", "no-sender"],
  ])("%s is ignored", (_, text, why) => {
    expect(read(text)).toEqual({ kind: "ignored", why });
  });

  test("a time that is none is now", () => {
    expect(message(callback({ MsgType: "text", Content: "a", CreateTime: "soon" })).at).toEqual(
      now,
    );
    expect(
      message(callback({ MsgType: "text", Content: "a", CreateTime: "9".repeat(30) })).at,
    ).toEqual(now);
  });
});

describe("events", () => {
  test("entering is one arrival a day, and joining is the same one", () => {
    const at = (CreateTime: number, event = "enter_agent") =>
      message(eventCallback(event, { CreateTime, EventKey: "" }));
    // 2025-11-21 12:40 in Chongqing.
    const noon = at(1_763_700_000);
    expect(noon).toMatchObject({ id: "arrival/1000002/2025-11-21", text: "", arrival: true });
    expect(at(1_763_700_000 + 11 * 3600).id).toBe(noon.id);
    expect(at(1_763_700_000 + 12 * 3600).id).toBe("arrival/1000002/2025-11-22");
    expect(at(1_763_700_000, "subscribe").id).toBe(noon.id);
  });

  test.each(menu.flatMap(({ items }) => items))("$name in the menu says $text", ({ key, text }) => {
    expect(message(eventCallback("click", { EventKey: key }))).toMatchObject({ text });
  });

  test("two events of one second are two, a repeat is one", () => {
    const first = eventCallback("click", { EventKey: "help" });
    const second = eventCallback("click", { EventKey: "privacy" });
    expect(message(first).id).not.toBe(message(second).id);
    expect(message(first).id).toBe(message(first).id);
  });

  test.each([
    ["click", { EventKey: "a-menu-of-another-time" }, "unknown-menu-key"],
    ["click", { EventKey: "constructor" }, "unknown-menu-key"],
    ["unsubscribe", {}, "other-event"],
    ["LOCATION", { Latitude: "23.1" }, "other-event"],
    ["view", { EventKey: "https://x.cn" }, "other-event"],
    ["batch_job_result", { BatchJob: { JobId: "1" } }, "other-event"],
    ["change_contact", { FromUserName: "sys" }, "from-the-system"],
    ["not_yet_invented", {}, "other-event"],
    ["template_card_menu_event", { TaskId: "d1", EventKey: "0" }, "other-event"],
  ])("%s %j is ignored", (event, fields, why) => {
    expect(read(eventCallback(event, fields))).toEqual({ kind: "ignored", why });
  });

  test.each(["kf_msg_or_event", "kf_account_auth_change"])("%s is for 微信客服", (event) => {
    const result = read(eventCallback(event, { FromUserName: "sys", OpenKfId: "wk1" }));
    expect(result).toMatchObject({ kind: "kf", event: { Event: event, OpenKfId: "wk1" } });
  });

  test("a 客服 event has no sender", () => {
    const vector = readable.find(({ name }) => name === "kf-msg-or-event");
    const result = read(vector?.text ?? "");
    expect(result).toMatchObject({
      kind: "kf",
      event: { OpenKfId: "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q" },
    });
  });
});

describe("pressed cards", () => {
  const press = (fields: Parameters<typeof eventCallback>[1]) =>
    read(eventCallback("template_card_event", { TaskId: "d-1", ...fields }));

  test("say which choice of which delivery", () => {
    expect(press({ EventKey: "2", CardType: "button_interaction", ResponseCode: "rc" })).toEqual({
      kind: "pressed",
      contact: "zhangsan",
      userid: "ZhangSan",
      delivery: "d-1",
      choice: 2,
      at: new Date(1_763_700_000_000),
      responseCode: "rc",
    });
  });

  test.each([
    ["OptionIds", "OptionId"],
    ["OpitonIds", "OpitonId"],
  ])("of options say it in %s", (ids, id) => {
    const one = { SelectedItems: { SelectedItem: { QuestionKey: "q", [ids]: { [id]: "3" } } } };
    expect(press({ EventKey: "submit", ...one })).toMatchObject({ kind: "pressed", choice: 3 });
    const xml = eventCallback("template_card_event", { TaskId: "d-1", EventKey: "submit" }).replace(
      "</xml>",
      `<SelectedItems><SelectedItem><QuestionKey>q</QuestionKey><${ids}></${ids}></SelectedItem>` +
        `<SelectedItem><${ids}><${id}>1</${id}><${id}>2</${id}></${ids}></SelectedItem></SelectedItems></xml>`,
    );
    expect(read(xml)).toMatchObject({ kind: "pressed", choice: 1 });
  });

  test.each([
    { EventKey: "submit" },
    { EventKey: "-1" },
    { EventKey: "1e1" },
    { EventKey: "" },
    { TaskId: "", EventKey: "1" },
    { TaskId: "a/b", EventKey: "1" },
    { EventKey: "x", SelectedItems: "none" },
  ])("%j is none of ours", (fields) => {
    expect(press(fields)).toEqual({ kind: "ignored", why: "unknown-card" });
  });
});

test("whatever is in a callback, it is a value, and a contact is a plain word", () => {
  const names = constantFrom(
    ..."ToUserName FromUserName CreateTime MsgType Event EventKey Content MsgId TaskId AgentID SelectedItems".split(
      " ",
    ),
  );
  const texts = oneof(
    string({ unit: "binary" }),
    constantFrom(
      "event",
      "text",
      "image",
      "click",
      "enter_agent",
      "template_card_event",
      "0",
      "ZhangSan",
    ),
  );
  void assert(
    property(dictionary(names, texts), (fields) => {
      const result = read(callback(fields));
      expect(["message", "pressed", "kf", "ignored"]).toContain(result.kind);
      if (result.kind !== "message") return;
      expect(result.message.contact).toMatch(/^[a-z0-9_.@-]{1,64}$/);
      expect(result.message.id.length).toBeLessThanOrEqual(512);
    }),
  );
});
