import { detected } from "./entities.ts";
import type { MediaKind } from "./files.ts";
import type { Media, Message, User } from "./types.ts";
import type { Updates } from "./updates.ts";
import type { Draft, Room, World } from "./world.ts";

export interface Said {
  /** The message replied to, by its number. */
  readonly replyTo?: number;
  /** The topic it is written in. */
  readonly thread?: number;
  /** Beside what is not text. */
  readonly caption?: string;
}

/** What one person does in one chat; every act reaches the bot as an update, if it may see it. */
export interface Speaker {
  say(text: string, how?: Said): Message;
  show(media: Media, caption?: string, how?: Said): Message;
  edit(id: number, text: string): Message;
  press(id: number, choice: string): void;
  /** Does something to a topic that shows as a service message in it. */
  note(thread: number, what: Readonly<Record<string, unknown>>): void;
}

/** A client splits what is longer. */
const longestText = 4096;
const mediaKinds = { image: "photo", voice: "voice", file: "document", video: "video" } as const;

export function mediaOf(world: World, kind: "image" | "voice" | "file" | "video"): Media {
  const made: MediaKind = mediaKinds[kind];
  return world.files.make(made);
}

/** A place in Chongqing. */
export const place: Media = { location: { latitude: 29.563_01, longitude: 106.551_557 } };

/** Whoever writes as the group itself has this bot's name on it (Bot API, `sender_chat`). */
const groupAnonymousBot: User = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: "Group",
  username: "GroupAnonymousBot",
};

/** @param anonymous writes as the group itself, as administrators may */
export function speaker(
  world: World,
  updates: Updates,
  room: Room,
  user: User,
  anonymous = false,
): Speaker {
  const name: Partial<Message> = anonymous
    ? { from: groupAnonymousBot, sender_chat: room.chat }
    : { from: user };
  const author = (how: Said): Partial<Message> => {
    const replied = how.replyTo === undefined ? undefined : room.messages.get(how.replyTo);
    if (how.replyTo !== undefined && replied === undefined) throw unseen(how.replyTo);
    const { reply_to_message: _, ...bare } = replied ?? ({} as Partial<Message>);
    return {
      ...name,
      ...(replied === undefined ? {} : { reply_to_message: bare as Message }),
      ...(how.thread === undefined
        ? {}
        : { message_thread_id: how.thread, is_topic_message: true }),
    };
  };
  const post = (draft: Draft): Message => {
    const message = world.record(room, draft);
    if (seen(world, room, message)) updates.push("message", message, room.chat.id);
    return message;
  };
  const ofPerson = (id: number): Message => {
    const message = room.messages.get(id);
    if (message === undefined) throw unseen(id);
    return message;
  };

  return {
    say(text, how = {}) {
      const parts = split(text);
      const sent = parts.map((part) => post({ ...author(how), text: part, ...marks(part) }));
      const last = sent.at(-1);
      if (last === undefined) throw new Error("[telegram] a client does not send an empty message");
      return last;
    },
    show: (media, caption, how = {}) =>
      post({ ...author(how), ...media, ...(caption === undefined ? {} : { caption }) }),
    note: (thread, what) => void post({ ...author({ thread }), ...what }),
    edit(id, text) {
      const { entities: _, ...before } = ofPerson(id);
      if (before.from?.id !== user.id)
        throw new Error("[telegram] a person edits own messages only");
      const content = before.text === undefined ? { caption: text } : { text, ...marks(text) };
      const message = { ...before, ...content, edit_date: world.date() } as Message;
      world.replace(room, message);
      if (seen(world, room, message)) updates.push("edited_message", message, room.chat.id);
      return message;
    },
    press(id, choice) {
      const message = ofPerson(id);
      const [row = -1, column = -1] = choice.split(".").map(Number);
      const inline = message.reply_markup?.inline_keyboard?.[row]?.[column];
      if (inline === undefined) {
        const key = message.reply_markup?.keyboard?.[row]?.[column];
        if (key === undefined) throw new Error(`[telegram] message ${id} has no button ${choice}`);
        const text = typeof key === "string" ? key : key.text;
        post({ ...author({}), text, ...marks(text) });
        return;
      }
      // A link opens at the person's; the bot hears nothing of it.
      if (inline.callback_data === undefined) return;
      const query = world.queryId();
      const { callback_data: data } = inline;
      const pressed = { id: query, data, chat: room.chat.id, at: world.now(), answer: undefined };
      world.pressed.set(query, pressed);
      const chat_instance = String(-7_000_000 - Math.abs(room.chat.id));
      const update = { id: query, from: user, message, chat_instance, data };
      updates.push("callback_query", update, room.chat.id);
    },
  };
}

function unseen(id: number): Error {
  return new Error(`[telegram] no message ${id} is shown here`);
}

function marks(text: string): Partial<Message> {
  const entities = detected(text);
  return entities.length === 0 ? {} : { entities };
}

/** Between code points. */
function split(text: string): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > longestText) {
    const code = rest.charCodeAt(longestText - 1);
    const end = code >= 0xd800 && code <= 0xdbff ? longestText - 1 : longestText;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest === "" ? parts : [...parts, rest];
}

/**
 * Whether the bot is shown a message. In a group with privacy mode on it sees what is meant for it:
 * commands, mentions of its name, replies to it (core.telegram.org/bots/features#privacy-mode).
 */
function seen({ me }: World, room: Room, message: Message): boolean {
  if (room.bot === "kicked" || room.bot === "left") return false;
  if (room.chat.type === "private" || room.chat.type === "channel") return true;
  if (room.bot === "administrator" || me["can_read_all_group_messages"] === true) return true;
  if (message.reply_to_message?.from?.id === me.id) return true;
  const { text = message.caption ?? "", entities = [] } = message;
  const own = `@${me.username?.toLowerCase() ?? ""}`;
  return entities.some(({ type, offset, length }) => {
    const word = text.slice(offset, offset + length).toLowerCase();
    if (type === "mention") return word === own;
    if (type !== "bot_command") return false;
    return word.includes("@") ? word.endsWith(own) : room.botSpoke;
  });
}
