import type { Choice } from "../../core/outcome.ts";
import { callbackData } from "./callbackData.ts";

interface Button {
  readonly text: string;
  readonly callback_data: string;
}

/** Labels of up to so many characters stand two in a row. */
const short = 8;
/** A phone shows no more of a label. */
const longestLabel = 60;
/** Telegram takes no more buttons under one message. */
const mostButtons = 100;

/** Choices as buttons under a message; what each stands for is looked up when it is pressed. */
export function keyboard(delivery: string, choices: readonly Choice[]) {
  const rows: Button[][] = [];
  for (const [index, { label }] of choices.slice(0, mostButtons).entries()) {
    const text = cut(label);
    const last = rows.at(-1);
    const button = { text, callback_data: callbackData({ delivery, index }) };
    const beside = last?.length === 1 && [...text, ""].length - 1 <= short && pairs(last[0]);
    if (beside === true) last?.push(button);
    else rows.push([button]);
  }
  return { inline_keyboard: rows };
}

function pairs(button: Button | undefined): boolean {
  return button !== undefined && [...button.text].length <= short;
}

function cut(label: string): string {
  const points = [...label];
  return points.length <= longestLabel ? label : `${points.slice(0, longestLabel - 1).join("")}…`;
}
