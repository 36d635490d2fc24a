import type { Json } from "../json.ts";
import type { Chat } from "./chats.ts";

/** How what a user does reaches an AI bot: callbacks, or the long connection. */
export interface Way {
  /** False where the bot has too many conversations with the user open and this one is not begun. */
  message(chat: Chat, common: Json, content: Json): boolean;
  /** `card` is the message whose card was pressed. */
  event(chat: Chat, body: Json, card?: string): void;
}
