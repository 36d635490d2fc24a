import type { FaultBoard } from "./faults.ts";
import { integer, list, type Params } from "./params.ts";
import { Refused } from "./refused.ts";
import type { Update } from "./types.ts";
import type { Updates } from "./updates.ts";

export interface Polling {
  /** Bot API getUpdates; `gone` fires when the caller hangs up. */
  getUpdates(params: Params, gone: AbortSignal): Promise<readonly Update[]>;
  /** Ends a poll that is being held, with 409. */
  interrupt(by: string): void;
}

interface Waiter {
  wake(): void;
  refuse(reason: Refused): void;
}

export function polling(
  updates: Updates,
  faults: FaultBoard,
  webhookSet: () => boolean,
  chance: () => number,
): Polling {
  let waiter: Waiter | undefined;
  updates.onPush(() => waiter?.wake());

  const interrupt = (by: string) => {
    const ended = waiter;
    waiter = undefined;
    ended?.refuse(new Refused(409, `Conflict: terminated by ${by}`));
  };

  const take = (limit: number): Update[] => {
    const taken: Update[] = [];
    for (const { update } of updates.pending()) {
      if (taken.length >= limit) break;
      taken.push(update);
      if (faults.twice()) taken.push(update);
    }
    if (faults.shuffled()) taken.sort(() => chance() - 0.5);
    return taken;
  };

  return {
    interrupt,
    async getUpdates(params, gone) {
      if (webhookSet()) {
        throw new Refused(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      interrupt("other getUpdates request; make sure that only one bot instance is running");
      const wanted = list(params, "allowed_updates");
      if (wanted !== undefined) updates.allow(wanted);
      const limit = Math.min(Math.max(integer(params, "limit") ?? 100, 1), 100);
      const timeout = Math.min(Math.max(integer(params, "timeout") ?? 0, 0), 50);
      forget(updates, integer(params, "offset") ?? 0);
      const there = take(limit);
      if (there.length > 0 || timeout === 0) return there;
      await new Promise<void>((resolve, reject) => {
        const mine: Waiter = {
          wake: () => {
            done();
            // A burst comes back in one answer, as from the real server.
            setImmediate(resolve);
          },
          refuse: (reason) => {
            done();
            reject(reason);
          },
        };
        const timer = setTimeout(mine.wake, timeout * 1000);
        const done = () => {
          clearTimeout(timer);
          gone.removeEventListener("abort", mine.wake);
          if (waiter === mine) waiter = undefined;
        };
        gone.addEventListener("abort", mine.wake);
        waiter = mine;
      });
      return take(limit);
    },
  };
}

/** An offset confirms all below it; a negative one keeps only that many of the newest. */
function forget(updates: Updates, offset: number): void {
  if (offset > 0) updates.confirmBelow(offset);
  if (offset < 0) {
    const first = [...updates.pending()].at(offset);
    if (first !== undefined) updates.confirmBelow(first.update.update_id);
  }
}
