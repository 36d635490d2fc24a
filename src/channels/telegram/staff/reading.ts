import { cleaned } from "../../../core/cleaned.ts";
import type { Attachment } from "../../../core/message.ts";
import { attachmentIn } from "../attachment.ts";
import type { Update, WrittenUpdate } from "../update.ts";
import { type Button, readButtonData } from "./button.ts";
import { readStaffCommand, type WrittenStaffCommand } from "./commands.ts";

/** Who did something: a user's number, or somebody behind the group's or a channel's name. */
export type Writer = number | "hidden";

interface Done {
  /** The topic; undefined for the general one. */
  readonly thread: number | undefined;
  readonly by: Writer;
  readonly message: number;
}

/** What an update of the staff group is to us. */
export type StaffReading =
  | (Done & {
      readonly kind: "words";
      readonly text: string;
      readonly attachment?: Attachment;
    })
  | (Done & {
      readonly kind: "edit";
      readonly text: string;
      /** Unix time. */
      readonly editedAt: number;
      /** It is a caption that was edited. */
      readonly caption: boolean;
    })
  | (Done & { readonly kind: "command" } & WrittenStaffCommand)
  /** `button` is undefined for a press that none of ours can make. */
  | (Done & { readonly kind: "press"; readonly query: string; readonly button?: Button })
  | (Done & { readonly kind: "closed" })
  | { readonly kind: "moved"; readonly to: number }
  /** The bot's own place in the group. */
  | { readonly kind: "membership"; readonly status: string }
  | { readonly kind: "ignored"; readonly why: string };

/** Pure: the same update always gives the same reading. */
export function readStaffUpdate(update: Update, bot: number): StaffReading {
  const { message, edited_message, callback_query: press, my_chat_member } = update;
  if (my_chat_member !== undefined) {
    return { kind: "membership", status: my_chat_member.new_chat_member.status };
  }
  if (press?.message !== undefined) {
    const button = readButtonData(press.data ?? "");
    return {
      kind: "press",
      thread: threadOf(press.message),
      by: press.from.id,
      message: press.message.message_id,
      query: press.id,
      ...(button === undefined ? {} : { button }),
    };
  }
  if (message !== undefined) return readWritten(message, bot);
  if (edited_message !== undefined) return readEdited(edited_message);
  return ignored("a kind that was not asked for");
}

function readWritten(written: WrittenUpdate, bot: number): StaffReading {
  if (written.migrate_to_chat_id !== undefined) {
    return { kind: "moved", to: written.migrate_to_chat_id };
  }
  const by = writerOf(written);
  if (by === undefined || by === bot) return ignored("a bot wrote it");
  const done = { thread: threadOf(written), by, message: written.message_id };
  if (written.forum_topic_closed !== undefined) return { kind: "closed", ...done };
  const attachment = attachmentIn(written);
  const text = textOf(written);
  if (attachment !== undefined) return { kind: "words", ...done, text, attachment };
  if (text === "") return ignored("a service message");
  const command = readStaffCommand(text);
  return command === undefined
    ? { kind: "words", ...done, text }
    : { kind: "command", ...done, ...command };
}

function readEdited(written: WrittenUpdate): StaffReading {
  const by = writerOf(written);
  const { edit_date: editedAt } = written;
  // A live location is edited every few seconds.
  if (by === undefined || editedAt === undefined || written.location !== undefined) {
    return ignored("an edit that says nothing");
  }
  const { message_id: message } = written;
  const caption = written.text === undefined;
  return {
    kind: "edit",
    thread: threadOf(written),
    by,
    message,
    text: textOf(written),
    editedAt,
    caption,
  };
}

/** Undefined for a bot. Whoever writes as the group or as a channel has the number of a stand-in. */
function writerOf({ from, sender_chat }: WrittenUpdate): Writer | undefined {
  if (sender_chat !== undefined || from === undefined) return "hidden";
  return from.is_bot ? undefined : from.id;
}

/** 1 is the general topic, whose messages mostly carry no number at all. */
function threadOf({
  message_thread_id: thread,
  is_topic_message: topic,
}: Pick<WrittenUpdate, "message_thread_id" | "is_topic_message">): number | undefined {
  return topic === true && thread !== 1 ? thread : undefined;
}

function textOf({ text, caption }: WrittenUpdate): string {
  return cleaned(text ?? caption ?? "", longestText).trim();
}

/** Telegram's own bound on a text, in UTF-16 units. */
const longestText = 4096;

function ignored(why: string): StaffReading {
  return { kind: "ignored", why };
}
