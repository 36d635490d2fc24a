import { integer, type Params, text } from "../params.ts";
import { bad, Refused } from "../refused.ts";
import type { Message } from "../types.ts";
import type { Room, World } from "../world.ts";

/** The chat a call names, whether the bot may write there or not. */
export function namedRoom(world: World, params: Params, name = "chat_id"): Room {
  const given = text(params, name);
  if (given === undefined || given === "") throw bad(`${name} is empty`);
  if (!/^-?\d+$/.test(given)) throw bad("chat not found");
  return world.find(Number(given));
}

/**
 * The chat a call wants to write to.
 *
 * @throws {Refused} 403 when the person blocked the bot or never wrote, or the group threw it out.
 */
export function writableRoom(world: World, params: Params, name = "chat_id"): Room {
  const room = namedRoom(world, params, name);
  const { type } = room.chat;
  if (type === "private") {
    if (room.deactivated) throw new Refused(403, "Forbidden: user is deactivated");
    if (room.bot === "kicked") throw new Refused(403, "Forbidden: bot was blocked by the user");
    if (!room.started) {
      throw new Refused(403, "Forbidden: bot can't initiate conversation with a user");
    }
  }
  if (room.bot === "kicked")
    throw new Refused(403, `Forbidden: bot was kicked from the ${type} chat`);
  if (room.bot === "left")
    throw new Refused(403, `Forbidden: bot is not a member of the ${type} chat`);
  return room;
}

/** The message a call names, refused in the words of its purpose ("edit", "delete", …). */
export function namedMessage(room: Room, params: Params, purpose: string): Message {
  const id = integer(params, "message_id");
  if (id === undefined || id === 0) throw bad("message identifier is not specified");
  const there = room.messages.get(id);
  if (there === undefined) throw bad(`message to ${purpose} not found`);
  return there;
}

/** The fields that put a message into a topic. */
export function threadFields(room: Room, params: Params): Partial<Message> {
  const thread = integer(params, "message_thread_id");
  // A private chat has no topics here; an unknown one is passed over (tdlib/telegram-bot-api #854).
  if (thread === undefined || thread === 0 || room.chat.type === "private") return {};
  const topic = room.topics.get(thread);
  if (topic === undefined) throw bad("message thread not found");
  if (topic.closed) throw bad("TOPIC_CLOSED");
  return { message_thread_id: thread, is_topic_message: true };
}
