/** What a message inside a form corrects: a field and its new value, or a field to be asked again. */
import { fold } from "../core/fold.ts";
import type { FormState } from "../core/session.ts";
import type { Slot } from "./form.ts";

export interface Correction {
  readonly slot: Slot;
  /** Undefined where the field is to be asked again. */
  readonly value: string | undefined;
}

const wrong = "(?:填错|写错|弄错|搞错|错|不对|有误|要改)了?";
const changes = /改|换|错|应该|应为|更正|不对/;

/** 「电话改成…」 gives the new value; 「修改电话」「电话填错了」 ask for it. `slots`: those that apply. */
export function correctionIn(
  slots: readonly Slot[],
  state: FormState,
  said: string,
  written: string,
): Correction | undefined {
  for (const slot of slots) {
    if (state.slots[slot.name] === undefined) continue;
    const names = namesOf(slot).map(RegExp.escape).join("|");
    const value = valueFor(names, written);
    // 「电话是…」 in answer to another question may be that question's answer.
    if (value !== undefined && (changes.test(said) || state.at === "confirm")) {
      return { slot, value };
    }
    const again = new RegExp(
      `^(?:请)?(?:修改|改一?下?|重填|更正|更改|换一?下?)(?:一下)?(?:${names})(?:吧|嘛|哈)?[。.!！]?$|^(?:${names})(?:${wrong})[。.!！]?$`,
      "u",
    );
    // At the confirmation a field's name alone says which one is to be changed.
    const named = state.at === "confirm" && namesOf(slot).includes(said);
    if (named || again.test(said)) return { slot, value: undefined };
  }
  return undefined;
}

function valueFor(names: string, written: string): string | undefined {
  const set = new RegExp(
    `^(?:不对|错了|不是)?[,、 ]*(?:请)?(?:把|将|我的)?(?:${names})(?:号码?)?(?:${wrong}[,、 ]*)?(?:(?:改成|改为|换成|应该是|应为|更正为|改到|应该填|是(?=.{2}))[:, ]*|: *)(.+)$`,
    "u",
  ).exec(fold(written))?.[1];
  // Folding keeps places: the value is taken as it was written.
  const value = set === undefined ? "" : written.slice(-set.length).trim();
  return value === "" ? undefined : value;
}

/** Folded, as what the contact says is. */
function namesOf({ label, aliases = [] }: Slot): string[] {
  return [label, ...aliases].map(fold);
}
