import { bytes, type Json, listOf, objectOf, textOf } from "./json.ts";
import type { Choice } from "./screen.ts";

/** What a person who presses something on a template card tells the bot. */
export interface CardPress {
  readonly eventKey: string;
  readonly selected: readonly { readonly question: string; readonly options: readonly string[] }[];
}

const kinds = [
  "text_notice",
  "news_notice",
  "button_interaction",
  "vote_interaction",
  "multiple_interaction",
];

export function cardKind(card: Json): string {
  return textOf(card, "card_type") ?? "";
}

export function isInteractive(card: Json): boolean {
  return cardKind(card).endsWith("_interaction") || Object.hasOwn(card, "action_menu");
}

/** Why the platform would not take a card (docs 90236, 101032); undefined where it would. */
export function cardProblem(card: Json): string | undefined {
  const kind = cardKind(card);
  if (!kinds.includes(kind)) return "card_type";
  const task = textOf(card, "task_id");
  const needsTask =
    kind === "button_interaction" ||
    kind === "vote_interaction" ||
    Object.hasOwn(card, "action_menu");
  if (task === undefined && needsTask) return "task_id is missing";
  if (task !== undefined && !/^[0-9A-Za-z_\-@]{1,128}$/.test(task)) return "task_id";
  if (kind.endsWith("_notice")) {
    const action = objectOf(card, "card_action")["type"];
    if (action !== 1 && action !== 2) return "card_action is missing";
  }
  const title = objectOf(card, "main_title");
  const named = textOf(title, "title") || textOf(card, "sub_title_text");
  if (!named) return "neither main_title nor sub_title_text";
  const most = { horizontal_content_list: 6, jump_list: 3, vertical_content_list: 4 };
  for (const [name, count] of Object.entries(most)) {
    if (listOf(card, name).length > count) return `${name} is too long`;
  }
  return formProblem(kind, card);
}

function formProblem(kind: string, card: Json): string | undefined {
  if (kind === "button_interaction") {
    const buttons = listOf(card, "button_list");
    if (buttons.length < 1 || buttons.length > 6) return "button_list has 1 to 6 buttons";
    const keys = buttons.map((button) => textOf(button, "key") ?? textOf(button, "url") ?? "");
    if (keys.some((key) => key === "" || bytes(key) > 1024)) return "a button's key";
    if (new Set(keys).size < keys.length) return "two buttons with one key";
    if (buttons.some((button) => !textOf(button, "text"))) return "a button's text";
  }
  if (kind === "vote_interaction" || kind === "multiple_interaction") {
    const submit = objectOf(card, "submit_button");
    if (!textOf(submit, "text") || !textOf(submit, "key")) return "submit_button is missing";
  }
  if (kind === "vote_interaction") {
    const box = objectOf(card, "checkbox");
    const options = listOf(box, "option_list").length;
    if (!textOf(box, "question_key")) return "checkbox.question_key";
    if (options < 1 || options > 20) return "checkbox has 1 to 20 options";
  }
  if (kind === "multiple_interaction") {
    const selects = listOf(card, "select_list");
    if (selects.length < 1 || selects.length > 3) return "select_list has 1 to 3 selections";
    if (selects.some((each) => listOf(each, "option_list").length > 10))
      return "a selection's options";
  }
  return undefined;
}

/** All words of a card, a line each. */
export function cardText(card: Json): string {
  const title = objectOf(card, "main_title");
  const emphasis = objectOf(card, "emphasis_content");
  const quote = objectOf(card, "quote_area");
  const rows = [
    textOf(title, "title"),
    textOf(title, "desc"),
    textOf(emphasis, "title"),
    textOf(emphasis, "desc"),
    textOf(quote, "title"),
    textOf(quote, "quote_text"),
    textOf(card, "sub_title_text"),
    ...listOf(card, "vertical_content_list").flatMap((each) => [
      textOf(each, "title"),
      textOf(each, "desc"),
    ]),
    ...listOf(card, "horizontal_content_list").map(
      (each) => `${textOf(each, "keyname") ?? ""}：${textOf(each, "value") ?? ""}`,
    ),
    ...listOf(card, "jump_list").map((each) => textOf(each, "title")),
  ];
  return rows.filter((row) => row !== undefined && row !== "").join("\n");
}

/** What can be pressed: buttons, the options of a vote or selection, the menu's actions. */
export function cardChoices(card: Json): readonly Choice[] {
  return [
    ...listOf(card, "button_list").map(keyed),
    ...listOf(objectOf(card, "checkbox"), "option_list").map(numbered),
    ...listOf(card, "select_list").flatMap((each) =>
      listOf(each, "option_list").map((option) => {
        const { id, label } = numbered(option);
        return { id: `${textOf(each, "question_key") ?? ""}/${id}`, label };
      }),
    ),
    ...listOf(objectOf(card, "action_menu"), "action_list").map(keyed),
  ].filter(({ id }) => id !== "");
}

/** What pressing one choice says; for a vote or selection it is chosen and submitted. */
export function pressOf(card: Json, choice: string): CardPress {
  const kind = cardKind(card);
  const submit = textOf(objectOf(card, "submit_button"), "key") ?? "";
  const actions = listOf(objectOf(card, "action_menu"), "action_list").map(keyed);
  if (actions.some(({ id }) => id === choice)) return { eventKey: choice, selected: [] };
  if (kind === "vote_interaction") {
    const question = textOf(objectOf(card, "checkbox"), "question_key") ?? "";
    return { eventKey: submit, selected: [{ question, options: [choice] }] };
  }
  if (kind === "multiple_interaction") {
    const [question = "", option = ""] = choice.split("/");
    return { eventKey: submit, selected: [{ question, options: [option] }] };
  }
  return { eventKey: choice, selected: [] };
}

function keyed(from: Json): Choice {
  return { id: textOf(from, "key") ?? "", label: textOf(from, "text") ?? "" };
}

function numbered(from: Json): Choice {
  return { id: textOf(from, "id") ?? "", label: textOf(from, "text") ?? "" };
}
