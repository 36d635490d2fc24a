import type { Choice } from "../../../core/outcome.ts";

/**
 * The id under which a part of a delivery leaves, the same on every try: WeCom refuses to deliver
 * one twice. At most 32 bytes of `[0-9a-zA-Z_-]` (doc 94677), so the delivery's own at most 30.
 */
export function messageId(delivery: string, part: number): string {
  return part === 0 ? delivery : `${delivery}_${part}`;
}

/** The delivery a message id is of; undefined for ids that are not ours. */
export function deliveryOf(messageId: string): string | undefined {
  return /^([A-Za-z0-9-]{1,30})(?:_\d{1,2})?$/.exec(messageId)?.[1];
}

/** The id of a menu's item: which choice of which delivery. Up to 64 bytes are safe. */
export function choiceId(delivery: string, index: number): string {
  return `${delivery}:${index}`;
}

export function readChoiceId(
  id: string,
): { readonly delivery: string; readonly index: number } | undefined {
  const [, delivery, index] = /^([A-Za-z0-9-]{1,30}):(\d{1,2})$/.exec(id) ?? [];
  return delivery === undefined ? undefined : { delivery, index: Number(index) };
}

/** What choosing it says; the button's own words where it says nothing else. */
export function chosenText({ label, text }: Choice): string {
  return text.trim() === "" ? label : text;
}
