import { cleaned } from "../../core/cleaned.ts";
import type { Message } from "../../core/message.ts";
import { type Bot, named, repliesTo, withoutMentions } from "./addressed.ts";
import { attachmentIn } from "./attachment.ts";
import { readCallbackData } from "./callbackData.ts";
import { readCommand } from "./commands.ts";
import { contactOf } from "./contact.ts";
import { messageIds } from "./messageId.ts";
import type { Update, WrittenUpdate } from "./update.ts";

/** What an update is to us. */
export type Reading =
  | {
      readonly kind: "message";
      readonly message: Message;
      /** The album it is a picture of. */
      readonly album?: string;
    }
  | {
      readonly kind: "choice";
      readonly contact: string;
      readonly delivery: string;
      readonly index: number;
      /** The id of the message that the press makes. */
      readonly id: string;
      /** What answerCallbackQuery is called with. */
      readonly query: string;
      readonly thread?: string;
    }
  /** A press that none of our buttons can make; it wants an answer all the same. */
  | { readonly kind: "strange-press"; readonly query: string }
  /** The contact has blocked the bot, or is back. */
  | { readonly kind: "unreachable" | "reachable"; readonly contact: string }
  | { readonly kind: "ignored"; readonly why: string };

/** True where only the bot's name tells whether a message is meant for it. */
export function needsName({ message, edited_message }: Update): boolean {
  const type = (message ?? edited_message)?.chat.type;
  return type === "group" || type === "supergroup";
}

/** Pure: the same update always gives the same reading. */
export function readUpdate(update: Update, bot: Bot): Reading {
  const { message, edited_message, callback_query, my_chat_member } = update;
  if (message !== undefined) return readWritten(message, update.update_id, bot, false);
  if (edited_message !== undefined) return readWritten(edited_message, update.update_id, bot, true);
  if (callback_query !== undefined) return readPress(callback_query, bot);
  if (my_chat_member !== undefined) return readMembership(my_chat_member);
  return ignored("a kind that was not asked for");
}

function readWritten(written: WrittenUpdate, update: number, bot: Bot, edited: boolean): Reading {
  const { chat, from } = written;
  if (chat.type === "channel") return ignored("a channel post");
  if (from === undefined || written.sender_chat !== undefined) return ignored("no person wrote it");
  if (from.is_bot) return ignored("a bot wrote it");
  if (written.business_connection_id !== undefined || written.guest_query_id !== undefined) {
    return ignored("written to somebody else");
  }
  // A live location is edited every few seconds.
  if (edited && (written.location !== undefined || written.edit_date === undefined)) {
    return ignored("an edit that says nothing");
  }
  const attachment = attachmentIn(written);
  if (written.text === undefined && attachment === undefined) return ignored("a service message");
  const said = whatIsSaid(written, bot);
  if (said === undefined) return ignored("not meant for the bot");
  const arrival = said.arrival && attachment === undefined;
  const text = cleaned(said.text, longestText).trim();
  if (text === "" && attachment === undefined && !arrival) return ignored("an empty text");

  const { contact, thread } = writer(written, from.id);
  const album = written.media_group_id;
  return {
    kind: "message",
    message: {
      id: idOf(written, update, bot, edited),
      channel: "telegram",
      contact,
      text,
      at: new Date((edited ? (written.edit_date ?? written.date) : written.date) * 1000),
      ...(attachment === undefined ? {} : { attachment }),
      ...(arrival ? { arrival } : {}),
      ...(thread === undefined ? {} : { handle: { thread } }),
    },
    ...(album === undefined ? {} : { album }),
  };
}

/** Undefined for what people of a group say to one another. */
function whatIsSaid(
  written: WrittenUpdate,
  bot: Bot,
): { readonly text: string; readonly arrival: boolean } | undefined {
  const raw = (written.text ?? written.caption ?? "").trimEnd();
  const entities = written.entities ?? written.caption_entities ?? [];
  if (written.chat.type === "private") {
    return readCommand(raw) ?? { text: raw, arrival: false };
  }
  const first = readCommand(raw);
  if (first !== undefined) {
    const forUs = first.bot === undefined ? first.known : named(first.bot, bot);
    return forUs ? first : undefined;
  }
  const { text, mentioned } = withoutMentions(raw, entities, bot);
  if (!mentioned && !repliesTo(written, bot)) return undefined;
  // Its name alone calls the bot without asking anything.
  return readCommand(text) ?? { text, arrival: text === "" };
}

function readPress(press: NonNullable<Update["callback_query"]>, bot: Bot): Reading {
  const { id: query, from, message } = press;
  if (from.is_bot) return ignored("a bot pressed it");
  const carried = readCallbackData(press.data ?? "");
  if (message === undefined || carried === undefined || message.chat.type === "channel") {
    return { kind: "strange-press", query };
  }
  const { contact, thread } = writer(message, from.id);
  return {
    kind: "choice",
    contact,
    ...carried,
    id: messageIds(bot.id).pressed(message.message_id, carried.index),
    query,
    ...(thread === undefined ? {} : { thread }),
  };
}

function readMembership(change: NonNullable<Update["my_chat_member"]>): Reading {
  const { chat, from, new_chat_member: now } = change;
  if (chat.type !== "private") return ignored("a change in a group");
  const contact = contactOf({ chat: from.id, user: from.id });
  if (now.status === "kicked") return { kind: "unreachable", contact };
  if (now.status === "member") return { kind: "reachable", contact };
  return ignored("a change that means nothing to us");
}

/**
 * Who writes, by number. In a group the topic is part of the contact, in private it is only where the
 * reply goes.
 */
function writer(
  at: Pick<WrittenUpdate, "chat" | "message_thread_id" | "is_topic_message">,
  user: number,
): { readonly contact: string; readonly thread?: string } {
  const thread = threadOf(at);
  if (at.chat.type === "private") {
    return {
      contact: contactOf({ chat: user, user }),
      ...(thread === undefined ? {} : { thread: String(thread) }),
    };
  }
  const topic = thread === undefined ? {} : { thread };
  return { contact: contactOf({ chat: at.chat.id, user, ...topic }) };
}

/** Only topics of a forum: elsewhere the number names a chain of replies. 1 is the general topic. */
function threadOf({
  message_thread_id: thread,
  is_topic_message: topic,
}: Pick<WrittenUpdate, "message_thread_id" | "is_topic_message">): number | undefined {
  return topic === true && thread !== 1 ? thread : undefined;
}

function idOf(written: WrittenUpdate, update: number, bot: Bot, edited: boolean): string {
  const { message_id: number, edit_date: editDate } = written;
  const ids = messageIds(bot.id);
  if (number === 0) return ids.update(update);
  return edited && editDate !== undefined ? ids.edited(number, editDate) : ids.written(number);
}

/** Telegram's own bound on a text, in UTF-16 units. */
const longestText = 4096;

function ignored(why: string): Reading {
  return { kind: "ignored", why };
}
