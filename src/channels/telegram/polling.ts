import { z } from "zod";
import { type Api, troubleError, troubleOf, within } from "./api.ts";
import { holding, taken } from "./holding.ts";
import type { Intake } from "./intake.ts";
import { type Pauses, pauses, restFor } from "./pauses.ts";
import type { TelegramPort } from "./port.ts";
import { allowedUpdates, updateNumber } from "./update.ts";

export interface PollingOptions {
  /** Seconds Telegram holds an empty answer back; 25 unless told. */
  readonly hold?: number;
  /** Milliseconds the right to poll is taken for at a time; 30,000 unless told. */
  readonly leaseFor?: number;
  readonly pauses?: Pauses;
}

export interface Polling {
  /** Finishes the updates under way. */
  stop(): Promise<void>;
}

/**
 * Fetches updates, in one instance at a time (Telegram answers 409 to a second). An update is
 * confirmed to Telegram only once it is stored; until then it comes again.
 */
export function startPolling(
  port: Pick<TelegramPort, "lease" | "report" | "count">,
  api: Api,
  intake: Pick<Intake, "take">,
  bot: number,
  options: PollingOptions = {},
): Polling {
  const { hold = 25, leaseFor = 30_000, pauses: rests = pauses() } = options;
  // Short ones: what one person's update has to wait for, everybody's next ones wait for too.
  const storing = pauses(200, 5_000);
  const stopping = new AbortController();
  const { signal } = stopping;

  const fetched = async (offset: number, ended: AbortSignal) => {
    const asked = { offset, timeout: hold, limit: 100, allowed_updates: allowedUpdates };
    return await api.getUpdates(asked, within((hold + 10) * 1000, ended));
  };

  /** Gives where to go on: behind the last update before which none is missing. */
  const take = async (updates: readonly unknown[], offset: number) => {
    const missing = await storeAll(updates, intake, (error) => {
      port.count("not-stored");
      port.report(error);
    });
    if (missing !== undefined) return { offset: missing, whole: false };
    // After a week of silence Telegram may number from anywhere: all is confirmed once it is empty.
    if (updates.length === 0) return { offset: 0, whole: true };
    const numbers = updates.map((update) => (updateNumber(update) ?? offset - 1) + 1);
    return { offset: Math.max(offset, ...numbers), whole: true };
  };

  const poll = async (ended: AbortSignal): Promise<void> => {
    let offset = 0;
    let ready = false;
    while (!ended.aborted) {
      try {
        if (!ready)
          await api.deleteWebhook({ drop_pending_updates: false }, within(undefined, ended));
        ready = true;
        const went = await take(await fetched(offset, ended), offset);
        offset = went.offset;
        rests.reset();
        if (went.whole) storing.reset();
        else await storing.rest(undefined, ended);
      } catch (error) {
        if (ended.aborted) break;
        const trouble = troubleOf(error);
        // A webhook set meanwhile answers 409 as well.
        if (trouble.kind === "refused" && trouble.code === 409) ready = false;
        port.count("call-failed");
        port.report(troubleError("getUpdates", trouble));
        await rests.rest(trouble, ended);
      }
    }
    // Tells Telegram what is stored, so that the next start does not see it again.
    if (signal.aborted && offset > 0) {
      await api.getUpdates({ offset, timeout: 0, limit: 1 }, within(2_000)).catch(() => undefined);
    }
  };

  const run = async () => {
    while (!signal.aborted) {
      const lease = await taken(port, `telegram-polling/${bot}`, leaseFor);
      if (lease === undefined) await restFor(leaseFor / 6, signal);
      else await holding(lease, leaseFor, signal, poll);
    }
  };
  const ended = run();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

const chats = z.object({ chat: z.object({ id: z.number() }) });
const chatOf = z.union([
  z.object({ message: chats }).transform(({ message }) => message.chat.id),
  z.object({ edited_message: chats }).transform(({ edited_message: m }) => m.chat.id),
  z
    .object({ callback_query: z.object({ message: chats }) })
    .transform(({ callback_query: press }) => press.message.chat.id),
  z.object({ my_chat_member: chats }).transform(({ my_chat_member: change }) => change.chat.id),
]);

/**
 * Chats go side by side; within one nothing overtakes what could not be stored. Gives the number of
 * the first update that is not stored.
 */
async function storeAll(
  updates: readonly unknown[],
  intake: Pick<Intake, "take">,
  failed: (error: unknown) => void,
): Promise<number | undefined> {
  const ordered = updates.toSorted((a, b) => (updateNumber(a) ?? 0) - (updateNumber(b) ?? 0));
  const byChat = Map.groupBy(ordered, (update) => chatOf.safeParse(update).data);
  const missing = await Promise.all(
    [...byChat.values()].map(async (ofChat) => {
      for (const update of ofChat) {
        try {
          await intake.take(update);
        } catch (error) {
          failed(error);
          return updateNumber(update);
        }
      }
      return undefined;
    }),
  );
  const numbers = missing.filter((number) => number !== undefined);
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}
