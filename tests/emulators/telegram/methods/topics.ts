import { integer, type Params, text } from "../params.ts";
import { bad } from "../refused.ts";
import type { Room, Topic, World } from "../world.ts";
import { self } from "./messages.ts";
import type { Backend, Methods } from "./method.ts";
import { writableRoom } from "./target.ts";

const iconColors = [0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f];

/** Topics of a forum: a topic's number is the number of the message that tells of its creation. */
export function topicMethods({ world }: Backend): Methods {
  return {
    createForumTopic(params) {
      const room = forum(world, params);
      const name = topicName(params);
      if (name === undefined) throw bad("TOPIC_TITLE_EMPTY");
      const icon_color = integer(params, "icon_color") ?? 0x6fb9f0;
      if (!iconColors.includes(icon_color)) throw bad("invalid icon color specified");
      const { message_id } = world.record(room, {
        from: self(world),
        forum_topic_created: { name, icon_color },
      });
      const { chat, date } = { chat: room.chat, date: world.date() };
      // The message stands in the topic it has made.
      const thread = { message_thread_id: message_id, is_topic_message: true as const };
      world.replace(room, {
        message_id,
        from: self(world),
        chat,
        date,
        ...thread,
        forum_topic_created: { name, icon_color },
      });
      room.topics.set(message_id, { id: message_id, name, icon_color, closed: false });
      return { message_thread_id: message_id, name, icon_color };
    },
    editForumTopic(params) {
      const { room, topic } = named(world, params);
      const name = topicName(params);
      if (name === undefined || name === topic.name) throw bad("TOPIC_NOT_MODIFIED");
      topic.name = name;
      note(world, room, topic, { forum_topic_edited: { name } });
      return true;
    },
    closeForumTopic: (params) => toggle(world, params, true),
    reopenForumTopic: (params) => toggle(world, params, false),
    deleteForumTopic(params) {
      const { room, topic } = named(world, params);
      removeTopic(world, room, topic);
      return true;
    },
  };
}

/** The topic goes with all that is in it. */
export function removeTopic(world: World, room: Room, topic: Topic): void {
  for (const { message_id, message_thread_id } of room.messages.values()) {
    if (message_thread_id === topic.id) room.messages.delete(message_id);
  }
  room.topics.delete(topic.id);
  world.changed(room);
}

function forum(world: World, params: Params): Room {
  const room = writableRoom(world, params);
  if (room.chat.is_forum !== true) throw bad("the chat is not a forum");
  if (room.bot !== "administrator") throw bad("not enough rights to create a topic");
  return room;
}

function topicName(params: Params): string | undefined {
  const name = text(params, "name")?.trim();
  if (name === undefined || name === "") return undefined;
  if (name.length > 128) throw bad("TOPIC_TITLE_TOO_LONG");
  return name;
}

function named(world: World, params: Params): { room: Room; topic: Topic } {
  const room = forum(world, params);
  const topic = room.topics.get(integer(params, "message_thread_id") ?? 0);
  if (topic === undefined) throw bad("TOPIC_ID_INVALID");
  return { room, topic };
}

function toggle(world: World, params: Params, closed: boolean): true {
  const { room, topic } = named(world, params);
  if (topic.closed === closed) throw bad("TOPIC_NOT_MODIFIED");
  topic.closed = closed;
  note(world, room, topic, closed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} });
  return true;
}

function note(
  world: World,
  room: Room,
  topic: Topic,
  what: Readonly<Record<string, unknown>>,
): void {
  const thread = { message_thread_id: topic.id, is_topic_message: true as const };
  world.record(room, { from: self(world), ...thread, ...what });
}
