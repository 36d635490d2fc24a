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
}

export function refuse(why: string): Refusal {
  return { kind: "refused", reason: reasonWords(why) };
}

export function refusedBy(result: ApiRefused | ApiUnreached): Refusal {
  return refuse(
    result.kind === "refused"
      ? `errcode ${result.errcode}, ${result.meaning}`
      : `WeCom was not reached, ${result.why}`,
  );
}
