import { type Api, within } from "../api.ts";
import type { TelegramPort } from "../port.ts";
import type { Update } from "../update.ts";
import { type Aside, acting } from "./act.ts";
import { membershipError, movedError } from "./check.ts";
import { type FeedOptions, feed } from "./feed.ts";
import type { StaffGroupConfig, StaffGroupPort } from "./port.ts";
import { readStaffUpdate } from "./reading.ts";

/** The staff group: what is done there is taken in, what conversations hold is shown there. */
export interface StaffGroup {
  /** True for an update of the group: nothing in it is ever a customer's. */
  isOf(update: Update): boolean;
  /** Resolves once what the update says is stored; rejects when it could not be. */
  take(update: Update): Promise<void>;
  /** Shows what there is to show, until the signal. */
  run(signal: AbortSignal, options: FeedOptions): Promise<void>;
  /** Resolves when the answers under way are out. */
  idle(): Promise<void>;
}

export function staffGroup(
  port: TelegramPort & { readonly staff: StaffGroupPort },
  config: StaffGroupConfig,
  api: Api,
): StaffGroup {
  const answering = new Set<Promise<void>>();
  const track = (call: Promise<unknown>) => {
    const done = call
      .then(
        () => {},
        () => port.count("call-failed"),
      )
      .finally(() => answering.delete(done));
    answering.add(done);
  };
  const aside: Aside = {
    press(query, text, alert) {
      const answer = { text: text.slice(0, longestNotice), show_alert: alert };
      track(api.answerCallbackQuery(query, answer, within()));
    },
    reply({ thread, message }, text) {
      const other = {
        ...(thread === undefined ? {} : { message_thread_id: thread }),
        reply_parameters: { message_id: message, allow_sending_without_reply: true },
      };
      track(api.sendMessage(config.chat, text, other, within()));
    },
  };
  const act = acting(port.staff, config, aside);
  return {
    isOf({ message, edited_message, callback_query, my_chat_member }) {
      const at = message ?? edited_message ?? callback_query?.message ?? my_chat_member;
      return at?.chat.id === config.chat;
    },
    async take(update) {
      const reading = readStaffUpdate(update, config.bot);
      switch (reading.kind) {
        case "ignored":
          port.count("ignored");
          return;
        case "moved":
          port.report(movedError(reading.to));
          return;
        case "membership": {
          const wrong = membershipError(reading.status);
          if (wrong !== undefined) port.report(wrong);
          return;
        }
        default:
          await act(reading);
      }
    },
    run: (signal, options) => feed(port, config, api, signal, options),
    async idle() {
      await Promise.all(answering);
    },
  };
}

/** Telegram's bound on a notice, in characters. */
const longestNotice = 200;
