import type { WrittenUpdate } from "./update.ts";

/** The bot as Telegram knows it. The name is known once getMe has answered. */
export interface Bot {
  readonly id: number;
  readonly username: string | undefined;
}

type Entities = NonNullable<WrittenUpdate["entities"]>;

/** The text without the mentions of the bot, and whether there was one. Offsets are UTF-16 units. */
export function withoutMentions(
  text: string,
  entities: Entities,
  bot: Bot,
): { readonly text: string; readonly mentioned: boolean } {
  const ours = entities
    .filter((entity) => mentions(text, entity, bot))
    .sort((a, b) => b.offset - a.offset);
  let rest = text;
  for (const { offset, length } of ours) {
    rest = `${rest.slice(0, offset).trimEnd()} ${rest.slice(offset + length).trimStart()}`;
  }
  return { text: ours.length === 0 ? text : rest.trim(), mentioned: ours.length > 0 };
}

function mentions(text: string, { type, offset, length, user }: Entities[number], bot: Bot) {
  if (type === "text_mention") return user?.id === bot.id;
  return type === "mention" && named(text.slice(offset + 1, offset + length), bot);
}

/** Usernames know no case. */
export function named(username: string, bot: Bot): boolean {
  return bot.username !== undefined && username.toLowerCase() === bot.username.toLowerCase();
}

/**
 * True for a reply to the bot's own message. In a topic every message points at the one that opened
 * it, which the bot may have written: that is no reply.
 */
export function repliesTo({ reply_to_message, message_thread_id }: WrittenUpdate, bot: Bot) {
  return reply_to_message?.from?.id === bot.id && reply_to_message.message_id !== message_thread_id;
}
