import { isDeepStrictEqual } from "node:util";
import { list, type Params, text } from "../params.ts";
import { bad } from "../refused.ts";
import type { Message } from "../types.ts";
import type { Draft, Room, World } from "../world.ts";
import { captionFields, previewFields, replyFields, textFields } from "./content.ts";
import { markupFields, markupOf } from "./markup.ts";
import type { Backend, Methods } from "./method.ts";
import { namedMessage, namedRoom, threadFields, writableRoom } from "./target.ts";

const twoDays = 48 * 60 * 60;
const chatActions = new Set([
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
]);

/** Sending, changing and removing messages. */
export function messageMethods({ world }: Backend): Methods {
  return {
    sendMessage(params) {
      const room = writableRoom(world, params);
      const content = textFields(params);
      const markup = markupOf(params);
      return sent(world, room, {
        ...threadFields(room, params),
        ...replyFields(room, params),
        ...content,
        ...previewFields(params),
        ...markupFields(markup),
      });
    },

    editMessageText(params) {
      const { room, message } = editable(world, params);
      if (message.text === undefined) throw bad("there is no text in the message to edit");
      const { entities: _, ...rest } = message;
      return edited(world, room, message, {
        ...withoutMarkup(rest),
        ...textFields(params),
        ...previewFields(params),
        ...markupFields(markupOf(params)),
      });
    },

    editMessageCaption(params) {
      const { room, message } = editable(world, params);
      if (message.text !== undefined) throw bad("there is no caption in the message to edit");
      const { caption: _, ...rest } = message;
      return edited(world, room, message, {
        ...withoutMarkup(rest as Message),
        ...captionFields(params),
        ...markupFields(markupOf(params)),
      });
    },

    editMessageReplyMarkup(params) {
      const { room, message } = editable(world, params);
      return edited(world, room, message, {
        ...withoutMarkup(message),
        ...markupFields(markupOf(params)),
      });
    },

    deleteMessage(params) {
      const room = namedRoom(world, params);
      const message = namedMessage(room, params, "delete");
      if (!deletable(world, room, message)) throw bad("message can't be deleted for everyone");
      world.remove(room, message.message_id);
      return true;
    },

    /** Those that cannot be found or deleted are skipped. */
    deleteMessages(params) {
      const room = namedRoom(world, params);
      const ids = list(params, "message_ids") ?? [];
      if (ids.length === 0 || ids.length > 100) throw bad("MESSAGE_IDS_INVALID");
      for (const id of ids) {
        const message = room.messages.get(Number(id));
        if (message !== undefined && deletable(world, room, message))
          world.remove(room, Number(id));
      }
      return true;
    },

    copyMessage(params) {
      const room = writableRoom(world, params);
      const source = namedMessage(namedRoom(world, params, "from_chat_id"), params, "copy");
      if (isService(source)) throw bad("message can't be copied");
      const markup = markupOf(params);
      const copy = sent(world, room, {
        ...contentOf(source),
        // An empty caption takes the old one away; of a text it says nothing.
        ...(source.text === undefined && params["caption"] !== undefined
          ? captionFields(params)
          : {}),
        ...threadFields(room, params),
        ...replyFields(room, params),
        ...markupFields(markup),
      });
      return { message_id: copy.message_id };
    },

    forwardMessage(params) {
      const room = writableRoom(world, params);
      const source = namedMessage(namedRoom(world, params, "from_chat_id"), params, "forward");
      if (isService(source)) throw bad("message can't be forwarded");
      const { date } = source;
      const origin =
        source.from === undefined
          ? { type: "channel", date, chat: source.chat, message_id: source.message_id }
          : { type: "user", date, sender_user: source.from };
      return sent(world, room, {
        ...contentOf(source),
        ...threadFields(room, params),
        forward_origin: source.forward_origin ?? origin,
      });
    },

    sendChatAction(params) {
      const room = writableRoom(world, params);
      const action = text(params, "action") ?? "";
      if (!chatActions.has(action)) throw bad("wrong parameter action in request");
      threadFields(room, params);
      room.lastAction = action;
      return true;
    },

    setMessageReaction(params) {
      const room = writableRoom(world, params);
      const message = namedMessage(room, params, "react");
      const reactions = list(params, "reaction") ?? [];
      // A bot that does not pay sets one reaction at most.
      if (reactions.length > 1) throw bad("REACTIONS_TOO_MANY");
      for (const reaction of reactions) {
        const { type, emoji } = reaction as { type?: unknown; emoji?: unknown };
        if (type !== "emoji" || typeof emoji !== "string" || !/^\p{Emoji}/u.test(emoji)) {
          throw bad("REACTION_INVALID");
        }
      }
      room.reactions.set(message.message_id, reactions);
      world.changed(room);
      return true;
    },
  };
}

function sent(world: World, room: Room, draft: Draft): Message {
  const channel = room.chat.type === "channel";
  const author = channel ? { sender_chat: room.chat } : { from: self(world) };
  return world.record(room, { ...author, ...draft });
}

/** The bot as the author of a message: without what only getMe tells. */
export function self({ me }: World) {
  const { id, is_bot, first_name, username } = me;
  return { id, is_bot, first_name, ...(username === undefined ? {} : { username }) };
}

function editable(world: World, params: Params): { room: Room; message: Message } {
  if (text(params, "inline_message_id") !== undefined) throw bad("MESSAGE_ID_INVALID");
  const room = writableRoom(world, params);
  const message = namedMessage(room, params, "edit");
  const own = message.from?.id === world.me.id || message.sender_chat?.id === room.chat.id;
  if (!own || isService(message)) throw bad("message can't be edited");
  return { room, message };
}

function edited(world: World, room: Room, before: Message, after: Message): Message {
  const { edit_date: _, ...old } = before;
  const { edit_date: __, ...now } = after;
  if (isDeepStrictEqual(old, now)) {
    throw bad(
      "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    );
  }
  const message: Message = { ...now, message_id: before.message_id, edit_date: world.date() };
  world.replace(room, message);
  return message;
}

function withoutMarkup({ reply_markup: _, ...rest }: Message): Message {
  return rest as Message;
}

/** Own messages and, in a private chat, the person's: for 48 hours; an administrator's rights are wider. */
function deletable(world: World, room: Room, message: Message): boolean {
  if (room.bot === "administrator" && room.chat.type !== "private") return true;
  const fresh = world.date() - message.date < twoDays;
  return fresh && (message.from?.id === world.me.id || room.chat.type === "private");
}

const head = new Set([
  "message_id",
  "from",
  "sender_chat",
  "chat",
  "date",
  "edit_date",
  "message_thread_id",
  "is_topic_message",
  "reply_to_message",
  "reply_markup",
  "forward_origin",
  "media_group_id",
]);

/** What a message says, without who, where and when. */
function contentOf(message: Message): Draft {
  return Object.fromEntries(Object.entries(message).filter(([name]) => !head.has(name)));
}

function isService(message: Message): boolean {
  return Object.keys(message).some((name) =>
    /^(?:new_chat_|left_chat_|forum_topic_|migrate_|group_chat_|supergroup_chat_|pinned_)/.test(
      name,
    ),
  );
}
