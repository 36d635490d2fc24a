import { reasonWords } from "../../../core/reasonWords.ts";
import type { ApiRefused, ApiUnreached } from "../api.ts";

/** How passing a conversation to the WeCom client ended. */
export type HandedOver =
  | {
      readonly kind: "servicer";
      readonly userid: string;
      /** Whether the customer got the text that went with it, as far as WeCom told. */
      readonly told: boolean;
    }
  | { readonly kind: "pool"; readonly told: boolean }
  | Refusal;

/** Nothing has changed, as far as WeCom told; `reason` is for staff to read. */
export interface Refusal {
  readonly kind: "refused";
  readonly reason: string;
  /** Whether trying again soon may help. */
  readonly passing: boolean;
}

export function refuse(why: string, { passing = false } = {}): Refusal {
  return { kind: "refused", reason: reasonWords(why), passing };
}

export function refusedBy(result: ApiRefused | ApiUnreached): Refusal {
  if (result.kind === "unreached") {
    return refuse(`WeCom was not reached, ${result.why}`, { passing: true });
  }
  const { errcode, meaning, action } = result;
  const passing = action === "retry" || action === "wait";
  return refuse(`errcode ${errcode}, ${meaning}`, { passing });
}
