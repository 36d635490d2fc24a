/** One forum topic in Telegram: made, headed, written to, opened and closed. */
import type { GroupCalls } from "./calls.ts";
import { CallFailed } from "./calls.ts";
import type { Head } from "./head.ts";
import type { At } from "./key.ts";

/** The topic was deleted, or can no longer be reached. */
export class TopicLost extends Error {
  constructor() {
    super("the topic is gone");
    this.name = "TopicLost";
  }
}

export interface Topic {
  readonly chat: number;
  readonly thread: number;
}

export interface Writing {
  readonly replyTo?: number;
  readonly keyboard?: Head["keyboard"];
}

export interface Topics {
  /** Gives its number. Not safe to repeat: what is made and not recorded stays, empty. */
  make(chat: number, title: string): Promise<number>;
  /** Gives the message's number. */
  write(topic: Topic, text: string, how?: Writing): Promise<number>;
  /** False where Telegram does not copy it. */
  copy(topic: Topic, of: At, caption: string | undefined): Promise<boolean>;
  /** False where the head is no longer there. */
  editHead(topic: Topic, message: number, head: Head): Promise<boolean>;
  rename(topic: Topic, title: string): Promise<void>;
  open(topic: Topic): Promise<void>;
  close(topic: Topic): Promise<void>;
  remove(topic: Topic): Promise<void>;
}

/** All but `make` throw {@link TopicLost} for a topic that is gone. */
export function topics(call: GroupCalls): Topics {
  /** Members may have closed what is still written to. */
  const written = async <T>({ chat, thread }: Topic, write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } catch (error) {
      if (isLost(error)) throw new TopicLost();
      if (!(error instanceof CallFailed && error.says(/TOPIC_CLOSED/i))) throw error;
      await quiet(call("reopenForumTopic", (api, s) => api.reopenForumTopic(chat, thread, s)));
      return await write();
    }
  };
  const settled = async (change: Promise<unknown>) => {
    try {
      await quiet(change);
    } catch (error) {
      if (isLost(error)) throw new TopicLost();
      throw error;
    }
  };
  return {
    async make(chat, title) {
      const made = await call("createForumTopic", (api, signal) =>
        api.createForumTopic(chat, title, {}, signal),
      );
      return made.message_thread_id;
    },
    async write(topic, text, { replyTo, keyboard } = {}) {
      const { chat, thread } = topic;
      const other = {
        message_thread_id: thread,
        link_preview_options: { is_disabled: true },
        ...(replyTo === undefined
          ? {}
          : { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }),
        ...(keyboard === undefined ? {} : { reply_markup: markup(keyboard) }),
      };
      const sent = await written(topic, () =>
        call("sendMessage", (api, signal) => api.sendMessage(chat, text, other, signal)),
      );
      return sent.message_id;
    },
    async copy(topic, of, caption) {
      const { chat, thread } = topic;
      const other = { message_thread_id: thread, ...(caption === undefined ? {} : { caption }) };
      try {
        await written(topic, () =>
          call("copyMessage", (api, signal) =>
            api.copyMessage(chat, of.chat, of.message, other, signal),
          ),
        );
        return true;
      } catch (error) {
        // What is wrong with the chat shows at the text that is sent instead.
        if (error instanceof CallFailed && error.trouble.kind === "refused") {
          if (error.trouble.code === 400 && error.trouble.retryAfter === undefined) return false;
        }
        throw error;
      }
    },
    async editHead({ chat }, message, { text, keyboard }) {
      const other = {
        link_preview_options: { is_disabled: true },
        reply_markup: markup(keyboard),
      };
      try {
        await quiet(
          call("editMessageText", (api, signal) =>
            api.editMessageText(chat, message, text, other, signal),
          ),
        );
        return true;
      } catch (error) {
        const gone = /message to edit not found|can't be edited|MESSAGE_ID_INVALID/i;
        if (error instanceof CallFailed && error.says(gone)) return false;
        throw error;
      }
    },
    rename: ({ chat, thread }, title) =>
      settled(
        call("editForumTopic", (api, signal) =>
          api.editForumTopic(chat, thread, { name: title }, signal),
        ),
      ),
    open: ({ chat, thread }) =>
      settled(call("reopenForumTopic", (api, s) => api.reopenForumTopic(chat, thread, s))),
    close: ({ chat, thread }) =>
      settled(call("closeForumTopic", (api, s) => api.closeForumTopic(chat, thread, s))),
    remove: ({ chat, thread }) =>
      settled(call("deleteForumTopic", (api, s) => api.deleteForumTopic(chat, thread, s))),
  };
}

function markup(keyboard: Head["keyboard"]) {
  return { inline_keyboard: keyboard.map((row) => [...row]) };
}

/** What is so already needs no change. */
async function quiet(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (error instanceof CallFailed && error.says(/not[ _]modified/i)) return;
    throw error;
  }
}

/** An old topic may become unreachable for bots even while it exists (tdlib/telegram-bot-api #693). */
function isLost(error: unknown): boolean {
  const words = /thread not found|TOPIC_(?:ID_INVALID|DELETED)/i;
  return error instanceof CallFailed && error.says(words);
}
