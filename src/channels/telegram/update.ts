import { z } from "zod";

/**
 * The fields we use of an update (core.telegram.org/bots/api#update). Whatever else is in it is
 * dropped; names and usernames are never read.
 */
const id = z.int();
const user = z.object({ id: id.positive(), is_bot: z.boolean() });
const chat = z.object({ id, type: z.enum(["private", "group", "supergroup", "channel"]) });
const entities = z.exactOptional(
  z.array(
    z.object({
      type: z.string(),
      offset: z.int().nonnegative(),
      length: z.int().positive(),
      user: z.exactOptional(z.object({ id })),
    }),
  ),
);
/** Unix time, up to the year 9999: what is later cannot be written as a date. */
const time = z.int().nonnegative().max(253_402_300_799);
/** An id that is text, such as a file's. */
const key = z.string().regex(/^[\x21-\x7e]{1,300}$/);
const flag = z.exactOptional(z.unknown());
const file = z.object({
  file_id: key,
  file_name: z.exactOptional(z.string()),
  title: z.exactOptional(z.string()),
  emoji: z.exactOptional(z.string()),
});
const place = z.object({ latitude: z.number(), longitude: z.number() });

const message = z.object({
  message_id: id.nonnegative(),
  date: time,
  edit_date: z.exactOptional(time),
  chat,
  from: z.exactOptional(user),
  sender_chat: flag,
  business_connection_id: flag,
  guest_query_id: flag,
  message_thread_id: z.exactOptional(id.positive()),
  is_topic_message: z.exactOptional(z.boolean()),
  media_group_id: z.exactOptional(key),
  forum_topic_closed: flag,
  migrate_to_chat_id: z.exactOptional(id),
  reply_to_message: z.exactOptional(z.object({ message_id: id, from: z.exactOptional(user) })),
  text: z.exactOptional(z.string()),
  entities,
  caption: z.exactOptional(z.string()),
  caption_entities: entities,
  photo: z.exactOptional(z.array(file)),
  live_photo: flag,
  sticker: z.exactOptional(file),
  voice: z.exactOptional(file),
  audio: z.exactOptional(file),
  video: z.exactOptional(file),
  video_note: z.exactOptional(file),
  animation: z.exactOptional(file),
  document: z.exactOptional(file),
  location: z.exactOptional(place),
  venue: z.exactOptional(z.object({ location: place, title: z.string() })),
  contact: z.exactOptional(
    z.object({
      phone_number: z.string(),
      first_name: z.string(),
      last_name: z.exactOptional(z.string()),
    }),
  ),
  poll: z.exactOptional(z.object({ question: z.string() })),
  dice: z.exactOptional(z.object({ emoji: z.string() })),
  story: flag,
  game: flag,
  checklist: flag,
  paid_media: flag,
  rich_message: flag,
  invoice: flag,
});

const update = z.object({
  update_id: id,
  message: z.exactOptional(message),
  edited_message: z.exactOptional(message),
  callback_query: z.exactOptional(
    z.object({
      id: key,
      from: user,
      message: z.exactOptional(
        z.object({
          message_id: id.nonnegative(),
          chat,
          message_thread_id: z.exactOptional(id.positive()),
          is_topic_message: z.exactOptional(z.boolean()),
        }),
      ),
      data: z.exactOptional(z.string()),
    }),
  ),
  my_chat_member: z.exactOptional(
    z.object({ chat, from: user, new_chat_member: z.object({ status: z.string() }) }),
  ),
});

/** The kinds of update asked for; every other kind is ignored, should it come. */
export const allowedUpdates = [
  "message",
  "edited_message",
  "callback_query",
  "my_chat_member",
] as const;

export type Update = z.infer<typeof update>;
export type WrittenUpdate = z.infer<typeof message>;

/** Undefined for a value that has not the shape of an update, in the fields we use. */
export function parseUpdate(value: unknown): Update | undefined {
  const read = update.safeParse(value);
  return read.success ? read.data : undefined;
}

const numbered = z.object({ update_id: id });

/** The number by which a received update is confirmed, even where nothing else of it is readable. */
export function updateNumber(value: unknown): number | undefined {
  const read = numbered.safeParse(value);
  return read.success ? read.data.update_id : undefined;
}
