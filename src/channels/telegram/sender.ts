import { setTimeout as sleep } from "node:timers/promises";
import type { Delivery, Sender } from "../../core/delivery.ts";
import { plainReply } from "../../core/plainReply.ts";
import { splitText, utf16Units } from "../../core/split.ts";
import { type Api, troubleError, troubleOf, within } from "./api.ts";
import { inGroup, type Place, placeOf } from "./contact.ts";
import { keyboard } from "./keyboard.ts";
import { writtenMessage } from "./messageId.ts";
import { type Pace, pace } from "./pace.ts";
import type { TelegramPort } from "./port.ts";
import { verdictOf } from "./refusals.ts";
import type { Call, StaffWords } from "./staff/words.ts";

export interface SenderOptions {
  readonly pace?: Pace;
  /** Of the staff group, where there is one. */
  readonly staff?: StaffWords;
  /** Milliseconds a single call may take; 10,000 unless told. */
  readonly longestCall?: number;
}

/** Telegram's bound on a text, in UTF-16 units. */
const longestText = 4096;

/** Milliseconds a send waits here for its turn; longer ones come back later. */
const patience = 2_000;

/**
 * Sends replies as plain text, in as many messages as it takes; choices are buttons under the last.
 * What left in an earlier attempt is not sent again.
 */
export function telegramSender(
  api: Api,
  port: Pick<TelegramPort, "report" | "count" | "onReachable">,
  { pace: turns = pace(), longestCall, staff }: SenderOptions = {},
): Sender {
  return async (delivery, progress) => {
    const place = placeOf(delivery.contact);
    if (place === undefined) return { state: "failed", reason: "not a contact of Telegram" };
    const whole = await staff?.call(delivery, place);
    const parts = whole === undefined ? textCalls(api, delivery, place) : [whole];
    if (parts.length === 0) return { state: "failed", reason: "there is nothing to say in it" };
    for (let at = delivery.partsSent; at < parts.length; at++) {
      const send = `${delivery.id}/${at}`;
      const turn = turns.turn(send, place.chat, Date.now());
      if (turn - Date.now() > patience) {
        const reason = "waiting for its turn: Telegram takes only so many messages a minute";
        return { state: "retry", reason, at: new Date(turn), unsent: true };
      }
      const wait = turn - Date.now();
      await sleep(Math.max(0, wait));
      turns.done(send);
      // A person may have come meanwhile.
      if (wait > 0) await progress(at);
      try {
        const message = await parts[at]?.(within(longestCall));
        if (message !== undefined) await staff?.left(delivery, { chat: place.chat, message });
      } catch (error) {
        const trouble = troubleOf(error);
        const { result, gone, holdFor } = verdictOf(trouble, new Date());
        port.count("call-failed");
        if (holdFor !== undefined) turns.hold(place.chat, Date.now() + holdFor);
        if (gone === true && !inGroup(place)) port.onReachable?.(delivery.contact, false);
        if (trouble.kind === "refused" && (trouble.code === 401 || trouble.code === 404)) {
          port.report(troubleError("sendMessage", trouble));
        }
        return result;
      }
      // Of the last part the end itself tells.
      if (at + 1 < parts.length) await progress(at + 1);
    }
    return { state: "sent", parts: parts.length };
  };
}

/** As many messages as the text takes. */
function textCalls(api: Api, delivery: Delivery, place: Place): readonly Call[] {
  const texts = splitText(plainReply(delivery), longestText, utf16Units);
  return texts.map((text, at) => async (signal) => {
    const other = settings(delivery, place, at, texts.length);
    return (await api.sendMessage(place.chat, text, other, signal)).message_id;
  });
}

/** What goes with a part: topic, message replied to, buttons. */
function settings(
  { id, handle, messageId, choices }: Delivery,
  place: Place,
  at: number,
  of: number,
) {
  const thread = place.thread ?? Number(handle["thread"] ?? Number.NaN);
  const answered = writtenMessage(messageId);
  return {
    link_preview_options: { is_disabled: true },
    ...(Number.isSafeInteger(thread) ? { message_thread_id: thread } : {}),
    ...(inGroup(place) && at === 0 && answered !== undefined
      ? { reply_parameters: { message_id: answered, allow_sending_without_reply: true } }
      : {}),
    ...(at === of - 1 && choices.length > 0 ? { reply_markup: keyboard(id, choices) } : {}),
  };
}
