import type { Surface } from "../surface.ts";
import { ownMember } from "./methods/chats.ts";
import { mediaOf, place, speaker } from "./speaker.ts";
import type { Message, User } from "./types.ts";
import type { Updates } from "./updates.ts";
import { view, watchRoom } from "./view.ts";
import type { World } from "./world.ts";

export interface PersonOptions {
  readonly firstName?: string;
  /** As the client sends it, such as `zh-hans` or `en`. */
  readonly language?: string;
}

/** A private chat with the bot, from the person's side. */
export interface Person extends Surface {
  readonly userId: number;
  /** Presses Start: `/start`, with what stood behind `?start=` of the link. */
  startCommand(payload?: string): Promise<void>;
  reply(message: string, text: string): Promise<void>;
  edit(message: string, text: string): Promise<void>;
  /** Pictures and videos sent together: one update each, under one media_group_id. */
  album(kinds: readonly ("image" | "video")[], caption?: string): Promise<void>;
  sticker(): Promise<void>;
  block(): Promise<void>;
  unblock(): Promise<void>;
  /** The account is gone for good: sends answer 403. */
  deactivate(): void;
  /** What answerCallbackQuery said to each pressed button, oldest first; undefined while it waits. */
  pressed(): readonly ({ readonly text: string; readonly alert: boolean } | undefined)[];
  /** The chat as the Bot API has it. */
  messages(): readonly Message[];
  /** The last sendChatAction, such as `typing`. */
  action(): string | undefined;
  /** The bot's reactions to a message. */
  reactions(message: string): readonly unknown[];
}

export function person(
  world: World,
  updates: Updates,
  userId: number,
  { firstName = `用户${userId}`, language = "zh-hans" }: PersonOptions,
): Person {
  const user: User = {
    id: userId,
    is_bot: false,
    first_name: firstName,
    language_code: language,
  };
  world.users.set(userId, user);
  const room = world.room({ id: userId, type: "private", first_name: firstName });
  const speaks = speaker(world, updates, room, user);
  const act = async (deed: () => unknown): Promise<void> => {
    if (room.bot === "kicked") throw new Error("[telegram] unblock the bot before writing to it");
    room.started = true;
    deed();
  };
  const blocking = async (status: "kicked" | "member"): Promise<void> => {
    if (room.bot === status) return;
    const old_chat_member = ownMember(world, room.bot);
    room.bot = status;
    const change = { old_chat_member, new_chat_member: ownMember(world, status) };
    const update = { chat: room.chat, from: user, date: world.date(), ...change };
    updates.push("my_chat_member", update, room.chat.id);
  };

  return {
    name: "telegram",
    title: "Telegram",
    userId,
    arrive: () => act(() => speaks.say("/start")),
    startCommand: (payload) =>
      act(() => speaks.say(payload === undefined ? "/start" : `/start ${payload}`)),
    write: (text) => act(() => speaks.say(text)),
    reply: (message, text) => act(() => speaks.say(text, { replyTo: Number(message) })),
    edit: (message, text) => act(() => speaks.edit(Number(message), text)),
    send: (kind) => act(() => speaks.show(kind === "location" ? place : mediaOf(world, kind))),
    album: (kinds, caption) =>
      act(() => {
        const media_group_id = String(13_000_000_000_000 + updates.count() + world.date());
        kinds.forEach((kind, at) => {
          const media = { ...mediaOf(world, kind), media_group_id };
          speaks.show(media, at === 0 ? caption : undefined);
        });
      }),
    sticker: () => act(() => speaks.show(world.files.make("sticker"))),
    press: (message, choice) => act(() => speaks.press(Number(message), choice)),
    block: () => blocking("kicked"),
    unblock: () => blocking("member"),
    deactivate() {
      room.deactivated = true;
    },
    shown: () => view(world, room),
    watch: (listener) => watchRoom(room, listener),
    pressed: () =>
      [...world.pressed.values()].filter(({ chat }) => chat === userId).map(({ answer }) => answer),
    messages: () => [...room.messages.values()],
    action: () => room.lastAction,
    reactions: (message) => room.reactions.get(Number(message)) ?? [],
  };
}
