import { setTimeout as sleep } from "node:timers/promises";
import { random } from "../../emulators/telegram/random.ts";
import { now } from "./clock.ts";
import type { Customers, Said } from "./customers.ts";
import type { Claimed, Opened } from "./opening.ts";

export interface TrafficOptions {
  /** Messages of customers a second, in all. */
  readonly rate: number;
  /** Messages a second of each customer whose conversation stands open at somebody. */
  readonly talk: number;
  readonly seconds: number;
  /** Answers of staff a second, in all. */
  readonly answers: number;
}

export interface Traffic {
  /** The most it was behind its own schedule, in milliseconds. */
  readonly lag: number;
  /** Answers of staff that were refused. */
  readonly refused: readonly string[];
}

/**
 * Customers write at a rate of their own, whatever the desk makes of it, at random gaps
 * (exponential); meanwhile staff answer those they have claimed.
 */
export async function traffic(
  { claimed, waiting, promised }: Opened,
  watched: readonly Claimed[],
  { writers, said }: { readonly writers: Customers; readonly said: Said },
  options: TrafficOptions,
): Promise<Traffic> {
  const chance = random(7);
  const one = <T>(of: readonly T[]): T | undefined => of[Math.floor(chance() * of.length)];
  const talking = watched.map(({ chat }) => chat);
  const bots = new Set(promised);
  const others = [...claimed.map(({ chat }) => chat), ...waiting, ...promised].filter(
    (chat) => !talking.includes(chat),
  );
  const share = (options.talk * talking.length) / options.rate;
  const began = now();
  const end = began + options.seconds * 1_000;
  const under: Promise<unknown>[] = [];
  const refused: string[] = [];
  let lag = 0;

  const writing = async () => {
    for (let due = began; due < end; ) {
      const at = now();
      for (; due <= at && due < end; due += (-Math.log(1 - chance()) * 1_000) / options.rate) {
        lag = Math.max(lag, at - due);
        const chat = one(chance() < share ? talking : others) ?? 0;
        under.push(bots.has(chat) ? writers.ask(chat, due) : writers.tell(chat, due));
      }
      await sleep(1);
    }
  };
  const answering = async () => {
    for (let due = began; due < end; due += 1_000 / options.answers) {
      await sleep(Math.max(0, due - now()));
      const to = one(claimed);
      if (to !== undefined) under.push(answer(said, to, refused));
    }
  };
  await Promise.all([writing(), answering()]);
  await Promise.all(under);
  return { lag, refused };
}

async function answer(said: Said, to: Claimed, refused: string[]): Promise<void> {
  const words = said.next("staff", to.chat, now());
  const key = `load-answer-${String(words.mark).padStart(8, "0")}`;
  const text = `#${words.mark}# 可以的，材料齐了就能交，有问题随时在这里问我。`;
  try {
    await to.by.post(`/console/conversations/${to.conversation}/say`, { text, key });
    words.status = 200;
    words.ackedAt = now();
  } catch (error) {
    refused.push((error as Error).message);
  }
}
