import { type Files, files } from "./files.ts";
import { bad } from "./refused.ts";
import type { Chat, Message, User } from "./types.ts";

export interface Topic {
  readonly id: number;
  name: string;
  readonly icon_color: number;
  closed: boolean;
}

export interface Member {
  readonly user: User;
  status: "creator" | "administrator" | "member" | "left" | "kicked";
}

/** One chat with all that is in it. */
export interface Room {
  chat: Chat;
  readonly messages: Map<number, Message>;
  readonly members: Map<number, Member>;
  readonly topics: Map<number, Topic>;
  /** Reactions of the bot, by message. */
  readonly reactions: Map<number, readonly unknown[]>;
  readonly listeners: Set<() => void>;
  bot: Member["status"];
  /** In a private chat: the person has pressed Start or written, so the bot may write. */
  started: boolean;
  deactivated: boolean;
  migratedTo: number | undefined;
  /** The bot has written here: in privacy mode it then gets commands that name no bot. */
  botSpoke: boolean;
  lastAction: string | undefined;
  nextMessage: number;
}

/** A pressed button that waits for its answer. */
export interface Pressed {
  readonly id: string;
  readonly data: string;
  readonly chat: number;
  readonly at: number;
  answer: { readonly text: string; readonly alert: boolean } | undefined;
}

export interface World {
  readonly me: User & Readonly<Record<string, unknown>>;
  readonly rooms: Map<number, Room>;
  readonly users: Map<number, User>;
  readonly files: Files;
  readonly pressed: Map<string, Pressed>;
  /** Digits for the next pressed button. */
  queryId(): string;
  /** Milliseconds. */
  now(): number;
  /** Unix time in seconds, as the Bot API writes it. */
  date(): number;
  room(chat: Chat): Room;
  /** @throws {Refused} 400 for a chat the bot has never seen, or that moved away. */
  find(chatId: number): Room;
  /** Puts a message in the chat under the next number. */
  record(room: Room, draft: Draft): Message;
  replace(room: Room, message: Message): void;
  remove(room: Room, id: number): boolean;
  changed(room: Room): void;
}

/** What of a message its writer decides. */
export type Draft = Partial<Message>;

export function world(me: World["me"], clock: () => Date, chance: () => number): World {
  const rooms = new Map<number, Room>();
  // Private chats and plain groups share the bot account's numbers; a supergroup counts its own.
  let shared = 1 + Math.floor(chance() * 1_000_000_000);
  const firstQuery = Math.floor(chance() * 2 ** 52);
  const self: World = {
    me,
    rooms,
    users: new Map(),
    files: files(chance),
    pressed: new Map(),
    queryId: () => String(firstQuery + self.pressed.size),
    now: () => clock().getTime(),
    date: () => Math.floor(clock().getTime() / 1000),
    room(chat) {
      const there = rooms.get(chat.id);
      if (there !== undefined) return there;
      const made = emptyRoom(chat);
      rooms.set(chat.id, made);
      return made;
    },
    find(chatId) {
      const there = rooms.get(chatId);
      if (there === undefined) throw bad("chat not found");
      if (there.migratedTo !== undefined) {
        throw bad("group chat was upgraded to a supergroup chat", {
          migrate_to_chat_id: there.migratedTo,
        });
      }
      return there;
    },
    record(room, draft) {
      const own = room.chat.type === "supergroup" || room.chat.type === "channel";
      const message_id = own ? room.nextMessage++ : shared++;
      const { from, sender_chat, ...rest } = draft;
      const message: Message = {
        message_id,
        ...(from === undefined ? {} : { from }),
        ...(sender_chat === undefined ? {} : { sender_chat }),
        chat: room.chat,
        date: self.date(),
        ...rest,
      };
      room.messages.set(message_id, message);
      if (from?.id === me.id) room.botSpoke = true;
      self.changed(room);
      return message;
    },
    replace(room, message) {
      room.messages.set(message.message_id, message);
      self.changed(room);
    },
    remove(room, id) {
      const gone = room.messages.delete(id);
      if (gone) self.changed(room);
      return gone;
    },
    changed(room) {
      for (const listener of room.listeners) listener();
    },
  };
  return self;
}

function emptyRoom(chat: Chat): Room {
  return {
    chat,
    messages: new Map(),
    members: new Map(),
    topics: new Map(),
    reactions: new Map(),
    listeners: new Set(),
    bot: "member",
    started: false,
    deactivated: false,
    migratedTo: undefined,
    botSpoke: false,
    lastAction: undefined,
    nextMessage: 1,
  };
}
