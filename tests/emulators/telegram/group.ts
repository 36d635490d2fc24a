import type { Shown } from "../surface.ts";
import { ownMember } from "./methods/chats.ts";
import { self } from "./methods/messages.ts";
import { removeTopic } from "./methods/topics.ts";
import { mediaOf, type Said, speaker } from "./speaker.ts";
import type { Chat, Message, User } from "./types.ts";
import type { Updates } from "./updates.ts";
import { view, watchRoom } from "./view.ts";
import type { Room, Topic, World } from "./world.ts";

export interface GroupOptions {
  readonly title: string;
  readonly type?: "group" | "supergroup";
  /** With topics; the bot is then an administrator who may manage them, unless told otherwise. */
  readonly forum?: boolean;
  /** An administrator sees all messages. */
  readonly admin?: boolean;
}

export interface GroupMember {
  readonly userId: number;
  write(text: string, how?: Said): Promise<void>;
  /** `@botname` and the text behind it. */
  mention(text: string, how?: Said): Promise<void>;
  reply(message: string, text: string): Promise<void>;
  /** `/name@botname`, with what follows it. */
  command(name: string, rest?: string): Promise<void>;
  send(kind: "image" | "voice" | "file" | "video", how?: Said): Promise<void>;
  edit(message: string, text: string): Promise<void>;
  press(message: string, choice: string): Promise<void>;
  closeTopic(thread: number): Promise<void>;
  reopenTopic(thread: number): Promise<void>;
  /** With all that is in it. The bot hears nothing of it. */
  deleteTopic(thread: number): Promise<void>;
}

export interface Group {
  readonly chatId: number;
  member(
    userId: number,
    options?: {
      readonly firstName?: string;
      /** An administrator who writes as the group itself. */
      readonly anonymous?: boolean;
    },
  ): GroupMember;
  topics(): readonly Topic[];
  /** What was said to each button pressed here, oldest first; undefined while it waits. */
  pressed(): readonly ({ readonly text: string; readonly alert: boolean } | undefined)[];
  shown(): readonly Shown[];
  messages(): readonly Message[];
  watch(listener: () => void): () => void;
  /** The bot is thrown out, brought back, or given and taken an administrator's rights. */
  setBot(status: "member" | "administrator" | "left" | "kicked", byUser: number): Promise<void>;
  /** The group becomes a supergroup under a new number. */
  migrate(chatId: number): Promise<void>;
}

export function group(
  world: World,
  updates: Updates,
  chatId: number,
  { title, type = "supergroup", forum = false, admin = forum }: GroupOptions,
): Group {
  const chat: Chat = { id: chatId, type, title, ...(forum ? { is_forum: true } : {}) };
  const room = world.room(chat);
  room.bot = admin ? "administrator" : "member";
  // The number of its first message is the general topic's.
  if (forum) room.nextMessage = Math.max(room.nextMessage, 2);

  const service = (from: User, what: Readonly<Record<string, unknown>>, where: Room = room) => {
    const message = world.record(where, { from, ...what });
    updates.push("message", message, where.chat.id);
  };
  const known = (userId: number, firstName = `成员${userId}`): User => {
    const there = world.users.get(userId);
    if (there !== undefined) return there;
    const user: User = {
      id: userId,
      is_bot: false,
      first_name: firstName,
      language_code: "zh-hans",
    };
    world.users.set(userId, user);
    return user;
  };

  return {
    chatId,
    topics: () => [...room.topics.values()],
    pressed: () =>
      [...world.pressed.values()].filter(({ chat }) => chat === chatId).map(({ answer }) => answer),
    member(userId, { firstName, anonymous = false } = {}) {
      const user = known(userId, firstName);
      if (!room.members.has(userId)) room.members.set(userId, { user, status: "member" });
      const speaks = speaker(world, updates, room, user, anonymous);
      const topic = (thread: number): Topic => {
        const there = room.topics.get(thread);
        if (there === undefined) throw new Error(`[telegram] there is no topic ${thread}`);
        return there;
      };
      const name = world.me.username ?? "";
      const done = async (_: unknown): Promise<void> => {};
      return {
        userId,
        write: (text, how) => done(speaks.say(text, how)),
        mention: (text, how) => done(speaks.say(`@${name} ${text}`, how)),
        reply: (message, text) => done(speaks.say(text, { replyTo: Number(message) })),
        command: (command, rest = "") => done(speaks.say(`/${command}@${name} ${rest}`.trimEnd())),
        send: (kind, how) => done(speaks.show(mediaOf(world, kind), how?.caption, how)),
        edit: (message, text) => done(speaks.edit(Number(message), text)),
        press: (message, choice) => done(speaks.press(Number(message), choice)),
        async closeTopic(thread) {
          topic(thread).closed = true;
          speaks.note(thread, { forum_topic_closed: {} });
        },
        async reopenTopic(thread) {
          topic(thread).closed = false;
          speaks.note(thread, { forum_topic_reopened: {} });
        },
        async deleteTopic(thread) {
          removeTopic(world, room, topic(thread));
        },
      };
    },
    shown: () => view(world, room),
    messages: () => [...room.messages.values()],
    watch: (listener) => watchRoom(room, listener),
    async setBot(status, byUser) {
      const from = known(byUser);
      const old_chat_member = ownMember(world, room.bot);
      const came = ["left", "kicked"].includes(room.bot) && !["left", "kicked"].includes(status);
      room.bot = status;
      const change = { old_chat_member, new_chat_member: ownMember(world, status) };
      updates.push(
        "my_chat_member",
        { chat: room.chat, from, date: world.date(), ...change },
        chatId,
      );
      if (came) service(from, { new_chat_members: [self(world)] });
    },
    async migrate(next) {
      const from = [...room.members.values()][0]?.user ?? self(world);
      const moved = world.room({ ...room.chat, id: next, type: "supergroup" });
      moved.bot = room.bot;
      for (const [id, member] of room.members) moved.members.set(id, member);
      service(from, { migrate_to_chat_id: next });
      service(from, { migrate_from_chat_id: chatId }, moved);
      room.migratedTo = next;
    },
  };
}

export interface ChannelRoom {
  readonly chatId: number;
  /** A post of the channel; the bot, an administrator there, gets channel_post. */
  post(text: string): Promise<void>;
  edit(message: string, text: string): Promise<void>;
  shown(): readonly Shown[];
  messages(): readonly Message[];
}

export function channel(
  world: World,
  updates: Updates,
  chatId: number,
  title: string,
): ChannelRoom {
  const room = world.room({ id: chatId, type: "channel", title });
  room.bot = "administrator";
  return {
    chatId,
    async post(text) {
      updates.push("channel_post", world.record(room, { sender_chat: room.chat, text }), chatId);
    },
    async edit(id, text) {
      const before = room.messages.get(Number(id));
      if (before === undefined) throw new Error(`[telegram] no post ${id} is shown here`);
      const message = { ...before, text, edit_date: world.date() };
      world.replace(room, message);
      updates.push("edited_channel_post", message, chatId);
    },
    shown: () => view(world, room),
    messages: () => [...room.messages.values()],
  };
}
