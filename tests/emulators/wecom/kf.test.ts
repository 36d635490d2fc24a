import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { unsureCodes } from "./answer.ts";
import { type Corp, corp, corpId, secret } from "./corp.ts";
import type { Json } from "./json.ts";
import { client } from "./tinyBot.ts";
import { childText, readXml } from "./xml.ts";

let at: Corp;
beforeEach(async () => {
  at = await corp();
});
afterEach(() => at.close());

const hour = 3600_000;
const open_kfid = "wkFirst";
const who = { touser: "wmCustomer", open_kfid };
const whose = { external_userid: "wmCustomer", open_kfid };
const text = (content: string, further: Json = {}) => ({
  ...who,
  msgtype: "text",
  text: { content },
  ...further,
});

async function callbackToken(): Promise<string> {
  await at.wecom.quiet();
  const xml = readXml(at.kf.received.at(-1)?.message ?? "");
  return (xml && childText(xml, "Token")) ?? "";
}

interface Synced {
  readonly errcode: number;
  readonly next_cursor: string;
  readonly has_more: number;
  readonly msg_list: readonly {
    readonly msgid: string;
    readonly origin: number;
    readonly msgtype: string;
    readonly text?: { readonly content: string; readonly menu_id?: string };
    readonly event?: Json;
  }[];
}

async function sync(further: Json = {}): Promise<Synced> {
  const token = "token" in further ? further["token"] : await callbackToken();
  return (await at.call("kf/sync_msg", { open_kfid, ...further, token })) as unknown as Synced;
}

async function events(): Promise<Json[]> {
  const { msg_list } = await sync();
  return msg_list.flatMap(({ event }) => (event === undefined ? [] : [event]));
}

describe("the callback", () => {
  test("names the account and a token, and nothing of the message", async () => {
    await at.wecom.customer("wmCustomer").write("机密的问题");
    await at.wecom.quiet();
    const message = at.kf.received[0]?.message ?? "";
    expect([...message.matchAll(/<(\w+)>/g)].map(([, name]) => name).join()).toBe(
      "xml,ToUserName,CreateTime,MsgType,Event,Token,OpenKfId",
    );
    expect(message).not.toContain("机密");
  });
});

describe("sync_msg", () => {
  test("gives customers' messages page by page, by a cursor of this account alone", async () => {
    const customer = at.wecom.customer("wmCustomer");
    for (const words of ["一", "二", "三"]) await customer.write(words);
    const first = await sync({ limit: 2 });
    expect(first.msg_list.map((each) => each.text?.content)).toEqual(["一", "二"]);
    expect(first.msg_list[0]).toMatchObject({
      origin: 3,
      external_userid: "wmCustomer",
      open_kfid,
      send_time: 1795226400,
    });
    expect(first.has_more).toBe(1);
    expect(Buffer.byteLength(first.next_cursor)).toBeLessThanOrEqual(64);
    const second = await sync({ cursor: first.next_cursor });
    expect(second.msg_list.map((each) => each.text?.content)).toEqual(["三"]);
    expect(second.has_more).toBe(0);
    const third = await sync({ cursor: second.next_cursor });
    expect(third).toMatchObject({ msg_list: [], has_more: 0, next_cursor: second.next_cursor });
    const other = { open_kfid: "wkThird", cursor: first.next_cursor, token: "" };
    expect(await sync(other)).toMatchObject({ errcode: 40058 });
  });

  test("keeps three days", async () => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.write("旧");
    at.pass(72 * hour + 1);
    await at.call.fresh();
    await customer.write("新");
    const { msg_list } = await sync();
    expect(msg_list.map((each) => each.text?.content)).toEqual(["新"]);
  });

  test("an empty page may have more behind it, and pages may be small", async () => {
    const customer = at.wecom.customer("wmCustomer");
    for (const words of ["一", "二", "三"]) await customer.write(words);
    at.wecom.faults.emptyPages(1);
    at.wecom.faults.maxPage(1);
    const found: string[] = [];
    let pages = 0;
    let cursor: string | undefined;
    for (let more = 1; more === 1; pages += 1) {
      const page = await sync(cursor === undefined ? {} : { cursor });
      found.push(...page.msg_list.map((each) => each.text?.content ?? ""));
      ({ has_more: more, next_cursor: cursor } = page);
    }
    expect(found).toEqual(["一", "二", "三"]);
    expect(pages).toBe(4);
  });

  test("a callback's token is good for ten minutes and its account; without one calls are few", async () => {
    await at.wecom.customer("wmCustomer").write("一");
    const token = await callbackToken();
    expect((await sync({ token })).errcode).toBe(0);
    expect((await sync({ token, open_kfid: "wkThird" })).errcode).toBe(95007);
    at.pass(600_000);
    expect((await sync({ token })).errcode).toBe(95007);
    for (let number = 0; number < 10; number += 1) {
      expect((await sync({ token: "" })).errcode).toBe(0);
    }
    expect((await sync({ token: "" })).errcode).toBe(45009);
    at.pass(60_000);
    expect((await sync({ token: "" })).errcode).toBe(0);
  });

  test("needs an account, and one the API may use", async () => {
    const of = async (id: unknown) => (await sync({ open_kfid: id, token: "" })).errcode;
    expect(await of(undefined)).toBe(40058);
    expect(await of("wkNone")).toBe(95000);
    expect(await of("wkOther")).toBe(95017);
  });
});

describe("send_msg", () => {
  test("before the customer wrote there is no session to send in", async () => {
    at.wecom.customer("wmCustomer");
    expect(await at.call("kf/send_msg", text("您好"))).toMatchObject({ errcode: 95018 });
    expect(await at.call("kf/send_msg", text("您好", { touser: "wmNobody" }))).toMatchObject({
      errcode: 40096,
    });
  });

  test("shows it, makes the session the bot's, and is in no page of sync_msg", async () => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.write("一");
    expect(customer.state()).toBe(0);
    expect(await at.call("kf/send_msg", text("答"))).toMatchObject({ errcode: 0 });
    expect(customer.state()).toBe(1);
    expect(customer.shown().map(({ from, text }) => [from, text])).toEqual([
      ["person", "一"],
      ["bot", "答"],
    ]);
    expect((await sync()).msg_list).toHaveLength(1);
  });

  test("five until the customer writes again", async () => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.write("一");
    for (let number = 0; number < 5; number += 1) {
      expect(await at.call("kf/send_msg", text("答"))).toMatchObject({ errcode: 0 });
    }
    expect(await at.call("kf/send_msg", text("答"))).toMatchObject({ errcode: 95001 });
    await customer.write("二");
    expect(await at.call("kf/send_msg", text("答"))).toMatchObject({ errcode: 0 });
  });

  test("for 48 hours after the customer's last message; then the session has lapsed", async () => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.write("一");
    at.pass(48 * hour);
    await at.call.fresh();
    expect(await at.call("kf/send_msg", text("答"))).toMatchObject({ errcode: 0 });
    at.pass(1);
    expect(await at.call("kf/send_msg", text("答"))).toMatchObject({ errcode: 95002 });
    at.pass(48 * hour);
    expect(customer.state()).toBe(4);
  });

  test("the same msgid twice is an error, so a repeat after a cut connection is shown once", async () => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.write("一");
    await at.call.fresh();
    at.wecom.faults.dropAfter("kf/send_msg");
    await expect(at.call("kf/send_msg", text("答", { msgid: "reply-1_A" }))).rejects.toThrow();
    const again = await at.call("kf/send_msg", text("答", { msgid: "reply-1_A" }));
    expect(again).toMatchObject({ errcode: 40058 });
    expect(customer.shown()).toHaveLength(2);
  });

  const click = (id: string, content: string) => ({ type: "click", click: { id, content } });
  test.each<[Json, number]>([
    [{ msgid: "" }, 40058],
    [{ msgid: "x".repeat(33) }, 40058],
    [{ text: { content: "" } }, 44004],
    [{ text: { content: "字".repeat(683) } }, 45002],
    [{ msgtype: "markdown", markdown: { content: "x" } }, 40008],
    [{ msgtype: "msgmenu", msgmenu: { list: Array(11).fill(click("a", "b")) } }, 95008],
    [{ msgtype: "msgmenu", msgmenu: { list: [{ type: "button" }] } }, 95009],
    [{ msgtype: "msgmenu", msgmenu: { list: [click("", "b")] } }, 40058],
    [{ msgtype: "msgmenu", msgmenu: { list: [click("a", "字".repeat(43))] } }, 40058],
    [{ msgtype: "msgmenu", msgmenu: { head_content: "字".repeat(342), list: [] } }, 40058],
    [{ msgtype: "link", link: { title: "t", url: "https://a" } }, 40007],
    [{ msgtype: "location", location: { latitude: "1" } }, 40058],
  ])("refuses %j with %i", async (further, errcode) => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.write("一");
    expect(await at.call("kf/send_msg", text("答", further))).toMatchObject({ errcode });
    expect(customer.shown()).toHaveLength(1);
    expect(customer.state()).toBe(0);
  });

  test("a menu's item, pressed, comes as a text with its id", async () => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.write("一");
    const list = [click("yes", "帮我算"), { type: "text", text: { content: "或者" } }];
    const msgmenu = { head_content: "要吗", list, tail_content: "请选" };
    await at.call("kf/send_msg", { ...who, msgtype: "msgmenu", msgmenu });
    const [, shown] = customer.shown();
    expect(shown).toMatchObject({
      text: "要吗\n或者\n请选",
      choices: [{ id: "yes", label: "帮我算" }],
    });
    await customer.press(shown?.id ?? "", "yes");
    const { msg_list } = await sync();
    expect(msg_list[1]?.text).toEqual({ content: "帮我算", menu_id: "yes" });
    await expect(customer.press(shown?.id ?? "", "no")).rejects.toThrow("choice");
  });

  test("success does not mean delivery", async () => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.write("一");
    customer.reject();
    const { errcode, msgid } = await at.call("kf/send_msg", text("答"));
    expect(errcode).toBe(0);
    expect(await events()).toMatchObject([
      { event_type: "msg_send_fail", fail_msgid: msgid, fail_type: 10, ...whose },
    ]);
    customer.reject(false);
    at.wecom.faults.failSends(6);
    await at.call("kf/send_msg", text("答"));
    expect((await events()).at(-1)).toMatchObject({ fail_type: 6 });
    expect(customer.shown()).toHaveLength(1);
  });
});

describe("entering, and codes", () => {
  const onEvent = (code: unknown, further: Json = {}) =>
    at.call("kf/send_msg_on_event", {
      code,
      msgtype: "text",
      text: { content: "欢迎" },
      ...further,
    });

  test("a welcome code is for one message within 20 seconds", async () => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.arrive();
    const [event] = await events();
    expect(event).toMatchObject({ event_type: "enter_session", ...whose });
    expect(await onEvent(event?.["welcome_code"])).toMatchObject({ errcode: 0 });
    expect(await onEvent(event?.["welcome_code"])).toMatchObject({ errcode: 40058 });
    expect(customer.shown().map((each) => each.text)).toEqual(["欢迎"]);
    await customer.arrive();
    expect((await events()).at(-1)).not.toHaveProperty("welcome_code");
    const late = await customer.enterWithWelcome("wx", "from=site");
    at.pass(20_000);
    expect(await onEvent(late)).toMatchObject({ errcode: 40058 });
  });

  test("whoever has written gets no welcome", async () => {
    const customer = at.wecom.customer("wmCustomer");
    await customer.write("一");
    await customer.arrive();
    expect((await events())[0]).not.toHaveProperty("welcome_code");
  });

  test("an event has its account and people inside it alone", async () => {
    await at.wecom.customer("wmCustomer").arrive();
    const [message] = (await sync()).msg_list;
    expect(message).toMatchObject({ origin: 4, msgtype: "event" });
    expect(message).not.toHaveProperty("open_kfid");
    expect(message).not.toHaveProperty("external_userid");
  });

  test("a pool code is for a text, as long as the session is in the pool", async () => {
    await at.wecom.customer("wmCustomer").write("一");
    const move = (service_state: number, further = {}) =>
      at.call("kf/service_state/trans", { ...whose, service_state, ...further });
    const { msg_code } = await move(2);
    const menu = { msgtype: "msgmenu", msgmenu: { head_content: "x", list: [] } };
    expect(await onEvent(msg_code, menu)).toMatchObject({ errcode: 40008 });
    at.wecom.servicer("Staff");
    const next = await move(3, { servicer_userid: "Staff" });
    expect(await onEvent(msg_code)).toMatchObject({ errcode: 40058 });
    expect(await onEvent(next["msg_code"])).toMatchObject({ errcode: 0 });
    const end = await move(4);
    expect(await onEvent(end["msg_code"], menu)).toMatchObject({ errcode: 0 });
  });
});

describe("states", () => {
  const move = (service_state: unknown, further = {}) =>
    at.call("kf/service_state/trans", { ...whose, service_state, ...further });
  const state = () => at.call("kf/service_state/get", whose);

  test("change as documented, and in no other way", async () => {
    const customer = at.wecom.customer("wmCustomer");
    at.wecom.servicer("Staff");
    const staff = { servicer_userid: "Staff" };
    expect(await move(1)).toMatchObject({ errcode: 95016 });
    await customer.write("一");
    for (const [to, errcode] of [
      [4, 95016],
      [1, 0],
      [0, 95016],
      [4, 95016],
      [2, 0],
      [1, 95016],
      [4, 95016],
    ]) {
      expect(await move(to)).toMatchObject({ errcode });
    }
    expect(await move(3, staff)).toMatchObject({ errcode: 0 });
    expect(await state()).toMatchObject({ service_state: 3, servicer_userid: "Staff" });
    expect(await at.call("kf/send_msg", text("答"))).toMatchObject({ errcode: 95018 });
    expect(await move(1)).toMatchObject({ errcode: 95016 });
    expect(await move(4)).toMatchObject({ errcode: 0 });
    expect(await move(3, staff)).toMatchObject({ errcode: 95016 });
    expect(await state()).not.toHaveProperty("servicer_userid");
    await customer.write("二");
    expect(await state()).toMatchObject({ service_state: 0 });
    expect(await move("2")).toMatchObject({ errcode: 40058 });
  });

  test("a session is given to a servicer of the account who is on duty", async () => {
    await at.wecom.customer("wmCustomer").write("一");
    const servicer = at.wecom.servicer("Staff");
    expect(await move(3)).toMatchObject({ errcode: 40058 });
    expect(await move(3, { servicer_userid: "Nobody" })).toMatchObject({ errcode: 95014 });
    servicer.goOffDuty();
    expect(await move(3, { servicer_userid: "Staff" })).toMatchObject({ errcode: 95019 });
    const list = await at.call("kf/servicer/list", undefined, { open_kfid });
    expect(list).toMatchObject({ servicer_list: [{ userid: "Staff", status: 1, stop_type: 0 }] });
    servicer.goOnDuty();
    expect(await move(3, { servicer_userid: "Staff" })).toMatchObject({ errcode: 0 });
    expect(await events()).toMatchObject([
      { event_type: "servicer_status_change", status: 2, stop_type: 0 },
      { event_type: "servicer_status_change", status: 1 },
    ]);
  });

  test("what servicers do in the client is told, what the API does is not", async () => {
    const customer = at.wecom.customer("wmCustomer");
    const [first, second] = [at.wecom.servicer("First"), at.wecom.servicer("Second")];
    await customer.write("一");
    expect(() => first.take("wmCustomer")).toThrow("pool");
    await move(2);
    first.take("wmCustomer");
    const said = first.say("wmCustomer", "您好，我是客服");
    first.transfer("wmCustomer", "Second");
    expect(() => first.end("wmCustomer")).toThrow("not this servicer's");
    second.recall("wmCustomer", said);
    second.end("wmCustomer");
    second.say("wmCustomer", "还有一句");
    const { msg_list } = await sync();
    expect(msg_list.map(({ origin, event }) => [origin, event?.["event_type"] ?? "text"])).toEqual([
      [3, "text"],
      [4, "session_status_change"],
      [5, "text"],
      [4, "session_status_change"],
      [4, "servicer_recall_msg"],
      [4, "session_status_change"],
      [4, "session_status_change"],
      [5, "text"],
    ]);
    const changes = (await events()).filter((each) => "change_type" in each);
    expect(changes).toMatchObject([
      { change_type: 1, new_servicer_userid: "First", msg_code: expect.any(String) },
      { change_type: 2, old_servicer_userid: "First", new_servicer_userid: "Second" },
      { change_type: 3, old_servicer_userid: "Second", msg_code: expect.any(String) },
      { change_type: 4, new_servicer_userid: "Second" },
    ]);
    expect(customer.shown().map(({ from, text }) => [from, text])).toEqual([
      ["person", "一"],
      ["staff", "[已撤回]"],
      ["staff", "还有一句"],
    ]);
  });

  test.each([
    ["pool", 48 * hour],
    ["servicer", 48 * hour],
    ["end", 20_000],
  ])("a code of the %s lasts so long, and says one message", async (edge, ms) => {
    const code = async () => {
      const customer = at.wecom.customer("wmCustomer");
      await customer.write("一");
      const staff = { servicer_userid: at.wecom.servicer("Staff").userId };
      const pooled = await move(2);
      if (edge === "pool") return pooled["msg_code"];
      const served = await move(3, staff);
      return edge === "servicer" ? served["msg_code"] : (await move(4))["msg_code"];
    };
    const say = (of: unknown) =>
      // With a token of its own: time passes.
      client(
        at.wecom,
        corpId,
        secret,
      )("kf/send_msg_on_event", {
        code: of,
        msgtype: "text",
        text: { content: "好的" },
      });
    const first = await code();
    at.pass(ms - 1_000);
    expect(await say(first)).toMatchObject({ errcode: 0 });
    expect(await say(first)).toMatchObject({ errcode: 40058 });
  });

  test("the end's code is void after its 20 seconds", async () => {
    await at.wecom.customer("wmCustomer").write("一");
    await move(3, { servicer_userid: at.wecom.servicer("Staff").userId });
    const { msg_code: code } = await move(4);
    at.pass(21_000);
    const late = { code, msgtype: "text", text: { content: "晚了" } };
    expect(await at.call("kf/send_msg_on_event", late)).toMatchObject({ errcode: 40058 });
  });

  test("a session that has ended may be refused by either code the documents have for it", async () => {
    const codes = { ...unsureCodes, sendWhenEnded: 95013, changeWhenEnded: 95013 };
    const other = await corp({ codes });
    await other.wecom.customer("wmCustomer").arrive();
    expect(await other.call("kf/send_msg", text("答"))).toMatchObject({ errcode: 95013 });
    const change = { ...whose, service_state: 2 };
    expect(await other.call("kf/service_state/trans", change)).toMatchObject({ errcode: 95013 });
    await other.close();
  });

  test("with automatic assignment the bot may not speak at all", async () => {
    const human = await corp({ autoAssign: true });
    human.wecom.servicer("Staff");
    const customer = human.wecom.customer("wmCustomer");
    await customer.write("一");
    expect(customer.servicer()).toBe("Staff");
    expect(await human.call("kf/send_msg", text("答"))).toMatchObject({ errcode: 95018 });
    await human.close();
  });
});

describe("the rest", () => {
  test("the customer recalls; a servicer refuses the customer", async () => {
    const customer = at.wecom.customer("wmCustomer");
    const servicer = at.wecom.servicer("Staff");
    await customer.write("一");
    const id = customer.shown()[0]?.id ?? "";
    await customer.recall(id);
    servicer.reject("wmCustomer");
    await customer.write("二");
    const { msg_list } = await sync();
    expect(msg_list).toHaveLength(3);
    expect(msg_list[1]?.event).toMatchObject({ event_type: "user_recall_msg", recall_msgid: id });
    expect(msg_list[2]?.event).toMatchObject({ reject_switch: 1, servicer_userid: "Staff" });
    expect(customer.shown().at(-1)?.from).toBe("platform");
  });

  test("accounts, customers of the last two days, and a link", async () => {
    const customer = at.wecom.customer("wmCustomer");
    at.wecom.customer("wmSilent");
    await customer.enterWithWelcome("site", "p=1");
    const list = await at.call("kf/account/list", { offset: 1, limit: 1 });
    expect(list).toMatchObject({
      account_list: [{ open_kfid: "wkOther", manage_privilege: false }],
    });
    const asked = {
      external_userid_list: ["wmCustomer", "wmSilent", "wmNobody"],
      need_enter_session_context: 1,
    };
    expect(await at.call("kf/customer/batchget", asked)).toMatchObject({
      customer_list: [
        {
          external_userid: "wmCustomer",
          enter_session_context: { scene: "site", scene_param: "p=1" },
        },
      ],
      invalid_external_userid: ["wmSilent", "wmNobody"],
    });
    const way = await at.call("kf/add_contact_way", { open_kfid, scene: "site" });
    expect(way).toMatchObject({ errcode: 0, url: expect.stringContaining(open_kfid) });
    expect(await at.call("kf/add_contact_way", { open_kfid, scene: "网站" })).toMatchObject({
      errcode: 40058,
    });
  });

  test("pictures, voices, files and places come with what they are", async () => {
    const customer = at.wecom.customer("wmCustomer");
    for (const kind of ["image", "voice", "file", "location"] as const) await customer.send(kind);
    const { msg_list } = await sync();
    expect(msg_list.map(({ msgtype }) => msgtype)).toEqual(["image", "voice", "file", "location"]);
    expect(msg_list[0]).toHaveProperty("image.media_id");
    expect(msg_list[3]).toHaveProperty("location.latitude");
  });

  test("two thousand customers at once are no burden", async () => {
    at.kf.answer(() => ({}));
    const started = performance.now();
    for (let number = 0; number < 2000; number += 1) {
      await at.wecom.customer(`wm${number}`).write("专利补助");
    }
    await at.wecom.quiet();
    let found = 0;
    let cursor = "";
    for (let more = 1; more === 1; ) {
      const page = await sync({ token: "", cursor, limit: 1000 });
      found += page.msg_list.length;
      ({ has_more: more, next_cursor: cursor } = page);
    }
    expect(found).toBe(2000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
