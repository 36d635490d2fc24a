import { setTimeout as sleep } from "node:timers/promises";
import { now } from "./clock.ts";
import type { Colleague } from "./colleague.ts";
import { type Customers, marks, type Said } from "./customers.ts";
import { type Stage, until } from "./stage.ts";

/** How many conversations are open, by how they stand. */
export interface Sizes {
  readonly waiting: number;
  readonly claimed: number;
  readonly promised: number;
}

export interface Claimed {
  readonly conversation: string;
  readonly chat: number;
  readonly by: Colleague;
}

export interface Opened {
  readonly waiting: readonly number[];
  readonly promised: readonly number[];
  readonly claimed: readonly Claimed[];
  /** Milliseconds each claim took. */
  readonly claims: readonly number[];
}

/** A second: what the platform's own pace leaves time to answer. */
const rate = 30;
const firstChat = 710_000_000;
/** For all claims together. */
const patienceMs = 60_000;

/** Opens conversations as customers and staff do: asked for by message, claimed at the desk. */
export async function open(
  stage: Stage,
  writers: Customers,
  staff: readonly Colleague[],
  sizes: Sizes,
  all: Said,
): Promise<Opened> {
  const chats = Array.from(
    { length: sizes.promised + sizes.waiting + sizes.claimed },
    (_, at) => firstChat + at,
  );
  const promised = chats.slice(0, sizes.promised);
  const queued = chats.slice(sizes.promised);
  const askForSomebody = async (asking: readonly number[]) => {
    await inTurn(asking, (chat) => writers.say(chat, "转人工"));
    await until("all are told where they stand", () =>
      asking.every((chat) => stage.answers(chat) > 0),
    );
  };
  await askForSomebody(promised);
  await stage.openOffice();
  await askForSomebody(queued);
  // By the mark of what they wrote last a line of the list tells whose it is.
  await inTurn(queued, (chat) => writers.tell(chat));

  const chatOf = (mark: number) => all.all[mark - 1]?.chat;
  const claimed: Claimed[] = [];
  const claims: number[] = [];
  // A page shows the first two hundred, and of some perhaps not yet what they wrote last.
  const end = Date.now() + patienceMs;
  while (claimed.length < sizes.claimed) {
    if (Date.now() > end) throw new Error("[load] there is nobody to be claimed");
    const lines = linesOf((await staff[0]?.get("/console")) ?? "");
    for (const { conversation, mark } of lines.slice(0, sizes.claimed - claimed.length)) {
      const by = staff[claimed.length % staff.length];
      const chat = chatOf(mark);
      if (by === undefined || chat === undefined) throw new Error("[load] a line of nobody");
      const began = now();
      await by.post(`/console/conversations/${conversation}/claim`);
      claims.push(now() - began);
      claimed.push({ conversation, chat, by });
    }
    await sleep(100);
  }
  const taken = new Set(claimed.map(({ chat }) => chat));
  await until("all are told that somebody is there", () =>
    [...taken].every((chat) => stage.answers(chat) > 1),
  );
  return { waiting: queued.filter((chat) => !taken.has(chat)), promised, claimed, claims };
}

async function inTurn(
  chats: readonly number[],
  say: (chat: number) => Promise<unknown>,
): Promise<void> {
  for (const chat of chats) {
    await Promise.all([say(chat), sleep(1_000 / rate)]);
  }
}

/** The lines of an inbox page that show a mark. */
function linesOf(page: string): { readonly conversation: string; readonly mark: number }[] {
  return page
    .split("<li ")
    .slice(1)
    .flatMap((line) => {
      const conversation = /data-id="([^"]+)"/.exec(line)?.[1];
      const mark = [...line.matchAll(marks)][0]?.[1];
      return conversation === undefined || mark === undefined
        ? []
        : [{ conversation, mark: Number(mark) }];
    });
}
