import type { Delivery } from "../../../core/delivery.ts";
import type { Choice } from "../../../core/outcome.ts";
import { kfRule } from "../../../core/reach.ts";

/** Of a part after so many bounces, in one character: twelve times as many as a reply has parts. */
const marks = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx";

/**
 * The id under which a part of a delivery leaves, the same on every try: WeCom refuses to deliver
 * one twice, so after a bounce it is another. At most 32 bytes of `[0-9a-zA-Z_-]` (doc 94677), and
 * the delivery's own has up to 30.
 */
export function messageId({ id, bounces }: Pick<Delivery, "id" | "bounces">, part: number): string {
  const place = (bounces * kfRule.messages + part) % marks.length;
  return place === 0 ? id : `${id}_${marks[place]}`;
}

/** The delivery a message id is of, and its bounces until then; undefined for ids that are not ours. */
export function deliveryOf(messageId: string): Pick<Delivery, "id" | "bounces"> | undefined {
  const [, id, mark = "0"] = /^([A-Za-z0-9-]{1,30})(?:_([0-9A-Za-x]))?$/.exec(messageId) ?? [];
  if (id === undefined) return undefined;
  return { id, bounces: Math.floor(marks.indexOf(mark) / kfRule.messages) };
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
