import { plaintext } from "../settings.ts";

/** Updates with every field the program might read, to be distorted. */
export function updateTemplates(person: number, number: number): readonly object[] {
  const from = { id: person, is_bot: false, first_name: "客", username: "hostile" };
  const chat = { id: person, type: "private", first_name: "客" };
  const file = { file_id: "AgAD", file_unique_id: "u", file_name: `${plaintext}.pdf` };
  const head = { message_id: number, from, chat, date: 1_763_700_000 };
  const entity = { type: "mention", offset: 0, length: 4, user: { id: 1_000_000_003 } };
  const place = { latitude: 29.5, longitude: 106.5 };
  const update = (kind: string, value: object) => ({ update_id: number, [kind]: value });
  const message = (more: object) => update("message", { ...head, ...more });
  const text = `@bot ${plaintext}`;
  return [
    message({ text, entities: [entity] }),
    message({ text: "/start x", entities: [{ type: "bot_command", offset: 0, length: 6 }] }),
    message({
      text,
      reply_to_message: { ...head, text },
      message_thread_id: 5,
      is_topic_message: true,
      media_group_id: "1",
      sender_chat: chat,
      edit_date: 1,
    }),
    message({ caption: text, caption_entities: [entity], photo: [file, file] }),
    message({ caption: text, media_group_id: "13", video: file }),
    message({ document: file, animation: file, audio: file, voice: file, sticker: file }),
    message({ location: place }),
    message({ venue: { location: place, title: text, address: text } }),
    message({ contact: { phone_number: "1", first_name: text, last_name: text } }),
    message({ poll: { question: text }, dice: { emoji: "🎲", value: 1 } }),
    message({ new_chat_members: [from], left_chat_member: from, pinned_message: head }),
    message({ text, chat: { id: -100_777_000, type: "supergroup" }, entities: [entity] }),
    update("edited_message", { ...head, edit_date: 1_763_700_001, text }),
    update("channel_post", { ...head, text }),
    update("callback_query", {
      id: String(number),
      from,
      chat_instance: "1",
      data: "abc:0",
      message: { message_id: number, date: 1, chat, message_thread_id: 1, is_topic_message: true },
    }),
    update("my_chat_member", {
      chat,
      from,
      date: 1,
      old_chat_member: { status: "member", user: from },
      new_chat_member: { status: "kicked", user: from },
    }),
    update("inline_query", { id: "1", from, query: text, offset: "" }),
    update("message_reaction", { chat, message_id: number, user: from, new_reaction: [] }),
    update("an_unknown_kind", { a: text }),
  ];
}
