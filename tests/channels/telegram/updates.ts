import { type Reading, readUpdate } from "../../../src/channels/telegram/readUpdate.ts";
import { parseUpdate } from "../../../src/channels/telegram/update.ts";

export const bot = { id: 4242, username: "Zhiwen_Bot" };
export const customer = { id: 7, is_bot: false, first_name: "李", username: "li_hua" };
export const colleague = { id: 8, is_bot: false, first_name: "王" };
export const privateChat = { id: 7, type: "private", first_name: "李", username: "li_hua" };
export const group = { id: -1001234567890, type: "supergroup", title: "企业群", is_forum: true };

/** 2026-11-21 02:00:00 UTC */
export const date = 1_795_226_400;

export type Fields = Readonly<Record<string, unknown>>;

export function written(fields: Fields, kind = "message") {
  return {
    update_id: 900,
    [kind]: { message_id: 31, date, chat: privateChat, from: customer, ...fields },
  };
}

export const inGroup = (fields: Fields) => written({ chat: group, ...fields });

export function pressed(fields: Fields) {
  const message = { message_id: 40, date, chat: privateChat, from: { id: 4242, is_bot: true } };
  return {
    update_id: 901,
    callback_query: { id: "q1", from: customer, chat_instance: "1", message, ...fields },
  };
}

export function mention(text: string, name: string) {
  return { type: "mention", offset: text.indexOf(name), length: name.length };
}

/** As the channel reads it; undefined for a value that is no update. */
export function reading(value: unknown): Reading | undefined {
  const update = parseUpdate(JSON.parse(JSON.stringify(value)));
  return update === undefined ? undefined : readUpdate(update, bot);
}
