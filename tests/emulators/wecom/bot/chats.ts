import { cardChoices, cardText } from "../card.ts";
import type { Chance } from "../chance.ts";
import type { Json } from "../json.ts";
import { type Screen, screen } from "../screen.ts";
import type { BotContent, StreamPart } from "./content.ts";

/** A conversation of an AI bot: with one user, or in a group. */
export interface Chat {
  /** The user's id, or the group's. */
  readonly id: string;
  readonly group: boolean;
  readonly screen: Screen;
  /** By the id of what is shown. */
  readonly cards: Map<string, Json>;
  /** What verdicts come back under, by the id of what is shown. */
  readonly feedback: Map<string, string>;
  /** The person has written here: the bot may push. */
  written: boolean;
  /** Times of the bot's messages of the last hour. */
  sentAt: number[];
}

/** A streamed message on its way. */
export interface Stream {
  readonly id: string;
  readonly shown: string;
  readonly startedAt: number;
  finished: boolean;
  /** A card stands with it: there is one at most. */
  carded: boolean;
}

export interface Chats {
  of(id: string, group: boolean): Chat;
  show(chat: Chat, content: BotContent): string;
  /** Shows the first state of a stream, or a later one. */
  stream(chat: Chat, part: StreamPart, running: Stream | undefined): Stream;
  /** Draws another card in place of one. */
  replace(chat: Chat, message: string, card: Json): void;
}

export function chats(now: () => Date, chance: Chance): Chats {
  const all = new Map<string, Chat>();
  return {
    of: (id, group) => {
      const key = `${group ? "group" : "single"}:${id}`;
      const found = all.get(key);
      if (found !== undefined) return found;
      const made = {
        ...{ id, group, screen: screen(now), cards: new Map(), feedback: new Map() },
        ...{ written: false, sentAt: [] },
      };
      all.set(key, made);
      return made;
    },
    show: (chat, { text, choices, card, feedback }) => {
      const id = chance.id("BOT_");
      if (feedback !== undefined) chat.feedback.set(id, feedback);
      if (card !== undefined) chat.cards.set(id, card);
      chat.screen.add({ id, from: "bot", text, choices });
      return id;
    },
    stream: (chat, part, running) => {
      if (running === undefined) {
        const shown = chance.id("STREAM_");
        if (part.feedback !== undefined) chat.feedback.set(shown, part.feedback);
        chat.screen.add({ id: shown, from: "bot", text: part.content, complete: part.finish });
        const startedAt = now().getTime();
        return { id: part.id, shown, startedAt, finished: part.finish, carded: false };
      }
      running.finished = part.finish;
      chat.screen.change(running.shown, { text: part.content, complete: part.finish });
      return running;
    },
    replace: (chat, message, card) => {
      chat.cards.set(message, card);
      chat.screen.change(message, { text: cardText(card), choices: cardChoices(card) });
    },
  };
}
