import type { Delivery, SendResult } from "../../../core/delivery.ts";
import type { ApiRefused, ApiUnreached } from "../api.ts";

/** What becomes of a reply after a call that did not succeed. */
export interface Verdict {
  /** True when an earlier try may have arrived. */
  readonly ambiguous: boolean;
  /** It will not leave. */
  final(why: string): SendResult;
  /** It has surely not left now, and is tried again. */
  later(why: string, at?: Date): SendResult;
  unreached(result: ApiUnreached, at?: Date): SendResult;
  refused(result: ApiRefused, at?: Date): SendResult;
}

/**
 * Begins the reason of a try that surely did not arrive. It is read again at the next try, which
 * then knows that WeCom cannot have seen the message's id.
 */
const surely = "not sent: ";

/**
 * A repeated `msgid` is refused (WeCom doc 94677), with a code that is not documented; a malformed
 * parameter is refused with the same.
 */
const repeatedId = 40058;
/** An operator needs time to change a setting. */
const configWaitMs = 5 * 60_000;

export function verdict(
  { attempts, reason }: Pick<Delivery, "attempts" | "reason">,
  now: () => Date,
): Verdict {
  const ambiguous = attempts > 1 && reason?.startsWith(surely) !== true;
  const told = (why: string) =>
    ambiguous ? `${why}; an earlier try may have arrived` : `${surely}${why}`;

  const verdict: Verdict = {
    ambiguous,
    final: (why) => ({ state: ambiguous ? "uncertain" : "failed", reason: told(why) }),
    later: (why, at) => ({
      state: "retry",
      reason: told(why),
      unsent: true,
      ...(at === undefined ? {} : { at }),
    }),
    unreached: ({ certain, why }, at) =>
      certain
        ? verdict.later(why, at)
        : // Safe to try again: WeCom takes an id once.
          {
            state: "retry",
            reason: `${why}: it may have arrived`,
            ...(at === undefined ? {} : { at }),
          },
    refused(result, at) {
      const { errcode, meaning, action, retryAfterMs } = result;
      const why = `errcode ${errcode}, ${meaning}`;
      if (errcode === repeatedId) {
        return ambiguous
          ? { state: "sent" }
          : { state: "uncertain", reason: `${why}, or the message id was used before` };
      }
      if (action === "permanent" || action === "stop") return verdict.final(why);
      const waitMs = action === "config" ? configWaitMs : retryAfterMs;
      const own = waitMs === undefined ? undefined : new Date(now().getTime() + waitMs);
      return verdict.later(why, at ?? own);
    },
  };
  return verdict;
}
