/** What words of the group become at a customer who is on Telegram too, as the delivery's handle. */
import type { Handle } from "../../../core/message.ts";
import { type At, messageKey, readMessageKey } from "./key.ts";

export type Outgoing =
  /** The message itself, with its picture or file. */
  | { readonly kind: "copy"; readonly of: At }
  /** What an earlier delivery left at the customer gets this text, or this caption. */
  | { readonly kind: "edit"; readonly delivery: string; readonly caption: boolean };

export function toHandle(outgoing: Outgoing): Handle {
  return outgoing.kind === "copy"
    ? { copy: messageKey(outgoing.of) }
    : { edit: outgoing.delivery, ...(outgoing.caption ? { caption: "1" } : {}) };
}

export function readOutgoing({ copy, edit, caption }: Handle): Outgoing | undefined {
  const of = copy === undefined ? undefined : readMessageKey(copy);
  if (of !== undefined) return { kind: "copy", of };
  return edit === undefined
    ? undefined
    : { kind: "edit", delivery: edit, caption: caption !== undefined };
}

const corrects = "更正：";

/** How an edit is said where what was written cannot be changed. */
export function correction(text: string): string {
  return `${corrects}${text}`;
}

/** What was to stand there in the first place. */
export function corrected(text: string): string {
  return text.startsWith(corrects) ? text.slice(corrects.length) : text;
}
