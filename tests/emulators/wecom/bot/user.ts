import type { Surface } from "../../surface.ts";
import { cardKind, pressOf } from "../card.ts";
import { type Json, textOf } from "../json.ts";
import { hours, type Platform, seconds } from "../platform.ts";
import { sample } from "../sample.ts";
import type { Chats } from "./chats.ts";
import type { BotFiles } from "./files.ts";
import { newAesKey } from "./files.ts";
import type { Way } from "./way.ts";

/** A member of the corp who talks to an AI bot, alone or in a group. */
export interface BotUser extends Surface {
  readonly userId: string;
  /** Quotes a text shown before. */
  quote(text: string, quoted: string): Promise<void>;
  /** Text and a picture in one message. */
  mixed(text: string): Promise<void>;
  /** Says what a shown message was worth: 1 good, 2 bad, 3 taken back. Throws where it is not asked. */
  feedback(
    message: string,
    type: 1 | 2 | 3,
    why?: { readonly content?: string; readonly reasons?: readonly number[] },
  ): Promise<void>;
}

export interface BotIdentity {
  readonly botId: string;
  /** Stands before every text of a group. */
  readonly name: string;
  /** Of the callback address; without one each file has a key of its own. */
  readonly aesKey?: string;
}

export function botUser(needs: {
  readonly platform: Platform;
  readonly chats: Chats;
  readonly way: Way;
  readonly files: BotFiles;
  readonly bot: BotIdentity;
  readonly userId: string;
  readonly group?: string;
  /** Days on which users have come in already. */
  readonly entered: Map<string, number>;
}): BotUser {
  const { platform, chats, way, files, bot, userId, group, entered } = needs;
  const { chance, now } = platform;
  const chat = chats.of(group ?? userId, group !== undefined);
  const { screen } = chat;
  const from = { userid: userId };

  function tell(label: string, content: Json) {
    const common = {
      aibotid: bot.botId,
      ...(group === undefined ? {} : { chatid: group }),
      chattype: group === undefined ? "single" : "group",
      from,
    };
    screen.add({ id: chance.id("OWN_"), from: "person", text: label });
    chat.written = true;
    if (!way.message(chat, common, content)) {
      notice("机器人正在回复，请稍后再发送");
    }
  }

  function notice(text: string) {
    screen.add({ id: chance.id("NOTICE_"), from: "platform", text });
  }

  function text(content: string) {
    return { content: group === undefined ? content : `@${bot.name} ${content}` };
  }

  function file(kind: "image" | "file"): Json {
    const { name, bytes } = sample(kind);
    if (bot.aesKey !== undefined) return { url: files.add(name, bytes, bot.aesKey) };
    const aeskey = newAesKey();
    return { url: files.add(name, bytes, aeskey), aeskey };
  }

  function event(eventtype: string, data: Json, card?: string) {
    const event = { eventtype, ...(eventtype === "enter_chat" ? {} : { [eventtype]: data }) };
    const create_time = seconds(now());
    const chattype =
      eventtype === "enter_chat" ? {} : { chattype: chat.group ? "group" : "single" };
    const chatid = chat.group ? { chatid: chat.id } : {};
    const body = {
      create_time,
      aibotid: bot.botId,
      ...chatid,
      ...chattype,
      from,
      msgtype: "event",
      event,
    };
    way.event(chat, body, card);
  }

  return {
    name: "wecom-aibot",
    title: "企业微信智能机器人",
    userId,
    arrive: async () => {
      // Told once a day, Chinese time, and of single chats alone.
      const day = Math.floor((now().getTime() + 8 * hours) / (24 * hours));
      if (group !== undefined || entered.get(userId) === day) return;
      entered.set(userId, day);
      event("enter_chat", {});
    },
    write: async (words) => tell(words, { msgtype: "text", text: text(words) }),
    quote: async (words, quoted) =>
      tell(words, {
        msgtype: "text",
        text: text(words),
        quote: { msgtype: "text", text: { content: quoted } },
      }),
    mixed: async (words) =>
      tell(`${words}[图片]`, {
        msgtype: "mixed",
        mixed: {
          msg_item: [
            { msgtype: "text", text: text(words) },
            { msgtype: "image", image: file("image") },
          ],
        },
      }),
    send: async (kind) => {
      if (kind === "location" || group !== undefined) {
        notice(kind === "location" ? "智能机器人不支持位置" : "群聊中不支持发送");
        return;
      }
      const { label } = sample(kind);
      // A voice message arrives as what was heard.
      if (kind === "voice")
        tell(label, { msgtype: "voice", voice: { content: "专利补助怎么申请" } });
      else tell(label, { msgtype: kind, [kind]: file(kind) });
    },
    press: async (message, choice) => {
      const card = chat.cards.get(message);
      const shown = screen.find(message);
      if (card === undefined || !shown?.choices.some(({ id }) => id === choice)) {
        throw new Error("no such choice is shown");
      }
      const { eventKey, selected } = pressOf(card, choice);
      const items = selected.map(({ question, options }) => ({
        question_key: question,
        option_ids: { option_id: options },
      }));
      event(
        "template_card_event",
        {
          card_type: cardKind(card),
          event_key: eventKey,
          task_id: textOf(card, "task_id") ?? "",
          ...(items.length > 0 ? { selected_items: { selected_item: items } } : {}),
        },
        message,
      );
    },
    feedback: async (message, type, { content, reasons } = {}) => {
      const id = chat.feedback.get(message);
      if (id === undefined) throw new Error("this message asks for no verdict");
      event("feedback_event", {
        ...{ id, type },
        ...(content === undefined ? {} : { content }),
        ...(reasons === undefined ? {} : { inaccurate_reason_list: reasons }),
      });
    },
    shown: screen.shown,
    watch: screen.watch,
  };
}
