/** The objects of the Bot API that the emulator speaks, with their own field names (core.telegram.org/bots/api). */

export interface User {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly username?: string;
  readonly language_code?: string;
}

export interface Chat {
  readonly id: number;
  readonly type: "private" | "group" | "supergroup" | "channel";
  readonly title?: string;
  readonly first_name?: string;
  readonly is_forum?: true;
}

export interface Entity {
  readonly type: string;
  /** In UTF-16 units, as `length`. */
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
}

export interface Button {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
}

export interface Markup {
  readonly inline_keyboard?: readonly (readonly Button[])[];
  readonly keyboard?: readonly (readonly (Button | string)[])[];
  readonly remove_keyboard?: true;
  readonly force_reply?: true;
}

/** What a message holds that is not text, as fields of the message. */
export type Media = Readonly<Record<string, unknown>>;

export interface Message {
  readonly message_id: number;
  readonly from?: User;
  readonly sender_chat?: Chat;
  readonly chat: Chat;
  /** Unix time in seconds. */
  readonly date: number;
  readonly edit_date?: number;
  readonly message_thread_id?: number;
  readonly is_topic_message?: true;
  readonly text?: string;
  readonly entities?: readonly Entity[];
  readonly caption?: string;
  readonly caption_entities?: readonly Entity[];
  readonly media_group_id?: string;
  readonly reply_to_message?: Message;
  readonly reply_markup?: Markup;
  readonly link_preview_options?: unknown;
  readonly forward_origin?: unknown;
  readonly [field: string]: unknown;
}

export const updateKinds = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "callback_query",
  "my_chat_member",
  "chat_member",
  "message_reaction",
  "message_reaction_count",
  "inline_query",
  "poll",
] as const;
export type UpdateKind = (typeof updateKinds)[number];

export type Update = { readonly update_id: number } & {
  readonly [kind in UpdateKind]?: Readonly<Record<string, unknown>>;
};

/** What a method answers with. */
export type Answer =
  | { readonly ok: true; readonly result: unknown; readonly description?: string }
  | {
      readonly ok: false;
      readonly error_code: number;
      readonly description: string;
      readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
    };
