import type { Message } from "../../core/message.ts";
import type { Bot } from "./addressed.ts";
import { albums } from "./albums.ts";
import { type Api, within } from "./api.ts";
import type { TelegramPort } from "./port.ts";
import { needsName, type Reading, readUpdate } from "./readUpdate.ts";
import type { StaffGroup } from "./staff/staffGroup.ts";
import { parseUpdate } from "./update.ts";

/** Takes updates in, whichever way they came. */
export interface Intake {
  /** Resolves once what the update says is stored, or nothing of it needs storing; else rejects. */
  take(value: unknown): Promise<void>;
  /** Resolves when the answers to presses are out. */
  idle(): Promise<void>;
}

export interface IntakeOptions {
  /** The bot's own number. */
  readonly id: number;
  /** Who the bot is; asked only for messages of groups, where its name decides. */
  me(): Promise<Bot>;
  /** Telegram dates messages, but no pressed button. */
  now(): Date;
  /** What happens there is staff's, never a customer's. */
  readonly group?: Pick<StaffGroup, "isOf" | "take" | "idle"> | undefined;
}

export function intake(
  port: TelegramPort,
  api: Api,
  { id, me, now, group }: IntakeOptions,
): Intake {
  const ofAlbum = albums();
  const answering = new Set<Promise<void>>();

  /** Ends the waiting sign on the button. It may fail: what was pressed is stored already. */
  const answer = (query: string, text: string) => {
    const done = api
      .answerCallbackQuery(query, { text: text.slice(0, longestNotice) }, within())
      .then(
        () => {},
        () => port.count("call-failed"),
      )
      .finally(() => answering.delete(done));
    answering.add(done);
  };

  const accept = async (message: Message) => {
    const { repeat } = await port.accept(message);
    port.count(repeat ? "repeat" : "accepted");
    return repeat;
  };

  const choose = async (press: Reading & { kind: "choice" }) => {
    const { contact, delivery, index, query, thread } = press;
    const choice = await port.choice("telegram", contact, delivery, index);
    if (choice === undefined) {
      port.count("forged-choice");
      return answer(query, "这个选项不是给您的，或已经失效，请直接发消息告诉我。");
    }
    const repeat = await accept({
      id: press.id,
      channel: "telegram",
      contact,
      text: choice.text,
      at: now(),
      ...(thread === undefined ? {} : { handle: { thread } }),
    });
    answer(query, repeat ? `已经选过：${choice.label}` : `已选：${choice.label}`);
  };

  const act = async (reading: Reading): Promise<void> => {
    switch (reading.kind) {
      case "message": {
        const { message, album } = reading;
        await accept(album === undefined ? message : ofAlbum(message, album));
        return;
      }
      case "choice":
        return await choose(reading);
      case "strange-press":
        port.count("forged-choice");
        return answer(reading.query, "这个选项已经失效，请直接发消息告诉我。");
      case "unreachable":
      case "reachable":
        port.onReachable?.(reading.contact, reading.kind === "reachable");
        return;
      case "ignored":
        port.count("ignored");
        return;
    }
  };

  return {
    async take(value) {
      const update = parseUpdate(value);
      // Refused, it would be sent again and again, and what the chat wrote after it would wait.
      if (update === undefined) return port.count("unreadable");
      if (group?.isOf(update) === true) return await group.take(update);
      const bot = needsName(update) ? await me() : { id, username: undefined };
      await act(readUpdate(update, bot));
    },
    async idle() {
      await Promise.all([...answering, group?.idle()]);
    },
  };
}

/** Telegram's bound on a notice, in characters. */
const longestNotice = 200;
