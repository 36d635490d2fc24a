import type { Surface } from "../../surface.ts";
import type { Reply } from "../callbacks.ts";
import { cardKind, pressOf } from "../card.ts";
import { headOf, textOf } from "../json.ts";
import { type Platform, seconds } from "../platform.ts";
import { sample } from "../sample.ts";
import { child, childText, type Node } from "../xml.ts";
import type { AppState } from "./app.ts";
import type { Menu } from "./menu.ts";
import { readPassive } from "./passive.ts";

/** A member of the corp who talks to the self-built app. */
export interface Member extends Surface {
  readonly userId: string;
  /** Presses the menu's button of that name. */
  menu(name: string): Promise<void>;
  link(title: string, description: string, url: string): Promise<void>;
  /** Added to the app's range, or taken out of it: no act of the member's own. */
  subscribe(): Promise<void>;
  unsubscribe(): Promise<void>;
  /** Any event of doc 90240 with these further elements. */
  event(name: string, further?: Node): Promise<void>;
}

/** Events that may be answered in the callback's own response (doc 90241). */
const answerable = new Set([
  "subscribe",
  "enter_agent",
  "LOCATION",
  "click",
  "view",
  "view_miniprogram",
  "scancode_waitmsg",
  "template_card_event",
  "template_card_menu_event",
]);

export function member(platform: Platform, app: AppState, menu: Menu, userId: string): Member {
  const { callbacks, chance, now, corpId } = platform;
  const state = app.member(userId);
  const { screen } = state;

  const common = (type: string): Node => ({
    ToUserName: corpId,
    FromUserName: state.userId,
    CreateTime: seconds(now()),
    MsgType: type,
  });

  function take(reply: Reply, card: string | undefined) {
    const passive = readPassive(reply, state.userId);
    if (passive.kind === "nothing") return;
    if (passive.kind === "refused") {
      platform.note("passive reply", passive.problem);
      return;
    }
    const { element, type } = passive;
    const button = child(element, "Button");
    if (type === "text") {
      const text = headOf(childText(element, "Content") ?? "", 2048);
      if (text !== "") app.show(state, chance.id("MSG_"), { text, choices: [] });
    } else if (type === "update_button" && card !== undefined && button !== undefined) {
      const replace_name = childText(button, "ReplaceName") ?? "";
      app.redraw(state, card, { button: { replace_name } });
    } else if (["image", "voice", "video", "news"].includes(type)) {
      app.show(state, chance.id("MSG_"), { text: `[${type}]`, choices: [] });
    } else platform.note("passive reply", `MsgType ${type} cannot answer this`);
  }

  async function tell(type: string, fields: Node): Promise<void> {
    // 64 bits: as a JavaScript number it would be rounded.
    const MsgId = BigInt(chance.number64());
    const node = { ...common(type), ...fields, MsgId, AgentID: app.agentId };
    const onReply = (reply: Reply) => take(reply, undefined);
    void callbacks.deliver("app", callbacks.write(node), { onReply });
  }

  async function event(name: string, further: Node = {}, card?: string): Promise<void> {
    const node = { ...common("event"), Event: name, ...further, AgentID: app.agentId };
    const onReply = (reply: Reply) => {
      if (answerable.has(name)) take(reply, card);
      else if (reply.body !== "" && reply.body !== "success") {
        platform.note("passive reply", `${name} takes no answer`);
      }
    };
    void callbacks.deliver("app", callbacks.write(node), { onReply });
  }

  return {
    name: "wecom-app",
    title: "企业微信应用",
    userId: state.userId,
    arrive: () => event("enter_agent", { EventKey: "" }),
    write: async (text) => {
      screen.add({ id: chance.id("OWN_"), from: "person", text });
      await tell("text", { Content: text });
    },
    send: async (kind) => {
      const { label, name, bytes } = sample(kind);
      screen.add({ id: chance.id("OWN_"), from: "person", text: label });
      if (kind === "location") {
        await tell("location", {
          Location_X: 29.56301,
          Location_Y: 106.551557,
          Scale: 16,
          Label: "重庆市渝中区人民路",
          AppType: "wxwork",
        });
        return;
      }
      const MediaId = platform.media.add(kind, name, bytes);
      if (kind === "image")
        await tell("image", { PicUrl: "https://example.invalid/p.jpg", MediaId });
      else if (kind === "voice") await tell("voice", { MediaId, Format: "amr" });
      // Doc 90239 lists no file; a bot has to bear with a type it does not know.
      else await tell("file", { MediaId });
    },
    press: async (message, choice) => {
      const card = state.cards.get(message);
      const shown = screen.find(message);
      if (card === undefined || !shown?.choices.some(({ id }) => id === choice && id !== "")) {
        throw new Error("no such choice is shown");
      }
      const { eventKey, selected } = pressOf(card, choice);
      const items = selected.map(({ question, options }) => ({
        QuestionKey: question,
        ...(platform.settings.oldOptionSpelling
          ? { OpitonIds: { OpitonId: options } }
          : { OptionIds: { OptionId: options } }),
      }));
      await event(
        "template_card_event",
        {
          EventKey: eventKey,
          TaskId: textOf(card, "task_id") ?? "",
          CardType: cardKind(card),
          ResponseCode: app.responseCode(message, [state.userId]),
          ...(items.length > 0 ? { SelectedItems: { SelectedItem: items } } : {}),
        },
        message,
      );
    },
    menu: async (name) => {
      const button = menu.buttons().find((each) => each.name === name);
      if (button === undefined) throw new Error("the menu has no such button");
      await event(button.type, { EventKey: button.key });
    },
    link: async (title, description, url) => {
      screen.add({ id: chance.id("OWN_"), from: "person", text: `[链接] ${title}` });
      await tell("link", { Title: title, Description: description, Url: url, PicUrl: "" });
    },
    subscribe: () => event("subscribe", { EventKey: "" }),
    unsubscribe: () => event("unsubscribe", { EventKey: "" }),
    event: (name, further) => event(name, further),
    shown: screen.shown,
    watch: screen.watch,
  };
}
