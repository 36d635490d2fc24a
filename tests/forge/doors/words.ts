import { type Node, xml } from "../../emulators/wecom/xml.ts";
import { distorted, oddJson, oddText } from "../odd.ts";
import { agentId, keys, openKfId, plaintext, writers } from "../settings.ts";
import type { Known } from "../shot.ts";
import { looseXml } from "./looseXml.ts";
import { type Words, ways } from "./wecom.ts";

const question = (n: number) => `${plaintext} 专利质押贷款评估费多少？${n}`;
const time = (n: number) => 1_763_700_000 + (n % 1_000_000);

/** Messages and events of a self-built app. */
export function appWords(known: Known): Words {
  const base = Number(known.run) * 10_000_000;
  const node = (from: string, n: number, content = `${question(n)}LONG`): Node => ({
    ToUserName: keys.corpId,
    FromUserName: from,
    CreateTime: time(n),
    MsgType: "text",
    Content: content,
    MsgId: BigInt("7000000000000000000") + BigInt(base + n),
    AgentID: agentId,
  });
  const text = (from: string, n: number) => xml(node(from, n));
  const event = (from: string, n: number, name: string, more: Node = {}): Node => ({
    ToUserName: keys.corpId,
    FromUserName: from,
    CreateTime: time(n),
    MsgType: "event",
    Event: name,
    ...more,
    AgentID: agentId,
  });
  const card = (from: string, n: number, task: string, key: string) =>
    event(from, n, "template_card_event", {
      EventKey: key,
      TaskId: task,
      CardType: "button_interaction",
      ResponseCode: `code${n}`,
      SelectedItems: { SelectedItem: { QuestionKey: "q", OptionIds: { OptionId: ["0", "1"] } } },
    });
  return {
    name: "wecom-app",
    way: ways.app,
    genuine: (n) => ({
      text: xml(node(writers.genuine(n), n, question(n))),
      key: {
        contact: writers.genuine(n),
        id: `${agentId}/${7_000_000_000_000_000_000n + BigInt(base + n)}`,
      },
    }),
    forged: (n) => text(writers.forged(n), n),
    hostile(n, dice) {
      const from = writers.hostile(n);
      const media = {
        MediaId: "m",
        Title: question(n),
        Url: "u",
        FileName: question(n),
        Label: "l",
      };
      const templates = [
        node(from, n),
        {
          ...node(from, n),
          ...media,
          MsgType: dice.one(["image", "voice", "file", "location", "link", "x"]),
        },
        event(from, n, dice.one(["subscribe", "enter_agent", "click", "view", "LOCATION"])),
        event(from, n, dice.one(["click", "batch_job_result"]), { EventKey: "privacy" }),
        card(from, n, "abc", "0"),
        event(from, n, "kf_msg_or_event", { Token: "t", OpenKfId: openKfId }),
      ];
      return looseXml(distorted(plainNumbers(dice.one(templates)), dice), dice);
    },
    void(n, dice) {
      const from = writers.forged(n);
      const delivery = known.deliveries.length > 0 ? dice.one(known.deliveries) : "none";
      return xml(
        dice.one([
          card(from, n, delivery, String(dice.below(4))),
          card(from, n, delivery, String(dice.below(100))),
          event(from, n, dice.one(["an_unknown_event", "unsubscribe", "__proto__", ""])),
          event(from, n, "click", { EventKey: oddText(dice).replaceAll("\u0000", "") }),
          { ...node(from, n), MsgType: dice.one(["shortvideo", "constructor", "stream"]) },
          { ...node(from, n), Content: "  \n " },
          node("sys", n),
          node(
            dice.one(["", " forged", "forged/../x", "forged\u202e", "forged'--", "f".repeat(65)]),
            n,
          ),
        ]),
      );
    },
    strangers: [
      { way: ways.aibot, text: (n) => botText(writers.forged(n), `s${base + n}`, question(n)) },
      { way: ways.aibot, text: (n) => text(writers.forged(n), n) },
      // One address of the app may get the rings too: it is to ask for what is there.
      { way: ways.kf, text: (n) => kfRing(openKfId, n) },
    ],
  };
}

/** Rings of 微信客服: what was written is fetched, so no callback holds it. */
export function kfWords(): Words {
  return {
    name: "wecom-kf",
    way: ways.kf,
    genuine: (n) => ({ text: kfRing(openKfId, n), key: undefined }),
    forged: (n) => kfRing("wkforged", n),
    hostile(n, dice) {
      const node = kfNode(dice.one([openKfId, "wkhostile1", "wkhostile2"]), n);
      const accounts = {
        ...node,
        Event: "kf_account_auth_change",
        AuthAddOpenKfId: ["wkhostile1", "wkhostile2"],
        AuthDelOpenKfId: "wkhostile1",
      };
      // Names that come of it by chance would be asked for at WeCom again and again.
      const text = looseXml(distorted(dice.one([node, accounts]), dice), dice);
      return /OpenKfId>(?:<!\[CDATA\[)?(?:wkforge|wkhostile[12])?(?:\]\]>)?<\//.test(text)
        ? text
        : text.replaceAll("OpenKfId", "OpenKfIdOther");
    },
    void: (n, dice) =>
      xml({
        ...kfNode("wkforged", n),
        ...dice.one<Node>([
          { Event: "an_unknown_event" },
          { MsgType: "text", Content: question(n), FromUserName: writers.forged(n), MsgId: `${n}` },
          { OpenKfId: "wk forged" },
          { OpenKfId: "wkforged/../x" },
          { OpenKfId: ["wkforged", "wkforged"] },
          { OpenKfId: "" },
          { OpenKfId: "f".repeat(300) },
        ]),
      }),
    strangers: [
      { way: ways.aibot, text: (n) => botText(writers.forged(n), `k${n}`, question(n)) },
      {
        way: ways.app,
        text: (n) =>
          xml({
            FromUserName: writers.forged(n),
            MsgType: "text",
            Content: question(n),
            MsgId: `9${n}`,
          }),
      },
    ],
  };
}

function kfNode(account: string, n: number): Node {
  return {
    ToUserName: keys.corpId,
    CreateTime: time(n),
    MsgType: "event",
    Event: "kf_msg_or_event",
    Token: "LONG",
    OpenKfId: account,
  };
}

function kfRing(account: string, n: number): string {
  const { Token: _, ...node } = kfNode(account, n);
  return xml(node);
}

/** Messages and events of an AI bot. */
export function aibotWords(known: Known): Words {
  const head = (from: string, id: string) => ({
    msgid: id,
    create_time: 1_763_700_000,
    aibotid: "AIBOT",
    chattype: "single",
    from: { userid: from },
  });
  const event = (from: string, id: string, eventtype: string, more: object = {}) => ({
    ...head(from, id),
    msgtype: "event",
    event: { eventtype, ...more },
  });
  const press = (from: string, id: string, task_id: string, event_key: string) =>
    event(from, id, "template_card_event", {
      template_card_event: { card_type: "button_interaction", event_key, task_id },
    });
  return {
    name: "wecom-aibot",
    way: ways.aibot,
    genuine(n) {
      const id = `g${known.run}-${n}`;
      return {
        text: botText(writers.genuine(n), id, question(n)),
        key: { contact: writers.genuine(n), id },
      };
    },
    forged: (n) => botText(writers.forged(n), `f${known.run}-${n}`, `${question(n)}LONG`),
    hostile(n, dice) {
      const from = writers.hostile(n);
      const id = `h${known.run}-${n}`;
      const text = { content: question(n) };
      const item = { msgtype: "text", text };
      const whole = head(from, id);
      const templates: readonly object[] = [
        {
          ...whole,
          msgtype: "text",
          text,
          response_url: "https://evil.example/cgi-bin/x",
          quote: item,
        },
        { ...whole, chattype: "group", chatid: "hostilegroup", msgtype: "text", text },
        { ...whole, msgtype: "voice", voice: text },
        {
          ...whole,
          msgtype: "mixed",
          mixed: { msg_item: [item, { msgtype: "image", image: { url: "u" } }] },
        },
        { ...whole, msgtype: dice.one(["image", "file", "video", "x"]), image: { url: "u" } },
        { ...whole, msgtype: "stream", stream: { id: "z1-t6abcd-aGVsbG8" } },
        event(from, id, dice.one(["enter_chat", "disconnected_event", "x"])),
        event(from, id, "feedback_event", { feedback_event: { id: "1", type: 1, content: "x" } }),
        press(from, id, "abc", "0"),
      ];
      const changed = JSON.stringify(distorted(dice.one(templates), dice)) ?? "null";
      return dice.roll() < 0.8 ? changed : oddJson(changed, dice);
    },
    void(n, dice) {
      const from = writers.forged(n);
      const id = `v${known.run}-${n}`;
      const delivery = known.deliveries.length > 0 ? dice.one(known.deliveries) : "none";
      const stream = (of: string) => ({ ...head(from, id), msgtype: "stream", stream: { id: of } });
      const other = Buffer.from(`g${known.run}-${dice.below(20)}`).toString("base64url");
      return JSON.stringify(
        dice.one<unknown>([
          press(from, id, delivery, String(dice.below(4))),
          press(from, id, oddText(dice), "0"),
          stream(`z1-${Math.floor(Date.now() / 1_000).toString(36)}-${other}`),
          stream(oddText(dice)),
          event(from, id, "an_unknown_event"),
          { ...head(from, id), msgtype: "unknown" },
          { ...head(from, id), msgtype: "text", text: { content: "  " } },
          { ...head("", id), msgtype: "text", text: { content: "x" } },
          [head(from, id)],
          null,
        ]),
      );
    },
    strangers: [
      { way: ways.app, text: (n) => botText(writers.forged(n), `x${n}`, question(n)) },
      {
        way: ways.app,
        text: (n) =>
          xml({ FromUserName: writers.forged(n), MsgType: "text", Content: question(n) }),
      },
      { way: ways.kf, text: (n) => kfRing("wkforged", n) },
    ],
  };
}

function botText(from: string, msgid: string, content: string): string {
  return JSON.stringify({
    msgid,
    aibotid: "AIBOT",
    chattype: "single",
    from: { userid: from },
    msgtype: "text",
    text: { content },
  });
}

/** Without what structuredClone and JSON cannot carry alike. */
function plainNumbers(node: Node): unknown {
  return JSON.parse(
    JSON.stringify(node, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    ),
  );
}
