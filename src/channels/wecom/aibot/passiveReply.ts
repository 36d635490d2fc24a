import type { Choice } from "../../../core/outcome.ts";
import { choiceCard } from "../card.ts";
import { contentOf, type Said } from "./content.ts";
import { offersCard } from "./offersCard.ts";
import { wording } from "./wording.ts";

/** What a callback is answered with, before it is encrypted (docs 101031, 101032). */
export type PassiveReply = Readonly<Record<string, unknown>>;

/** One frame of a stream; each carries all that is to be seen of it. */
export function frame(
  id: string,
  shown: { readonly content: string; readonly finish: boolean; readonly first?: boolean },
): PassiveReply {
  const { content, finish, first = false } = shown;
  // Only the first frame may name what a verdict of the customer will come back under.
  const feedback = first ? { feedback: { id: id.slice(0, 256) } } : {};
  return { msgtype: "stream", stream: { id, finish, content, ...feedback } };
}

/** A reply, whom it is for, and what a press of its card names. */
export interface Shown {
  readonly reply: Said;
  readonly contact: string;
  readonly delivery: string;
}

/**
 * The last frame: the whole reply, with a card of its choices where they fit. A press brings an
 * address of its own to answer to (doc 101138).
 */
export function lastFrame(
  id: string,
  { reply, contact, delivery }: Shown,
  options: { readonly first?: boolean } = {},
): PassiveReply {
  const { choices } = reply;
  const card = offersCard({ contact, choices });
  const words = frame(id, {
    content: contentOf(reply, { choices: !card }),
    finish: true,
    ...options,
  });
  return card
    ? {
        ...words,
        msgtype: "stream_with_template_card",
        template_card: choiceCard(delivery, choices),
      }
    : words;
}

export function welcome(reply: Said): PassiveReply {
  return { msgtype: "text", text: { content: contentOf(reply) } };
}

/** The pressed card anew, with the pick alone; its button does nothing more. */
export function pickedCard(delivery: string, { label }: Choice): PassiveReply {
  return {
    card_type: "button_interaction",
    main_title: { title: `已选：${label}` },
    task_id: delivery,
    button_list: [{ text: "已选择", style: 2, key: "picked" }],
  };
}

/** A press whose answer could not leave is not taken; the person can say it in words. */
export function sayInsteadCard(delivery: string, { label, text }: Choice): PassiveReply {
  return {
    ...pickedCard(delivery, { label, text }),
    main_title: { title: wording.sendInstead(text) },
  };
}

export function cardUpdate(userid: string, card: PassiveReply): PassiveReply {
  return { response_type: "update_template_card", userids: [userid], template_card: card };
}
