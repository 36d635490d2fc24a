import type { SendResult } from "../../core/delivery.ts";
import type { Trouble } from "./api.ts";

/** What a failed send means: how it ended, and whether the contact is gone for good. */
export interface Verdict {
  readonly result: Exclude<SendResult, { readonly state: "sent" }>;
  readonly gone?: boolean;
  /** Milliseconds for which the chat takes nothing. */
  readonly holdFor?: number;
}

/** Telegram has no way to tell whether a lost call arrived; its answers are sent again. */
export function verdictOf(trouble: Trouble, now: Date): Verdict {
  if (trouble.kind === "unreached") {
    return unsent(`Telegram was not reached (${trouble.why})`);
  }
  if (trouble.kind === "cut") {
    const reason = `it may have arrived: the call to Telegram was cut (${trouble.why})`;
    return { result: { state: "retry", reason } };
  }
  const { code, why, retryAfter, movedTo } = trouble;
  if (code === 429 || retryAfter !== undefined) {
    const holdFor = (retryAfter ?? 1) * 1000;
    const at = new Date(now.getTime() + holdFor);
    return { ...unsent("Telegram asks to send more slowly", at), holdFor };
  }
  if (code >= 500) return unsent(`Telegram has a fault of its own (${code})`);
  if (code === 401 || code === 404) return unsent("Telegram refuses the bot's token");
  if (movedTo !== undefined) {
    return failed("the group became a supergroup and has another id now", true);
  }
  for (const [words, reason] of permanent) {
    if (words.test(why)) return failed(reason, true);
  }
  if (code === 403) return failed("the bot may not write to this contact", true);
  return failed(`Telegram refuses it (${code} ${why})`);
}

const permanent: readonly (readonly [RegExp, string])[] = [
  [/blocked by the user/i, "the contact has blocked the bot"],
  [/user is deactivated/i, "the contact's account was deleted"],
  [/can't initiate conversation/i, "the contact has never written to the bot"],
  [/kicked|not a member/i, "the bot was removed from the group"],
  [/chat not found|peer_id_invalid/i, "Telegram does not know this chat"],
  [/upgraded to a supergroup/i, "the group became a supergroup and has another id now"],
  [/thread not found|topic_(?:deleted|closed)/i, "the topic was deleted or closed"],
];

function unsent(reason: string, at?: Date): Verdict {
  const when = at === undefined ? {} : { at };
  return { result: { state: "retry", reason, unsent: true, ...when } };
}

function failed(reason: string, gone = false): Verdict {
  return { result: { state: "failed", reason }, ...(gone ? { gone } : {}) };
}
