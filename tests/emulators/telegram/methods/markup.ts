import { object, type Params } from "../params.ts";
import { bad } from "../refused.ts";
import type { Button, Markup } from "../types.ts";

/** In bytes of UTF-8. */
const longestData = 64;

/** The keyboard of a call, checked as Telegram does. */
export function markupOf(params: Params): Markup | undefined {
  const markup = object(params, "reply_markup");
  if (markup === undefined) return undefined;
  const rows = markup["inline_keyboard"];
  if (rows === undefined) return markup as Markup;
  if (!Array.isArray(rows)) throw bad('field "inline_keyboard" must be of type Array');
  const checked = rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw bad('field "inline_keyboard" must be an Array of Arrays');
    return row.map(buttonOf);
  });
  const filled = checked.filter((row) => row.length > 0);
  if (filled.flat().length > 100) throw bad("reply markup is too long");
  return filled.length === 0 ? undefined : { inline_keyboard: filled };
}

const actions = [
  "callback_data",
  "url",
  "web_app",
  "login_url",
  "switch_inline_query",
  "copy_text",
  "pay",
];

function buttonOf(value: unknown): Button {
  const refuse = (why: string) => bad(`can't parse inline keyboard button: ${why}`);
  if (typeof value !== "object" || value === null) throw refuse("expected an Object");
  const button = value as Record<string, unknown>;
  if (typeof button["text"] !== "string") throw refuse('Field "text" must be of type String');
  if (button["text"].trim() === "") throw refuse("Inline keyboard button text is empty");
  if (!actions.some((action) => Object.hasOwn(button, action))) {
    throw refuse("Text buttons are unallowed in the inline keyboard");
  }
  const data = button["callback_data"];
  if (data !== undefined) {
    if (typeof data !== "string") throw refuse('Field "callback_data" must be of type String');
    const bytes = Buffer.byteLength(data);
    if (bytes === 0 || bytes > longestData) throw bad("BUTTON_DATA_INVALID");
  }
  const url = button["url"];
  if (url !== undefined && !(typeof url === "string" && /^(?:https?|tg):\/\/\S+$/.test(url))) {
    throw bad(`inline keyboard button URL '${String(url)}' is invalid: Wrong HTTP URL`);
  }
  return button as unknown as Button;
}

/** The fields of a message for its keyboard: only an inline one is part of the message. */
export function markupFields(markup: Markup | undefined): { reply_markup?: Markup } {
  return markup === undefined ? {} : { reply_markup: markup };
}
