import type { Choice } from "../../core/outcome.ts";

/** Buttons of a card, and characters WeCom shows of one without cutting it (doc 94888). */
const mostButtons = 6;
const longestLabel = 10;

/** True when all choices fit on a card: a label that is cut off may no longer say which one it is. */
export function fitCard(choices: readonly Choice[]): boolean {
  return (
    choices.length >= 1 &&
    choices.length <= mostButtons &&
    choices.every(({ label }) => label.trim() !== "" && [...label].length <= longestLabel)
  );
}

/** A `button_interaction` card of a reply's choices; a button's key is the choice's place. */
export function choiceCard(delivery: string, choices: readonly Choice[]) {
  return {
    card_type: "button_interaction",
    main_title: { title: "请点选一项", desc: "也可以直接打字回答" },
    task_id: delivery,
    button_list: choices.map(({ label }, place) => ({
      text: label,
      style: place === 0 ? 1 : 2,
      key: String(place),
    })),
  };
}

/** What the card's buttons become once one is pressed. */
export function pickedLabel({ label }: Choice): string {
  return `已选 ${label}`;
}
