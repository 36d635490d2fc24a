import { setTimeout as sleep } from "node:timers/promises";
import { now } from "./clock.ts";
import type { Colleague } from "./colleague.ts";
import type { Said } from "./customers.ts";
import type { Claimed } from "./opening.ts";
import type { WatchedPage } from "./watchedPage.ts";

/** Something staff do from time to time. */
export interface Repeating {
  /** Resolves when the one under way is done; rejects where one has failed. */
  stop(): Promise<void>;
}

function again(everyMs: number, act: () => Promise<void>): Repeating {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      await act();
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  // Told of when it is stopped.
  running.catch(() => undefined);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Somebody opens the list and a conversation from time to time. */
export function renderAgain(
  colleague: Colleague,
  { list, path }: { readonly list: string; readonly path: string },
  into: { readonly inbox: number[]; readonly conversation: number[] },
): Repeating {
  const timed = async (address: string) => {
    const began = now();
    await colleague.get(address);
    return now() - began;
  };
  return again(2_500, async () => {
    into.inbox.push(await timed(list));
    into.conversation.push(await timed(path));
  });
}

/** Somebody types an answer in the page itself. */
export function typeAgain({ page }: WatchedPage, { chat }: Claimed, all: Said): Repeating {
  const box = page.locator("#answer");
  return again(5_000, async () => {
    const words = all.next("staff", chat, now());
    await box.fill(`#${words.mark}# 好的，我这就帮您看一下。`);
    await box.press("Enter");
    // The page empties it once the answer is taken.
    while ((await box.inputValue()) !== "") await sleep(20);
    words.status = 200;
    words.ackedAt = now();
  });
}
