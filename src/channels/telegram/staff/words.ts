import type { Delivery } from "../../../core/delivery.ts";
import { type Api, troubleOf, type within } from "../api.ts";
import type { Place } from "../contact.ts";
import type { TelegramPort } from "../port.ts";
import { type At, messageKey, readMessageKey } from "./key.ts";
import { corrected, readOutgoing } from "./outgoing.ts";
import type { StaffGroupConfig, StaffGroupPort } from "./port.ts";

type Signal = ReturnType<typeof within>;

/** One call of a send; gives the number of the message it left, where it left one. */
export type Call = (signal: Signal) => Promise<number | undefined>;

/** What the staff group's words become at a customer of Telegram. */
export interface StaffWords {
  /** The one call they are; undefined where they are plain text. */
  call(delivery: Delivery, place: Place): Promise<Call | undefined>;
  /** Keeps which message they became, so that an edit can reach it. Never rejects. */
  left(delivery: Delivery, at: At): Promise<void>;
}

export function staffWords(
  api: Api,
  port: Pick<TelegramPort, "report"> & { readonly staff: Pick<StaffGroupPort, "record"> },
  { chat: staffChat }: Pick<StaffGroupConfig, "chat">,
): StaffWords {
  const { record } = port.staff;
  return {
    async call({ speaker, handle, text }, place) {
      const outgoing = speaker === "staff" ? readOutgoing(handle) : undefined;
      if (outgoing === undefined) return undefined;
      const thread = place.thread === undefined ? {} : { message_thread_id: place.thread };
      if (outgoing.kind === "copy") {
        const { chat, message } = outgoing.of;
        return async (signal) =>
          (await api.copyMessage(place.chat, chat, message, thread, signal)).message_id;
      }
      const became = await record.customerMessages(outgoing.delivery, staffChat);
      const there = became.length === 1 ? readMessageKey(became[0] ?? "") : undefined;
      // In several parts, or never arrived: it is said what it should be.
      if (there === undefined || there.chat !== place.chat) return undefined;
      return async (signal) => {
        try {
          await change(api, there, { text: corrected(text), caption: outgoing.caption }, signal);
          return undefined;
        } catch (error) {
          const trouble = troubleOf(error);
          const lasting = trouble.kind === "refused" && trouble.code === 400;
          if (!lasting || trouble.retryAfter !== undefined) throw error;
          if (/not modified/i.test(trouble.why)) return undefined;
          // Too old, or the customer has deleted it.
          return (await api.sendMessage(place.chat, text, thread, signal)).message_id;
        }
      };
    },
    async left({ id, conversation, speaker }, at) {
      if (speaker !== "staff") return;
      try {
        await record.keepMessage({ message: messageKey(at), conversation, delivery: id });
      } catch (error) {
        // It has arrived; an edit of it will be told instead of made.
        port.report(error);
      }
    },
  };
}

async function change(
  api: Api,
  { chat, message }: At,
  { text, caption }: { readonly text: string; readonly caption: boolean },
  signal: Signal,
): Promise<void> {
  if (caption) await api.editMessageCaption(chat, message, { caption: text }, signal);
  else await api.editMessageText(chat, message, text, {}, signal);
}
