import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appKeys, type Corp, corp, corpId, secret } from "./corp.ts";
import { encrypt, sign } from "./crypto.ts";
import { child, childText, readXml } from "./xml.ts";

let at: Corp;
beforeEach(async () => {
  at = await corp();
});
afterEach(() => at.close());

const text = (touser: string, content: string, further = {}) => ({
  touser,
  msgtype: "text",
  agentid: 1000002,
  text: { content },
  ...further,
});
const button = {
  card_type: "button_interaction",
  main_title: { title: "需要专家吗" },
  task_id: "task-1",
  button_list: [
    { text: "要", key: "yes" },
    { text: "不要", key: "no" },
  ],
};

describe("tokens", () => {
  const ask = async (corpsecret: string) => {
    const query = new URLSearchParams({ corpid: corpId, corpsecret });
    const answer = await fetch(`${at.wecom.url}/cgi-bin/gettoken?${query}`);
    return (await answer.json()) as { errcode: number; access_token?: string };
  };

  test("one token for two hours, then another", async () => {
    const first = await at.call.fresh();
    expect(await at.call.fresh()).toBe(first);
    at.pass(7200_000);
    expect(await at.call("getcallbackip")).toMatchObject({ errcode: 42001 });
    expect(await at.call.fresh()).not.toBe(first);
    expect(await at.call("getcallbackip")).toMatchObject({ errcode: 0 });
  });

  test("a token can be made invalid before its time", async () => {
    await at.call.fresh();
    at.wecom.faults.invalidateTokens();
    expect(await at.call("getcallbackip")).toMatchObject({ errcode: 40014 });
    await at.call.fresh();
    at.wecom.faults.expireTokens();
    expect(await at.call("getcallbackip")).toMatchObject({ errcode: 42001 });
    expect(await at.call("getcallbackip", undefined, { access_token: "" })).toMatchObject({
      errcode: 41001,
    });
  });

  test("wrong secrets end in a ban of an hour", async () => {
    for (let number = 0; number < 10; number += 1) expect((await ask("no")).errcode).toBe(40001);
    expect((await ask(secret)).errcode).toBe(45009);
    at.pass(3600_000);
    expect((await ask(secret)).errcode).toBe(0);
  });
});

describe("message/send", () => {
  test("is shown; a text is cut at 2048 bytes, between characters", async () => {
    const member = at.wecom.member("ZhangSan");
    expect(await at.call("message/send", text("zhangsan", "专".repeat(700)))).toMatchObject({
      errcode: 0,
      msgid: expect.any(String),
    });
    expect(member.shown()).toMatchObject([{ from: "bot", text: "专".repeat(682), complete: true }]);
  });

  test("names receivers it does not know in small letters, and refuses when it knows none", async () => {
    at.wecom.member("ZhangSan");
    expect(await at.call("message/send", text("ZhangSan|LiSi", "一"))).toMatchObject({
      errcode: 0,
      invaliduser: "lisi",
    });
    expect(await at.call("message/send", text("LiSi", "一"))).toMatchObject({ errcode: 81013 });
    expect(await at.call("message/send", text("", "一"))).toMatchObject({ errcode: 82001 });
  });

  test.each([
    [{ agentid: "1000002" }, 40056],
    [{ agentid: 7 }, 301002],
    [{ text: { content: "" } }, 44004],
    [{ msgtype: "voicemail" }, 40008],
    [{ msgtype: "image", image: { media_id: "no" } }, 40007],
    [{ msgtype: "markdown", markdown: { content: "字".repeat(683) } }, 45002],
    [{ msgtype: "template_card", template_card: { ...button, task_id: "空 格" } }, 40058],
  ])("refuses %j with %i", async (further, errcode) => {
    const member = at.wecom.member("ZhangSan");
    const answer = await at.call("message/send", text("ZhangSan", "一", further));
    expect(answer).toMatchObject({ errcode });
    expect(member.shown()).toEqual([]);
  });

  test("with the duplicate check, the same JSON is shown once within its interval", async () => {
    const member = at.wecom.member("ZhangSan");
    const checked = { enable_duplicate_check: 1, duplicate_check_interval: 60 };
    for (const content of ["一", "一", "二"]) {
      const answer = await at.call("message/send", text("ZhangSan", content, checked));
      expect(answer).toMatchObject({ errcode: 0 });
    }
    at.pass(60_000);
    await at.call("message/send", text("ZhangSan", "一", checked));
    expect(member.shown().map((each) => each.text)).toEqual(["一", "二", "一"]);
  });

  test("what is more than a member may get in a minute vanishes, and is noted", async () => {
    const bounded = await corp({ memberPerMinute: 2 });
    const member = bounded.wecom.member("ZhangSan");
    for (const content of ["一", "二", "三"]) {
      const answer = await bounded.call("message/send", text("ZhangSan", content));
      expect(answer).toMatchObject({ errcode: 0 });
    }
    expect(member.shown()).toHaveLength(2);
    expect(bounded.wecom.problems()).toHaveLength(1);
    await bounded.close();
  });

  test("can be recalled for a day", async () => {
    const member = at.wecom.member("ZhangSan");
    const { msgid } = await at.call("message/send", text("ZhangSan", "一"));
    expect(await at.call("message/recall", { msgid })).toMatchObject({ errcode: 0 });
    expect(member.shown()[0]?.text).toBe("[已撤回]");
    at.pass(24 * 3600_000 + 1);
    expect(await at.call("message/recall", { msgid })).not.toMatchObject({ errcode: 0 });
  });
});

describe("cards", () => {
  test("a button tells the bot, and its code draws the card anew once", async () => {
    const member = at.wecom.member("ZhangSan");
    const card = { touser: "ZhangSan", agentid: 1000002, msgtype: "template_card" };
    await at.call("message/send", { ...card, template_card: button });
    const [shown] = member.shown();
    expect(shown).toMatchObject({
      text: "需要专家吗",
      choices: [
        { id: "yes", label: "要" },
        { id: "no", label: "不要" },
      ],
    });
    await member.press(shown?.id ?? "", "no");
    await at.wecom.quiet();
    const event = readXml(at.app.received[0]?.message ?? "");
    const field = (name: string) => event && childText(event, name);
    expect([field("Event"), field("EventKey"), field("TaskId"), field("CardType")]).toEqual([
      "template_card_event",
      "no",
      "task-1",
      "button_interaction",
    ]);
    const update = {
      userids: ["ZhangSan"],
      agentid: 1000002,
      response_code: field("ResponseCode"),
      button: { replace_name: "已选择" },
    };
    expect(await at.call("message/update_template_card", update)).toMatchObject({ errcode: 0 });
    expect(member.shown()[0]?.choices).toEqual([{ id: "", label: "已选择" }]);
    const again = await at.call("message/update_template_card", update);
    expect(again).toMatchObject({ errcode: 40058 });
    await expect(member.press(shown?.id ?? "", "no")).rejects.toThrow("choice");
  });

  test("a vote sends what was chosen", async () => {
    const member = at.wecom.member("ZhangSan");
    const vote = {
      card_type: "vote_interaction",
      main_title: { title: "类型" },
      task_id: "task-2",
      checkbox: { question_key: "kind", option_list: [{ id: "p", text: "专利" }] },
      submit_button: { text: "提交", key: "submit" },
    };
    const card = { touser: "ZhangSan", agentid: 1000002, msgtype: "template_card" };
    await at.call("message/send", { ...card, template_card: vote });
    await member.press(member.shown()[0]?.id ?? "", "p");
    await at.wecom.quiet();
    const event = readXml(at.app.received[0]?.message ?? "");
    const items = event && child(event, "SelectedItems");
    const item = items && child(items, "SelectedItem");
    const options = item && child(item, "OptionIds");
    expect(event && childText(event, "EventKey")).toBe("submit");
    expect(item && childText(item, "QuestionKey")).toBe("kind");
    expect(options && childText(options, "OptionId")).toBe("p");
  });
});

describe("passive replies", () => {
  const sealed = (inner: string, change = (signature: string) => signature) => {
    const cipher = encrypt(appKeys, inner);
    const signature = change(sign(appKeys.token, "1760000000", "77", cipher));
    return `<xml><Encrypt><![CDATA[${cipher}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>1760000000</TimeStamp><Nonce><![CDATA[77]]></Nonce></xml>`;
  };
  const reply = (from = corpId) =>
    `<xml><ToUserName><![CDATA[ZhangSan]]></ToUserName><FromUserName><![CDATA[${from}]]></FromUserName><CreateTime>1760000000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>`;

  test("a good one is shown; a wrong one is noted and not shown", async () => {
    const member = at.wecom.member("ZhangSan");
    at.app.answer(() => ({ body: sealed(reply()) }));
    await member.write("一");
    await at.wecom.quiet();
    expect(member.shown().map((each) => each.text)).toEqual(["一", "收到"]);
    const wrong = [sealed(reply(), () => "0".repeat(40)), sealed(reply("ZhangSan")), "ok", reply()];
    for (const body of wrong) {
      at.app.answer(() => ({ body }));
      await member.arrive();
      await at.wecom.quiet();
    }
    expect(member.shown()).toHaveLength(2);
    expect(at.wecom.problems()).toHaveLength(wrong.length);
  });
});

describe("menu and media", () => {
  const menu = { button: [{ type: "click", name: "补助", key: "subsidy" }] };
  const agentid = { agentid: "1000002" };

  test("a menu is checked, kept, pressed and deleted", async () => {
    const four = { button: [1, 2, 3, 4].map(() => menu.button[0]) };
    expect(await at.call("menu/create", four, agentid)).toMatchObject({ errcode: 40016 });
    const long = { button: [{ type: "click", name: "补".repeat(6), key: "k" }] };
    expect(await at.call("menu/create", long, agentid)).toMatchObject({ errcode: 40018 });
    expect(await at.call("menu/create", menu, agentid)).toMatchObject({ errcode: 0 });
    expect(await at.call("menu/get", undefined, agentid)).toMatchObject(menu);
    await at.wecom.member("ZhangSan").menu("补助");
    await at.wecom.quiet();
    const event = readXml(at.app.received[0]?.message ?? "");
    expect(event && childText(event, "EventKey")).toBe("subsidy");
    expect(await at.call("menu/delete", undefined, agentid)).toMatchObject({ errcode: 0 });
    expect(await at.call("menu/get", undefined, agentid)).toMatchObject({ errcode: 46003 });
  });

  test("a file goes up and comes down for three days", async () => {
    const form = new FormData();
    form.append("media", new Blob(["一二三四"]), "说明.txt");
    const token = await at.call.fresh();
    const up = await fetch(`${at.wecom.url}/cgi-bin/media/upload?access_token=${token}&type=file`, {
      method: "POST",
      body: form,
    });
    const { media_id, created_at } = (await up.json()) as { media_id: string; created_at: unknown };
    expect(created_at).toBeTypeOf("string");
    const down = `${at.wecom.url}/cgi-bin/media/get?access_token=${token}&media_id=${media_id}`;
    const file = await fetch(down);
    expect(file.headers.get("content-disposition")).toContain("filename=");
    expect(await file.text()).toBe("一二三四");
    at.pass(3 * 24 * 3600_000);
    const late = await at.call.fresh();
    expect(await (await fetch(down.replace(token, late))).json()).toMatchObject({ errcode: 40007 });
  });
});

describe("faults", () => {
  test("a call can fail, be cut before, or be cut after it took effect", async () => {
    const member = at.wecom.member("ZhangSan");
    await at.call.fresh();
    const send = () => at.call("message/send", text("ZhangSan", "一"));
    at.wecom.faults.fail("message/send", -1, 2);
    expect(await send()).toMatchObject({ errcode: -1 });
    expect(await send()).toMatchObject({ errcode: -1 });
    at.wecom.faults.dropBefore("message/send");
    await expect(send()).rejects.toThrow();
    expect(member.shown()).toHaveLength(0);
    at.wecom.faults.dropAfter("message/send");
    await expect(send()).rejects.toThrow();
    expect(member.shown()).toHaveLength(1);
    at.wecom.faults.swallowSends(1);
    expect(await send()).toMatchObject({ errcode: 0 });
    expect(member.shown()).toHaveLength(1);
    at.wecom.faults.slow("*", 50);
    const started = performance.now();
    expect(await send()).toMatchObject({ errcode: 0 });
    expect(performance.now() - started).toBeGreaterThan(40);
    expect(member.shown()).toHaveLength(2);
  });

  test("escapes are refused when told, a written backslash is not one", async () => {
    at.wecom.member("ZhangSan");
    at.wecom.faults.rejectEscapes(true);
    const token = await at.call.fresh();
    const post = async (body: string) => {
      const url = `${at.wecom.url}/cgi-bin/message/send?access_token=${token}`;
      return (await fetch(url, { method: "POST", body })).json();
    };
    const whole = JSON.stringify(text("ZhangSan", "X"));
    expect(await post(whole.replace("X", "\\u4e13"))).toMatchObject({ errcode: 40033 });
    expect(await post(whole.replace("X", "\\\\u4e13"))).toMatchObject({ errcode: 0 });
    expect(await post("{")).toMatchObject({ errcode: 40058 });
  });

  test("the log holds every call, and neither token nor secret", async () => {
    at.wecom.member("ZhangSan");
    const token = await at.call.fresh();
    await at.call("message/send", text("ZhangSan", "一"));
    expect(at.wecom.log().map(({ path }) => path)).toEqual(["gettoken", "message/send"]);
    expect(at.wecom.log()[1]).toMatchObject({
      body: { touser: "ZhangSan" },
      answer: { errcode: 0 },
    });
    expect(at.wecom.calls("message/send")).toBe(1);
    const whole = JSON.stringify(at.wecom.log());
    expect(whole).not.toContain(token);
    expect(whole).not.toContain(secret);
  });

  test("a call it does not have is a 404", async () => {
    const token = await at.call.fresh();
    const answer = await fetch(`${at.wecom.url}/cgi-bin/user/get?access_token=${token}`);
    expect(answer.status).toBe(404);
  });
});
